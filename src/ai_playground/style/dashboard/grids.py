"""The authors' experiments on the page: choose one, run it as a grid of pictures, open one of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import Any

from ai_playground.jobs import RunSlot, device
from ai_playground.lesson.grid import CellRun, CellSnapshot
from ai_playground.page.layout import card, page
from ai_playground.page.picture_grid import Conclusion, GridRun, Heading
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.perceptual.download import weights_file
from ai_playground.perceptual.network import WeightsMissing
from ai_playground.pictures import Pixels
from ai_playground.settings import Preset, Settings, as_words, knob
from ai_playground.style.dashboard.choices import Choices, Chosen
from ai_playground.style.estimate import estimate
from ai_playground.style.experiment import Experiment, Result
from ai_playground.style.experiments import EXPERIMENTS
from ai_playground.style.inputs import Style
from ai_playground.style.library import STYLES, shipped
from ai_playground.style.questions import QUESTIONS
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import check, stylize
from ai_playground.style.yardstick import Judged, judge
from ai_playground.ui.banner import Banner

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
        answered: Whether the question of this name has been answered: before, no grid that would answer it
            tells its figures or what it shows.

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
        answered: Callable[[str], bool],
    ) -> None:
        self._choices, self._settings, self._use, self._answered = choices, settings, use, answered
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
            told=lambda: not self._open_questions(),
            conclusion=self._conclusion,
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
            finding=f"{experiment.asks} Say it before you run: below a full grid stands what was found.",
            source="Predict",
        )

    def _conclusion(self, ended: Sequence[CellSnapshot | ValueError]) -> Conclusion | None:
        """What the author saw and what the grid shows, once the questions that it answers are answered."""
        experiment, waiting = self._experiment, self._open_questions()
        if waiting:
            asked = " ".join(f"“{text}”" for text in waiting)
            return Conclusion(f"Answer above: {asked} Then figures and what was found stand here.", "Predict")
        results = [
            Result(cell, end.result)
            for cell, end in zip(experiment.cells, ended, strict=True)
            if isinstance(end, CellSnapshot)
        ]
        found, idle = "", experiment.idle(self._base)
        if idle:
            found = f"{idle} So these pictures can't tell."
        elif results and (len(results) == len(ended) or experiment.some_do):
            found = experiment.found(results)
        return Conclusion(experiment.saw or experiment.asks, f"From {experiment.source}", found)

    def _open_questions(self) -> list[str]:
        """Texts of the questions that the grid would answer and that nobody has answered yet."""
        names = [name for name in self._experiment.questions if not self._answered(name)]
        return [each.text for each in QUESTIONS if each.name in names]

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
        experiment, shape = self._experiment, chosen.content.shape[:2]
        return [
            CellRun(
                (chosen.content, chosen.paintings, settings, cell.style, experiment.second_judge),
                _work_of(settings, shape),
            )
            for cell, settings in zip(experiment.cells, experiment.settings(base), strict=True)
        ]

    def _open(
        self,
        _content: Pixels,
        _styles: tuple[Style, ...],
        settings: StyleSettings,
        style: str,
        _second_judge: bool,
    ) -> None:
        chosen = replace(self._chosen, styles=(style,)) if style else self._chosen
        self._use(settings.changed(size=self._settings().size), chosen)


def paint_cell(
    content: Pixels,
    styles: tuple[Style, ...],
    settings: StyleSettings,
    style: str = "",
    second_judge: bool = False,
) -> Generator[CellSnapshot | None, Any, None]:
    """Paint a cell's picture and measure it by the fixed yardstick, see `stylize` and `yardstick.measure`.

    `style` names a shipped picture to take in the place of `styles`; with `second_judge` an untrained network
    judges, too. Raises ValueError too where the network can't be had.
    """
    try:
        weights = weights_file(settings.network)
    except WeightsMissing:
        raise ValueError("needs a download") from None
    painted = (Style(shipped(style)),) if style else styles
    last = None
    for last in stylize(content, painted, settings, weights):
        yield CellSnapshot(min(last.step / max(last.steps, 1), 0.99), last.picture)
    assert last is not None
    judged = judge(last, content, painted, second_judge=second_judge)
    figures = f"style {judged.measure.closed:.0f} %, content {judged.measure.content_error:.2f}"
    yield CellSnapshot(1.0, last.picture, figures, _own_figures(judged), judged)


def _own_figures(judged: Judged) -> str:
    """What the run itself came to, in its own layers."""
    last = judged.last
    style_error = sum(map(sum, last.style)) / sum(map(len, last.style))
    return f"its own {style_error:.3f}, {sum(last.content) / len(last.content):.2f}"


def _work_of(settings: StyleSettings, shape: tuple[int, int]) -> float:
    """Operations of a cell's run; none for one that can't be painted, which will say why in its place."""
    try:
        return estimate(settings, shape).operations
    except ValueError:
        return 0.0
