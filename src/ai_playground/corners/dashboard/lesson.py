"""The page of the corners lesson: transformer, own photos and training, wired together."""

from __future__ import annotations

from ai_playground.corners.dashboard.network import Network
from ai_playground.corners.dashboard.own_photos import OwnPhotos
from ai_playground.corners.dashboard.training import Training
from ai_playground.corners.dashboard.transformer import Transformer
from ai_playground.jobs import RunSlot
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.page.album import Album
from ai_playground.page.layout import page
from ai_playground.ui.banner import Banner
from ai_playground.ui.theme import Theme

SLOT = RunSlot("long")


class CornersLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        dashboard: The photo transformer.
        own: The visitor's photos.
        own_photos: The visitor's corrected photos, and training on them.
        control: The run of one of the paper's networks.
        experiments: The paper's networks: knobs, run, curves and pictures.
        findings: The paper's table beside yours.
        quiz: Predictions to make and check.
        formulas: Each formula beside the code that does it.
        exercises: Goals to reach with the knobs.
        take_home: Downloads, code and link for the run on the page.
    """

    def __init__(self) -> None:
        self.banner = Banner()
        self.network = Network()
        self.own = OwnPhotos(self.banner, self.network, SLOT)
        self.transformer = Transformer(
            self.banner, self.network, self.own.add, lambda: self.training.show_code()
        )
        album = Album(lesson_called("corners"))
        album.take(self.transformer.said, self.transformer.widget)
        album.take(self.own.said, self.own.widget)
        self.training = Training(
            self.banner, SLOT, lambda: self.own.photos, self.transformer.photos.as_query, album
        )
        self.dashboard = page(Theme(), self.banner, self.transformer.widget)
        self.own_photos = page(self.own.widget)
        self.panel, self.bar, self.control = self.training.panel, self.training.bar, self.training.control
        self.table, self.sections = self.training.table, self.training.sections
        sections = self.sections
        self.quiz, self.formulas = sections.quiz, sections.formulas
        self.exercises, self.take_home = sections.exercises, sections.take_home
        self.experiments, self.findings = self.training.dashboard, self.training.findings
        notices = [*self.training.notices, *self.transformer.notices]
        if notices:
            self.banner.show(" ".join(notices), tone="note")
