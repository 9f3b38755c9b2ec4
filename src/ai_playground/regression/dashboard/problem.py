"""What stays on the lesson's charts while a run is on, and what stays of a run when the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ai_playground.regression.axes import Axes
from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.engines import NAMES, Engine
from ai_playground.regression.exact import Minimum
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import Theory, Window, contour_lines, loss_window, theory
from ai_playground.ui.layers import Layer, contours

FloatArray = NDArray[np.float64]

# Width over height of the loss surface's plot, about.
SURFACE_SHAPE = 1.45
# Below this share of the smallest loss, a difference is rounding.
FLOOR = 1e-13


@dataclass(frozen=True, eq=False)
class Problem:
    """What stays on the charts while a run is on.

    Attributes:
        data: The points fitted.
        settings: The knobs they are fitted with.
        engine: What fits them.
        coordinates: Where descent works.
        exact: Exact minimiser of the chosen loss: intercept, slope(, curvature), in the data's units.
        exact_loss: The smallest possible mean of the chosen loss.
        theory: Rates and limits of the squared loss on these points.
        window: Ranges of the loss surface shown: slope (or slope at zero), then intercept (or curvature).
        settles_at: Where plain descent on one point at a time ends up circling, in `coordinates`;
            None where theory doesn't tell.
        axes: The loss surface's own axes; None where the loss isn't squared, or the curve no line.
        level_vertices: Lines of equal loss in this window, each (n, 2).
        level_lines: The same, ready to be drawn.
    """

    data: Points
    settings: RegressionSettings
    engine: Engine
    coordinates: Coordinates
    exact: FloatArray
    exact_loss: float
    theory: Theory
    window: tuple[tuple[float, float], tuple[float, float]]
    settles_at: FloatArray | None
    axes: Axes | None
    level_vertices: list[FloatArray]
    level_lines: Layer

    @classmethod
    def of(
        cls,
        data: Points,
        settings: RegressionSettings,
        last: Problem | None = None,
        engine: Engine = "descent",
    ) -> Problem:
        """Everything that can be known before a run; taken from the `last` problem where that is the same."""
        best, known = Minimum.of(data, settings), theory(data, settings)
        if last is not None and last.has_surface_of(data, settings):
            window, lines = last.window, last.level_vertices
        else:
            window = loss_window(data, settings)
            if settings.standardize:
                window = _shaped(window)
            lines = contour_lines(data, settings, window)
        vertices = np.concatenate(lines) if lines else np.empty((0, 2))
        offsets = np.cumsum([0, *(len(vertex_list) for vertex_list in lines)])[:-1]
        return cls(
            data=data,
            settings=settings,
            engine=engine,
            coordinates=known.coordinates,
            exact=best.coefficients,
            exact_loss=best.loss,
            theory=known,
            window=window,
            settles_at=known.sgd_limit_of(settings),
            axes=Axes.of(known, known.coordinates.converted(best.internal, best.coordinates))
            if (settings.loss, settings.curve) == ("squared", "line")
            else None,
            level_vertices=lines,
            level_lines=contours(vertices, [int(offset) for offset in offsets]),
        )

    def compares_with(self, data: Points, settings: RegressionSettings) -> bool:
        """Whether losses mean the same there: same points, curve and loss."""
        same_points = np.array_equal(self.data.x, data.x) and np.array_equal(self.data.y, data.y)
        return same_points and all(
            getattr(self.settings, name) == getattr(settings, name)
            for name in ("curve", "loss", "huber_delta")
        )

    def has_surface_of(self, data: Points, settings: RegressionSettings) -> bool:
        """Whether the loss surface and the part of it that is shown are the same there."""
        same_frame = (
            self.settings.standardize == settings.standardize and self.settings.start == settings.start
        )
        return same_frame and self.compares_with(data, settings)

    def excess(self, loss: float) -> float:
        """How far `loss` is above the smallest possible, never below rounding."""
        return max(loss - self.exact_loss, FLOOR * max(self.exact_loss, 1e-300))


@dataclass(frozen=True, eq=False)
class Curve:
    """The loss of one run over its epochs, kept to be drawn beside the next."""

    label: str
    epochs: FloatArray
    excess: FloatArray
    coefficients: FloatArray

    @classmethod
    def of(cls, problem: Problem, history: Sequence[Snapshot]) -> Curve:
        """The curve of a run's snapshots."""
        return cls(
            label=_name_of_run(problem.settings, problem.engine),
            epochs=np.array([snapshot.epoch for snapshot in history], dtype=np.float64),
            excess=np.array([problem.excess(snapshot.loss) for snapshot in history]),
            coefficients=history[-1].coefficients,
        )

    def is_same(self, other: Curve) -> bool:
        """Whether both draw the same line."""
        return np.array_equal(self.epochs, other.epochs) and np.array_equal(self.excess, other.excess)


def _shaped(window: Window) -> Window:
    """`window`, made wider or higher to the plot's shape, for a plot in which units are equally long."""
    (left, right), (bottom, top) = window
    width = max(right - left, SURFACE_SHAPE * (top - bottom))
    across, up = 0.5 * (left + right), 0.5 * (bottom + top)
    height = width / SURFACE_SHAPE
    return (across - 0.5 * width, across + 0.5 * width), (up - 0.5 * height, up + 0.5 * height)


def _name_of_run(settings: RegressionSettings, engine: Engine) -> str:
    if engine == "lasso":
        return NAMES[engine]
    if settings.method == "exact":
        return "formula"
    by = [] if engine == "descent" else [NAMES[engine]]
    extras = [name for name in (settings.optimizer, settings.schedule) if name not in ("plain", "constant")]
    return ", ".join([*by, f"rate {settings.learning_rate:g}", *extras]).replace("_", " ")
