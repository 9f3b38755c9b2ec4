"""The authors' experiments on the page: choose one, run it as a grid of pictures, open one of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from ai_playground.jobs import RunSlot, device
from ai_playground.lesson.grid import CellRun, CellSnapshot
from ai_playground.page.layout import card, page
from ai_playground.page.picture_grid import GridRun, Heading
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.perceptual.download import weights_file
from ai_playground.perceptual.network import WeightsMissing
from ai_playground.pictures import Pixels
from ai_playground.settings import Preset, Settings, as_words, knob
from ai_playground.style.dashboard.choices import Choices, Chosen
from ai_playground.style.estimate import estimate
from ai_playground.style.experiments import EXPERIMENTS, Experiment
from ai_playground.style.inputs import Style
from ai_playground.style.library import STYLES
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import check, stylize
from ai_playground.ui import Banner

LABELS = {style.name: style.label for style in STYLES}


class GridSettings(Settings):
    """Which experiment, and how large its pictures are."""

    experiment: str = knob(EXPERIMENTS[0].name, "which pictures", group="Experiment")
    size: int = knob(
        160,
        "longer side of each picture, in px: twice as large takes four times as long",
        group="Every picture of the grid",
        ge=64,
        le=512,
        log=True,
    )


class Grids:
    """Chips to choose an experiment, and its grid.

    Args:
        banner: Where errors are explained.
        slot: The queue to compute in.
        choices: The page's galleries.
        settings: Tells the page's knobs, on top of which an experiment varies one or two.
        use: Takes over settings and pictures of a cell that was opened.

    Attributes:
        panel: The chips, and the size of the pictures.
        run: The grid that is on the page.
        widget: All of it, for a cell of the notebook.
    """

    def __init__(
        self,
        banner: Banner,
        slot: RunSlot,
        choices: Choices,
        settings: Callable[[], StyleSettings],
        use: Callable[[StyleSettings, Chosen], None],
    ) -> None:
        self._choices, self._settings, self._use = choices, settings, use
        self._chosen = choices.now()  # the pictures of the grid
        self._base = settings()  # the knobs of its cells, but for those that it varies
        self.panel = SettingsPanel(
            GridSettings(),
            [Preset(each.name, each.label, each.asks, {"experiment": each.name}) for each in EXPERIMENTS],
            on_change=self._follow,
            kept=("size",),
            turned_elsewhere=("experiment",),
        )
        self.run = GridRun(
            banner,
            make_cell=paint_cell,
            heading=self._heading,
            cells=self._cells,
            open_cell=self._open,
            slot=slot,
            prepare=device.configure,
            loading="Loading TensorFlow and the network takes some seconds.",
        )
        self.panel.show(self.panel.settings)
        self.widget = page(card(self.panel.knobs, self.run.widget))
        banner.watch(self.widget)

    def said(self) -> str:
        """What the pictures of the grid are of: the pictures, and the knobs that it doesn't vary."""
        return f"{self._chosen.words}. {as_words(self._base)}."

    @property
    def _experiment(self) -> Experiment:
        return next(each for each in EXPERIMENTS if each.name == self.panel.settings.experiment)

    def _follow(self, change: Change[GridSettings]) -> None:
        if change.turned:
            self.run.lay_out()

    def _heading(self) -> Heading:
        experiment = self._experiment
        title = experiment.label
        if experiment.styles == 2:
            title = " / ".join(LABELS[name] for name in self._pair())
        return Heading(
            experiment.rows,
            experiment.columns,
            alt=experiment.label,
            column_title=title,
            finding=experiment.saw,
            source=f"From {experiment.source}",
        )

    def _pair(self) -> list[str]:
        """The first two styles chosen, or the one chosen and another."""
        names = [name for name in self._choices.styles.chosen if name in LABELS]
        return [*names, *(name for name in LABELS if name not in names)][:2]

    def _cells(self) -> list[CellRun]:
        now = chosen = self._choices.now()
        if self._experiment.styles == 2:
            chosen = self._choices.of(now.photo, tuple(self._pair()))
        base = self._settings().changed(size=self.panel.settings.size, tolerance=0.0)
        if len(chosen.paintings) != len(now.paintings):
            base = base.changed(style_blend="")
        check(chosen.paintings, base)
        self._chosen, self._base = chosen, base
        return [
            CellRun((chosen.content, chosen.paintings, cell), _work_of(cell, chosen.content.shape[:2]))
            for cell in self._experiment.settings(base)
        ]

    def _open(self, _content: Pixels, _styles: tuple[Style, ...], settings: StyleSettings) -> None:
        self._use(settings.changed(size=self._settings().size), self._chosen)


def paint_cell(
    content: Pixels, styles: tuple[Style, ...], settings: StyleSettings
) -> Generator[CellSnapshot, Any, None]:
    """Paint a cell's picture, see `stylize`. Raises ValueError too where its network can't be had."""
    try:
        weights = weights_file(settings.network)
    except WeightsMissing:
        raise ValueError("needs a download") from None
    for run in stylize(content, styles, settings, weights):
        content_error = sum(run.content) / len(run.content)
        style_error = sum(map(sum, run.style)) / sum(map(len, run.style))
        figures = f"content {content_error:.2f}, style {style_error:.3f}"
        yield CellSnapshot(run.step / max(run.steps, 1), run.picture, figures)


def _work_of(settings: StyleSettings, shape: tuple[int, int]) -> float:
    """Operations of a cell's run; none for one that can't be painted, which will say why in its place."""
    try:
        return estimate(settings, shape).operations
    except ValueError:
        return 0.0
