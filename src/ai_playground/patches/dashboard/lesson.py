"""The page of the patches lesson: games, lens, training and what is below them, wired together."""

from __future__ import annotations

from ai_playground.jobs import RunSlot
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.lesson.tasks import Question
from ai_playground.page.album import Album
from ai_playground.page.layout import page
from ai_playground.page.sections import cards_of
from ai_playground.patches.dashboard.crop_game import CropGame
from ai_playground.patches.dashboard.cues import Cues
from ai_playground.patches.dashboard.guess_game import GuessGame
from ai_playground.patches.dashboard.heat_map import HeatMap
from ai_playground.patches.dashboard.sections import lens_quizzes, make_sections
from ai_playground.patches.dashboard.shared_locator import SharedLocator
from ai_playground.patches.dashboard.training import Training
from ai_playground.patches.export import as_python
from ai_playground.patches.recording import Recording
from ai_playground.ui.banner import Banner
from ai_playground.ui.theme import Theme

SLOT = RunSlot("long")


class PatchesLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        dashboard: Ten patches to guess.
        lens_quiz: Predictions on the lens.
        heat_map: A photo through a lens, and where its patches seem to come from.
        cues: What each trace of the lens is worth.
        crop_game: What was cropped away?
        quiz: Predictions on the training.
        experiments: The small training: flaws, run and curves.
        findings: What the report claims, beside runs of one's own.
        formulas: Each formula beside the code that does it.
        exercises: Goals to reach with the knobs.
        take_home: Downloads, code and link for the training on the page.
    """

    def __init__(self) -> None:
        self.banner = Banner()
        networks = SharedLocator()
        album = Album(lesson_called("patches"))
        quizzes = lens_quizzes()
        self.guess_game = GuessGame(self.banner)
        self.where = HeatMap(self.banner, networks, self._follow_lens, self._follow_photo)
        self.training = Training(self.banner, SLOT, album, self._show_code)
        self.table = self.training.claims
        self.panel, self.bar, self.control = self.training.panel, self.training.bar, self.training.control
        self.sections = make_sections(self.training.view, album, self._watch, quizzes)
        self._cues = Cues(self.banner, networks, SLOT, lambda: self.where.lens, self.sections.answered)
        self._lens = self.where.lens
        self.sections.on_answer(self._cues.show)
        self._crop_game = CropGame(
            self.banner, networks.locator, self.where.seen, lambda: self.where.lens, SLOT
        )
        album.take(self.guess_game.said, self.guess_game.widget)
        album.take(self.where.said, self.where.widget)
        album.take(self._cues.said, self._cues.section)
        album.take(self._crop_game.said, self._crop_game.widget)
        self.dashboard = page(Theme(), self.banner, self.guess_game.widget)
        self.lens_quiz = cards_of(quizzes)
        self.heat_map, self.cues = page(self.where.widget), self._cues.section
        self.crop_game = page(self._crop_game.widget)
        self.experiments, self.findings = self.training.dashboard, self.table.section
        self.quiz, self.formulas = self.sections.quiz, self.sections.formulas
        self.exercises, self.take_home = self.sections.exercises, self.sections.take_home
        self.banner.watch(self.dashboard, self.heat_map, *self.sections.widgets)
        self.training.replay()
        self.panel.show(self.panel.settings)
        notices = [*self.where.notices, *self.training.notices]
        if notices:
            self.banner.show(" ".join(dict.fromkeys(notices)), tone="note")

    def _watch(self, question: Question[Recording]) -> None:
        """Do the run of a question's last recording where it can be watched."""
        self.training.watch(question.runs[-1])

    def _follow_lens(self) -> None:
        """Have everything that is seen through the lens follow it."""
        if hasattr(self, "_crop_game") and self.where.lens != self._lens:
            self._lens = self.where.lens
            self._crop_game.follow_lens()
            self._cues.show()
            self._show_code()

    def _follow_photo(self) -> None:
        self._crop_game.follow_photo()
        self._show_code()

    def _show_code(self) -> None:
        """Keep code, link and address of the page equal to its settings, its lens and its photo."""
        if hasattr(self, "sections"):
            query = self.panel.query(self.where.as_query())
            self.sections.show_code(as_python(self.panel.settings), query)
