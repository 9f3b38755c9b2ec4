"""A grid of pictures that one run of a lesson's page fills, with a run bar of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ai_playground.jobs import Job, RunSlot, State
from ai_playground.lesson.grid import CellRun, CellSnapshot, GridSnapshot, fill_grid
from ai_playground.lesson.text import about
from ai_playground.page.layout import stack
from ai_playground.page.run_control import RunControl
from ai_playground.ui.banner import Banner, explain
from ai_playground.ui.picture import jpeg
from ai_playground.ui.picture_grid import PictureGrid
from ai_playground.ui.run_bar import RunBar

MAX_SECONDS = 3600.0
# A grid ends by itself long before.
MOST_STEPS = 1_000_000
# A cell's bar needs no more; every paint costs the run time.
HERTZ = 4.0
# Share of the work from which the rest can be told.
KNOWN_FROM = 0.01


@dataclass(frozen=True)
class Heading:
    """What is said around a grid's pictures: see `PictureGrid`, and what each of them shows, in words.

    Row and column of a picture are said beside its `alt`.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    alt: str
    row_title: str = ""
    column_title: str = ""
    finding: str = ""
    source: str = ""


@dataclass(frozen=True)
class Conclusion:
    """What is said below a grid that is full: what was reported and by whom, and what it shows itself."""

    finding: str
    source: str
    found: str = ""


class GridRun:
    """One run that fills a grid, cell by cell. What is stopped or fails keeps the pictures that it has.

    Args:
        banner: Where a failed run is explained.
        make_cell: Makes a cell's picture, see `fill_grid`: a module-level generator function.
        heading: Tells what is said around the pictures.
        cells: Tells, when a run begins, what each cell is made of, row by row. It may refuse with a
            ValueError: then all stays as it is.
        open_cell: Called with the arguments of the cell whose picture was chosen.
        slot: The queue to compute in.
        told: Whether the figures of the cells may be shown; asked again by :meth:`conclude`.
        conclusion: Tells from its cells in order what is said below a full grid; None: what the heading says.
        prepare: What the run needs first, see `Job`.
        loading: What the run bar says until the first cell has begun.
        aspect: Height over width of the pictures' places.

    Attributes:
        bar: Its run bar.
        grid: The pictures.
        control: The run.
        widget: Run bar and pictures, for a card.
    """

    def __init__(
        self,
        banner: Banner,
        *,
        make_cell: Callable[..., Iterator[CellSnapshot | None]],
        heading: Callable[[], Heading],
        cells: Callable[[], Sequence[CellRun]],
        open_cell: Callable[..., object],
        slot: RunSlot,
        told: Callable[[], bool] = lambda: True,
        conclusion: Callable[[Sequence[CellSnapshot | ValueError]], Conclusion | None] = lambda _ended: None,
        prepare: Callable[[], object] | None = None,
        loading: str = "",
        aspect: float = 0.75,
    ) -> None:
        self._make_cell, self._open_cell = make_cell, open_cell
        self._ask_heading, self._ask_cells, self._ask_conclusion = heading, cells, conclusion
        self._told, self._slot, self._prepare, self._loading = told, slot, prepare, loading
        self._heading = heading()
        self._runs: tuple[CellRun, ...] = ()
        # The run whose cells are on the page, and its ended cells there: only what is new is sent.
        self._painted: Job[Any] | None = None
        self._ended: list[CellSnapshot | ValueError] = []
        self.bar = RunBar(steps=(), go="Run all", timeline=False)
        self.grid = PictureGrid(aspect)
        self.grid.on_open(self._open)
        self.control = RunControl(
            self.bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self.grid,),
            figures=self._figures,
            share_done=lambda job: 0.0 if job.snapshot is None else job.snapshot.done,
            remark=lambda job: self._loading if job.loading else "",
            hertz=HERTZ,
        )
        self.widget = stack("aip-picture-run", self.bar, self.grid)
        self.lay_out()

    def lay_out(self) -> None:
        """Show an empty grid under a new heading; a run that is on ends."""
        with self.control.unpainted():
            self.control.drop()
            self._heading = self._ask_heading()
            self._empty(None)
        self.control.paint_now()

    def conclude(self) -> None:
        """Say below the pictures what there is to say now; below a grid that isn't full, nothing new."""
        with self.control.unpainted():
            for number, end in enumerate(self._ended):
                if isinstance(end, CellSnapshot):
                    row, column = self._place(number)
                    self.grid.tell(row, column, **self._said(end))
            if self._ended and len(self._ended) == len(self.grid.cells):
                conclusion = self._ask_conclusion(self._ended)
                if conclusion is not None:
                    self.grid.conclude(**vars(conclusion))

    def _make_job(self) -> Job[GridSnapshot]:
        self._runs, self._heading = tuple(self._ask_cells()), self._ask_heading()
        return Job(
            fill_grid,
            self._make_cell,
            self._runs,
            max_steps=MOST_STEPS,
            max_seconds=MAX_SECONDS,
            history_limit=2,
            slot=self._slot,
            prepare=self._prepare,
        )

    def _open(self, row: int, column: int) -> None:
        self._open_cell(*self._runs[row * len(self.grid.columns) + column].arguments)

    # The painter's work.

    def _empty(self, job: Job[Any] | None) -> None:
        """Take away the pictures, for those of `job`."""
        self._painted, self._ended = job, []
        self.grid.lay_out(**{name: text for name, text in vars(self._heading).items() if name != "alt"})

    def _paint(self) -> None:
        job, shown = self.control.job, self.control.shown
        if job is not self._painted:
            self._empty(job)
        if job is None:
            return
        ended = () if shown is None else shown.ended
        new = ended[len(self._ended) :]
        for end in new:
            self._show(end)
        if len(ended) == len(self.grid.cells):
            if new:
                self.conclude()
            return
        place = self._place(len(ended))
        if job.error is not None:
            self.grid.fail(*place, explain(job.error))
        elif job.state.ended:
            self.grid.wait(*place)
        elif shown is not None:
            self.grid.progress(*place, shown.share)

    def _show(self, end: CellSnapshot | ValueError) -> None:
        """Show the next cell that is over."""
        row, column = self._place(len(self._ended))
        self._ended.append(end)
        if isinstance(end, ValueError):
            self.grid.fail(row, column, explain(end))
        else:
            labels = ", ".join(filter(None, (self._heading.rows[row], self._heading.columns[column])))
            alt = f"{self._heading.alt}: {labels}"
            self.grid.finish(row, column, jpeg(end.picture), alt=alt, **self._said(end))

    def _said(self, end: CellSnapshot) -> dict[str, str]:
        """What stands below a picture."""
        told = self._told()
        return {"figures": end.figures if told else "", "remark": end.remark if told else ""}

    def _place(self, number: int) -> tuple[int, int]:
        return divmod(number, len(self.grid.columns))

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        made = () if shown is None else [end for end in shown.ended if isinstance(end, CellSnapshot)]
        figures = [["pictures", f"{len(made)} of {len(self.grid.cells)}"]]
        if job is not None and job.state is State.RUNNING and shown is not None and shown.done > KNOWN_FROM:
            figures.append(["left", about(job.seconds_since_first * (1 / shown.done - 1))])
        return figures
