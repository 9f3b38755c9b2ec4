"""The result of a run beside the exact fit and the theory: as plain data for JSON, and as text."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ai_playground.lesson.text import counted, floored
from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.engines import Engine, steps_of
from ai_playground.regression.exact import Minimum, routes
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import Theory, theory

FloatArray = npt.NDArray[np.float64]

ROUNDING = 1e-9
"""Share of a figure below which it is nothing but what a computation lost by rounding."""

ENDINGS = {
    "epochs": "all epochs done",
    "converged": "stopped, as an epoch changed the loss by less than the tolerance",
    "diverged": "DIVERGED",
    "": "stopped early",
}


def result_of(
    points: Points, settings: RegressionSettings, last: Snapshot, seconds: float, engine: Engine = "descent"
) -> dict[str, Any]:
    """Everything worth keeping of a run that stands at `last` after `seconds`, as data that JSON can hold.

    The exact fit minimises the same loss over the same points. The rates of `theory` are those of plain steps
    on the squared loss; `sgd_limit`, where the run will settle, is there only if the run is of the kind that
    has one. Another `engine` than descent takes only some of the settings, and may have run batches instead
    of epochs.
    """
    exact = Minimum.of(points, settings)
    by_route = routes(points, settings.degree) if settings.loss == "squared" else {}
    return {
        "data": points.title,
        "points": len(points),
        **(
            {"columns": [points.x_label, points.y_label], "read_as": points.read_as} if points.read_as else {}
        ),
        **_named(last.coefficients),
        "loss": last.loss,
        "mse": last.mse,
        "engine": engine,
        f"{steps_of(engine)[1]}_run": last.epoch,
        "updates": last.updates,
        "seconds": seconds,
        "ended": last.ended,
        "exact": {
            **_named(exact.coefficients),
            "loss": exact.loss,
            "mse": exact.mse,
            **({"routes": {name: _named(found) for name, found in by_route.items()}} if by_route else {}),
        },
        "theory": _theory(theory(points, settings), settings),
        "settings": settings.model_dump(),
    }


def as_text(result: dict[str, Any]) -> str:
    """A few lines for people, from what :func:`result_of` returns of a descent."""
    settings, exact, known = result["settings"], result["exact"], result["theory"]
    names = [name for name in ("slope", "intercept", "curvature", "loss", "mse") if name in exact]
    if settings["loss"] == "squared":
        names.remove("loss")  # the same as mse
    labels = {"mse": "mean squared error", "loss": f"mean {settings['loss']} loss"}
    lines = [f"{result['data']}, {result['points']} points", _run_line(result)]
    if result["ended"] == "diverged":
        lines += divergence(result["epochs_run"], result["updates"], standardized=settings["standardize"])
    if settings["method"] == "exact":
        lines += ["", f"{'':22}{'exact':>18}"]
        lines += [f"{labels.get(name, name):22}{exact[name]:>18.10g}" for name in names]
    else:
        lines += ["", f"{'':22}{'descent':>18}{'exact':>18}"]
        lines += [_row(labels.get(name, name), result[name], exact[name]) for name in names]
        lines += ["", *_theory_lines(settings, known)]
    if fit := result.get("tensorflow"):
        fitted = f"slope {fit['slope']:.12g}, intercept {fit['intercept']:.12g}"
        lines += ["", f"TensorFlow: {fitted} in {fit['seconds']:.1f} s; its graph is in {fit['directory']}"]
    return "\n".join(lines)


def divergence(epoch: int, updates: int, *, standardized: bool) -> list[str]:
    """What happened to a run that diverged and at which step, then what to do: two sentences.

    Args:
        epoch: The epoch it ended in, from 1.
        updates: How many updates came before the one that was too much.
        standardized: Whether the run was on standardised x.
    """
    what = f"By update {updates + 1:,}, in epoch {epoch:,}, the loss had grown more than a trillionfold"
    cure = "" if standardized else "; on standardised x a larger one may do"
    return [f"{what}; shown is the state before it.", f"Take a smaller learning rate{cure}."]


def table_header(degree: int, step: str = "epoch") -> list[str]:
    """Names of what :func:`table_row` gives for a curve of this degree, whose snapshots count such steps."""
    return [step, "updates", "loss", "mse", "learning_rate", *_named(np.zeros(degree + 1))]


def table_row(snapshot: Snapshot) -> list[float]:
    """One snapshot as a row of the table of a run."""
    figures = [snapshot.loss, snapshot.mse, snapshot.learning_rate]
    return [snapshot.epoch, snapshot.updates, *figures, *_named(snapshot.coefficients).values()]


def _named(coefficients: FloatArray) -> dict[str, float]:
    intercept, slope, *curvature = coefficients.tolist()
    return {"slope": slope, "intercept": intercept, **({"curvature": curvature[0]} if curvature else {})}


def _theory(known: Theory, settings: RegressionSettings) -> dict[str, Any]:
    rates: dict[str, Any] = {
        "condition_number": known.condition_number,
        "stable_rate": known.stable_rate,
        "optimal_rate": known.optimal_rate,
        "sgd_stable_rate": known.sgd_stable_rate,
    }
    limit = known.sgd_limit_of(settings)
    return rates if limit is None else {**rates, "sgd_limit": _named(known.coordinates.to_raw(limit))}


def _run_line(result: dict[str, Any]) -> str:
    settings = result["settings"]
    ending = ENDINGS[result["ended"]]
    if settings["method"] == "exact":
        return f"exact minimum of the {settings['loss']} loss in {result['seconds'] * 1000:.1f} ms"
    kind = f"{settings['method']}, {settings['optimizer']}, rate {settings['learning_rate']:g}"
    done = f"{counted(result['epochs_run'], 'epoch')}, {counted(result['updates'], 'update')}"
    return f"{kind}: {done} in {result['seconds']:.2f} s; {ending}"


def _theory_lines(settings: dict[str, Any], known: dict[str, Any]) -> list[str]:
    rates = ("stable_rate", "optimal_rate", "sgd_stable_rate")
    stable, fastest, single = (floored(known[name], 4) for name in rates)
    lines = [
        f"Mean squared error (condition number {known['condition_number']:.4g}): plain steps are stable",
        f"on all points at once below {stable:g} (fastest at {fastest:g}),",
        f"point by point, in the order of the data, below {single:g}.",
    ]
    if limit := known.get("sgd_limit"):
        rate = settings["learning_rate"]
        place = ", ".join(f"{name} {value:.6g}" for name, value in limit.items())
        lines.append(f"At {rate:g}, point by point, they settle at {place}, where every pass ends.")
    return lines


def _row(label: str, value: float, exact: float) -> str:
    row = f"{label:22}{value:>18.10g}{exact:>18.10g}"
    if abs(exact) <= ROUNDING * max(abs(value), ROUNDING):
        return row  # to an exact value of nothing but rounding there is no ratio
    ratio = value / exact
    return row + (f"{ratio - 1.0:+12.2%}" if abs(ratio) < 100.0 else f"{ratio:>11.3g}x")
