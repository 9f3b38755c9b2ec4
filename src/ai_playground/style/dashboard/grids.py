"""The authors' experiments on the page: choose one, run it as a grid of pictures, open one of them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from ai_playground.jobs import Job, Painter, RunSlot, State, device
from ai_playground.lesson.text import about
from ai_playground.page.layout import card, page
from ai_playground.perceptual.download import weights_file
from ai_playground.pictures import Pixels
from ai_playground.settings import Settings, as_words, describe, knob
from ai_playground.style.dashboard.choices import Choices, Chosen
from ai_playground.style.estimate import estimate
from ai_playground.style.experiments import EXPERIMENTS, Experiment
from ai_playground.style.grid import GridSnapshot, paint_grid
from ai_playground.style.inputs import Style
from ai_playground.style.library import STYLES
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot, check
from ai_playground.ui import Banner, Knobs, PictureGrid
from ai_playground.ui.picture import jpeg

MAX_GRID_SECONDS = 3600.0


class GridSettings(Settings):
    """How large the pictures of a grid are."""

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
        self._banner, self._slot, self._choices = banner, slot, choices
        self._settings, self._use = settings, use
        self._experiment = EXPERIMENTS[0]
        self._chosen = choices.now()  # the pictures of the grid
        self._base = settings()  # the knobs of its cells, but for those that it varies
        self._cells: list[StyleSettings] = []
        self._work: list[float] = []  # operations of each cell's run
        self._results: dict[int, GridSnapshot] = {}
        self._shown: set[int] = set()
        self._job: Job[GridSnapshot] | None = None
        self._knobs = Knobs(
            [each.as_schema() for each in describe(GridSettings)],
            GridSettings().model_dump(),
            [{"name": each.name, "label": each.label, "promise": each.asks} for each in EXPERIMENTS],
        )
        self._grid = PictureGrid()
        self._painter = Painter(self._paint, hertz=4.0, on_error=banner.show_error)
        self._knobs.on_preset(self._choose)
        self._knobs.on_change(lambda _name, _value: self._lay_out())
        self._grid.on_run(self._run)
        self._grid.on_stop(self._stop)
        self._grid.on_open(self._open)
        banner.watch(self._knobs, self._grid)
        self.widget = page(card(self._knobs, self._grid))
        self._lay_out()

    def said(self) -> str:
        """What the pictures of the grid are of: the pictures, and the knobs that it doesn't vary."""
        return f"{self._choices.named(self._chosen)}. {as_words(self._base)}."

    def _choose(self, name: str) -> None:
        self._experiment = next(each for each in EXPERIMENTS if each.name == name)
        self._lay_out()

    def _lay_out(self) -> None:
        """An empty grid of the chosen experiment; a run of another one ends."""
        self._stop()
        self._job = None
        self._knobs.active_preset = self._experiment.name
        self._results, self._shown = {}, set()
        self._grid.lay_out(
            self._experiment.rows,
            self._experiment.columns,
            column_title=self._title(self._experiment),
            finding=self._experiment.saw,
            source=f"From {self._experiment.source}",
        )

    def _title(self, experiment: Experiment) -> str:
        if experiment.styles == 1:
            return experiment.label
        return " / ".join(next(s.label for s in STYLES if s.name == name) for name in self._pair())

    def _pair(self) -> list[str]:
        """The first two styles chosen, or the one chosen and another."""
        names = [name for name in self._choices.styles.chosen if name in {each.name for each in STYLES}]
        others = [each.name for each in STYLES if each.name not in names]
        return [*names, *others][:2]

    def _run(self) -> None:
        if self._job is not None and not self._job.state.ended:
            return
        now = chosen = self._choices.now()
        if self._experiment.styles == 2:
            chosen = self._choices.of(now.photo, tuple(self._pair()))
        base = self._settings().changed(size=self._knobs.values["size"], tolerance=0.0)
        if len(chosen.paintings) != len(now.paintings):
            base = base.changed(style_blend="")
        self._lay_out()
        self._chosen, self._base, self._cells = chosen, base, self._experiment.settings(base)
        check(chosen.paintings, base)
        self._work = [_work_of(cell, chosen.content.shape[:2]) for cell in self._cells]
        self._job = Job(
            _collect,
            self._results,
            chosen.content,
            chosen.paintings,
            self._cells,
            max_steps=sum(cell.iterations * 12 + 3 for cell in self._cells),
            max_seconds=MAX_GRID_SECONDS,
            history_limit=2,
            slot=self._slot,
            prepare=device.configure,
        )
        self._grid.running = True
        self._grid.time_left = "loading the network"
        self._painter.run(self._job)

    def _stop(self) -> None:
        if self._job is not None and not self._job.state.ended:
            self._job.stop()

    def _open(self, row: int, column: int) -> None:
        cell = self._cells[row * len(self._experiment.columns) + column]
        self._use(cell.changed(size=self._settings().size), self._chosen)

    # The painter's work.

    def _paint(self) -> None:
        job = self._job
        if job is None:
            return
        ended = job.state.ended
        newest = max(self._results, default=-1)
        for number, result in sorted(self._results.items()):
            if number in self._shown:
                continue
            row, column = divmod(number, len(self._experiment.columns))
            if result.run is None:
                self._grid.fail(row, column, result.problem)
            elif number < newest or (ended and result.run.step == result.run.steps):
                self._finish(row, column, result.run)
            elif not ended:
                self._grid.progress(row, column, result.run.step / max(result.run.steps, 1))
                continue
            self._shown.add(number)
        self._grid.running = not ended
        if ended:
            self._grid.done = 1.0 if job.state is State.DONE else self._grid.done
            self._grid.end()
            if job.error is not None:
                self._banner.show_error(job.error)
        else:
            self._tell_time(job, newest)

    def _finish(self, row: int, column: int, run: Snapshot) -> None:
        labels = filter(None, (self._experiment.rows[row], self._experiment.columns[column]))
        content = sum(run.content) / len(run.content)
        style = sum(map(sum, run.style)) / sum(map(len, run.style))
        self._grid.finish(
            row,
            column,
            jpeg(run.picture),
            figures=f"content {content:.2f}, style {style:.3f}",
            alt=f"{self._experiment.label}: {', '.join(labels)}",
        )

    def _tell_time(self, job: Job[GridSnapshot], newest: int) -> None:
        if job.state is State.QUEUED:
            self._grid.time_left = f"waiting: {job.ahead} ahead of you"
        if newest < 0:
            return
        run = self._results[newest].run
        done = sum(self._work[:newest])
        if run is not None:
            done += self._work[newest] * run.step / max(run.steps, 1)
        share = done / max(sum(self._work), 1.0)
        self._grid.done = share
        if share > 0.01 and job.state is State.RUNNING:
            self._grid.time_left = f"{about(job.seconds_since_first * (1 / share - 1))} left"


def _collect(
    results: dict[int, GridSnapshot], content: Pixels, styles: tuple[Style, ...], cells: list[StyleSettings]
) -> Generator[GridSnapshot, Any, None]:
    """`paint_grid`, with the newest snapshot of every cell kept: the job keeps only the newest of all."""
    for snapshot in paint_grid(content, styles, cells, weights_file):
        results[snapshot.cell] = snapshot
        yield snapshot


def _work_of(settings: StyleSettings, shape: tuple[int, int]) -> float:
    """Operations of a cell's run; none for one that can't be painted, which will say why in its place."""
    try:
        return estimate(settings, shape).operations
    except ValueError:
        return 0.0
