"""The page of the CycleGAN lesson: painting, training and what is below them, wired together."""

from __future__ import annotations

from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.cyclegan.dashboard.easel import Easel
from ai_playground.cyclegan.dashboard.look import Look
from ai_playground.cyclegan.dashboard.over_training import OverTraining
from ai_playground.cyclegan.dashboard.sections import make_sections
from ai_playground.cyclegan.dashboard.studio import Studio
from ai_playground.cyclegan.dashboard.training import Training
from ai_playground.cyclegan.dashboard.versions import Versions
from ai_playground.cyclegan.export import as_python
from ai_playground.cyclegan.recording import Recording
from ai_playground.jobs import RunSlot
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.lesson.tasks import Question
from ai_playground.page.album import Album
from ai_playground.page.layout import card, page
from ai_playground.ui.banner import Banner
from ai_playground.ui.theme import Theme

SLOT = RunSlot("long")


class CycleganLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        dashboard: A photo, a painter, the painting.
        variants: One photo in every manner.
        versions: One row of photos by six networks: one whole, five otherwise.
        quiz: Predictions to make and check.
        experiments: The training: knobs, run, samples and curves.
        look: What goes in and comes out.
        scores: The score over the training, here and in the report.
        formulas: Each formula beside the code that does it.
        exercises: Goals to reach with the knobs.
        take_home: Downloads, code and link for the training on the page.
    """

    def __init__(self) -> None:
        self.banner = Banner()
        self.studio = Studio()
        album = Album(lesson_called("cyclegan"))
        self.easel = Easel(self.banner, self.studio, SLOT, self._show_code)
        self.training = Training(
            self.banner,
            SLOT,
            album,
            lambda name: self.sections.answered(name),
            self._show_code,
            self.studio.use_run,
        )
        self._look = Look(lambda: self.training.settings)
        scores = OverTraining()
        self.panel, self.bar, self.control = self.training.panel, self.training.bar, self.training.control
        self.sections = make_sections(self.training.view, lambda: self.training.went_on, album, self._watch)
        self._versions = Versions(self.sections.answered)
        self.sections.on_answer(self._versions.show)
        self.sections.on_answer(self.control.paint_now)
        album.take(self.easel.said, self.easel.widget, self.easel.variants.widget)
        album.take(self._look.said, self._look.section)
        album.take(scores.said, scores.widget)
        album.take(self._versions.said, self._versions.section)
        self.dashboard = page(Theme(), self.banner, self.easel.widget)
        self.variants = page(card(self.easel.variants.widget))
        self.versions, self.look = self._versions.section, self._look.section
        self.scores = page(card(scores.widget))
        self.experiments = self.training.dashboard
        self.quiz, self.formulas = self.sections.quiz, self.sections.formulas
        self.exercises, self.take_home = self.sections.exercises, self.sections.take_home
        self.banner.watch(
            self.dashboard, self.variants, self.versions, self.look, self.scores, *self.sections.widgets
        )
        self.training.replay()
        self.panel.show(self.panel.settings)
        self.easel.panel.show(self.easel.panel.settings)
        notices = [*self.easel.notices, *self.training.notices]
        if notices:
            self.banner.show(" ".join(dict.fromkeys(notices)), tone="note")

    def _watch(self, question: Question[Recording]) -> None:
        """Do the run of a question's last recording where it can be watched."""
        name = question.runs[-1]["recorded"]
        self.training.watch(dict(next(each for each in ABLATIONS if each.name == name).changes))

    def _show_code(self) -> None:
        """Keep code, link and address of the page equal to its settings and to its photo."""
        if not hasattr(self, "sections"):
            return
        self._look.show()
        query = self.panel.query(self.easel.as_query())
        own = self.training.own
        photos, paintings = (bool(kind.heap.pictures) for kind in (own.photos, own.paintings))
        shown = self.panel.settings == self.training.trained
        went_on = self.training.went_on if shown else ()
        self.sections.show_code(as_python(self.panel.settings, photos, paintings, went_on), query)
