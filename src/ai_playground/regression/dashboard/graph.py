"""The formula as TensorFlow sees it: traced once, drawn as a graph, and run."""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

import ipywidgets

from ai_playground.jobs import Job, Painter, device
from ai_playground.regression.data import Points
from ai_playground.regression.graph_drawing import draw_graph, lay_out
from ai_playground.regression.tensorflow_fit import GraphNode, MeansFormula
from ai_playground.ui.banner import Banner
from ai_playground.ui.figures import Graph
from ai_playground.ui.save_button import SaveButton

INVITATION = "TensorFlow is imported only when you ask: a few seconds, some 600 MB. It will run on: {device}."


@dataclass(frozen=True)
class TracedFit:
    """The graph of the formula and what running it gave."""

    nodes: tuple[GraphNode, ...]
    slope: float
    intercept: float


def trace(points: Points) -> Generator[TracedFit, None, None]:
    """Trace the means formula for `points` in float64, run it, and yield the one result."""
    formula = MeansFormula()
    slope, intercept = formula.run(points.x, points.y)
    yield TracedFit(tuple(formula.graph()), slope, intercept)


class GraphSection:
    """A button that traces the formula, and the picture it makes.

    Attributes:
        save: The button that saves the picture, once there is one.
        widget: All of it.
    """

    def __init__(self, banner: Banner, points: Callable[[], Points]) -> None:
        self._banner, self._points = banner, points
        self._job: Job[TracedFit] | None = None
        self._pressed, self._imports = 0.0, True
        self._painter = Painter(self._paint, on_error=banner.show_error)
        self._button = ipywidgets.Button(description="Trace the formula in TensorFlow")
        self._button.on_click(banner.guard(lambda _button: self._trace()))
        self._text = ipywidgets.HTML()
        self._invite()
        self._picture = ipywidgets.HTML("")
        self._drawn: TracedFit | None = None
        self.save = SaveButton(self._plate)
        self.save.layout.display = "none"
        banner.watch(self.save)
        self.widget = ipywidgets.VBox([self._button, self._text, self._picture, self.save])
        self.widget.add_class("aip-graph")

    def _trace(self) -> None:
        if self._job is not None and self._job.state.active:
            return
        self._job = Job(trace, self._points(), max_steps=1, prepare=device.configure)
        self._pressed = time.perf_counter()
        self._imports = "tensorflow" not in sys.modules
        self._say("Importing TensorFlow…" if self._imports else "Tracing…")
        self._painter.run(self._job)

    def _paint(self) -> None:
        job = self._job
        self._button.disabled = job is not None and job.state.active
        if job is None or not job.state.ended:
            return
        if job.error is not None:
            self._invite()
            self._banner.show_error(job.error)
        elif (fit := job.snapshot) is not None:
            took = time.perf_counter() - self._pressed
            found = f"Slope {fit.slope:.11f}, intercept {fit.intercept:.10f}"
            self._say(f"{found}; {took:.1f} s{', import included' if self._imports else ''}.")
            self.show(fit)

    def show(self, fit: TracedFit) -> None:
        """Draw a fit; it can be saved from now on."""
        self._picture.value = draw_graph(fit.nodes)
        self._drawn, self.save.layout.display = fit, ""

    def _plate(self) -> Graph | None:
        """The graph to be saved, once it is drawn."""
        if self._drawn is None:
            return None
        drawing = lay_out(self._drawn.nodes)
        boxes = tuple((box.left, box.top, box.width, box.height, box.name, box.op) for box in drawing.boxes)
        found = (
            (f"slope {self._drawn.slope:.11f}", "now"),
            (f"intercept {self._drawn.intercept:.10f}", "now"),
        )
        title = "The formula as TensorFlow's graph"
        return Graph(title, (drawing.width, drawing.height), boxes, drawing.lines, found)

    def _invite(self) -> None:
        self._say(INVITATION.format(device=device.describe()))

    def _say(self, text: str) -> None:
        self._text.value = f"<p class='aip-hint'>{html.escape(text)}</p>"
