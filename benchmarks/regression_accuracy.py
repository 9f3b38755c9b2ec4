"""Must show 1: the lecture's run and the exact fit, by every route, beside the figures of the blog post.

Run with `python benchmarks/regression_accuracy.py`; `--no-tensorflow` leaves out what needs TensorFlow. Exits
with code 1 if a figure is off by more than its tolerance.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable

from ai_playground.regression.data import load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import lstsq_fit, means_formula, qr_fit
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory

LECTURE = (1.71838, 15.7892)
EXACT = (1.31345600492, 16.9951572327)
WITHOUT_OUTLIER = (0.61518, 23.49928)
ESTIMATOR = (1.50674927, 13.47268105)

Pair = tuple[float, float]

misses = 0


def show(what: str, slope: float, intercept: float, reported: Pair, within: Pair) -> None:
    """Print one line of ours against theirs; count it if it is off by more than `within`."""
    global misses
    off = abs(slope - reported[0]), abs(intercept - reported[1])
    good = off[0] <= within[0] and off[1] <= within[1]
    misses += not good
    ours = f"slope {slope:.11f}, intercept {intercept:.10f}"
    print(f"{what:28} {ours}  reported {reported[0]}, {reported[1]}", end="")
    print(f"  off {off[0]:.0e}, {off[1]:.0e}  {'ok' if good else 'OFF'}")


def lecture() -> None:
    """The run of the blog post through the command line, and in both precisions."""
    command = [sys.executable, "-m", "ai_playground", "regression", "--json"]
    options = ["--method", "sgd", "--learning-rate", "0.001", "--epochs", "100"]
    for dtype in ("float64", "float32"):
        done = subprocess.run(
            [*command, *options, "--dtype", dtype], capture_output=True, text=True, check=True
        )
        result = json.loads(done.stdout)
        show(f"lecture's run, {dtype}", result["slope"], result["intercept"], LECTURE, (1e-5, 1e-4))


def exact() -> None:
    """The routes without TensorFlow, with and without the outlier."""
    points = load_points(RegressionSettings())
    rest = load_points(RegressionSettings(leave_out_outlier=True))
    for route in (means_formula, lstsq_fit, qr_fit):
        intercept, slope = route(points.x, points.y)
        show(f"exact, {route.__name__}", slope, intercept, EXACT, (1e-9, 1e-9))
    intercept, slope = qr_fit(rest.x, rest.y)
    show("exact, without the outlier", slope, intercept, WITHOUT_OUTLIER, (5e-6, 5e-6))


def limits() -> None:
    """Where more epochs at the lecture's rate lead, and which rates are stable."""
    settings = RegressionSettings(epochs=50_000)
    points = load_points(settings)
    known = theory(points, settings)
    last = deque(descend(points, settings), maxlen=1)[0]
    intercept, slope = known.sgd_limit(settings.learning_rate)
    print(f"rate 0.001, theory:          slope {slope:.10f}, intercept {intercept:.9f}")
    intercept, slope = last.coefficients
    print(f"rate 0.001, 50,000 epochs:   slope {slope:.10f}, intercept {intercept:.9f}")
    print(f"stable rates:                full batch {known.stable_rate:.9f}", end="")
    print(f", point by point {known.sgd_stable_rate:.9f}; condition number {known.condition_number:.2f}")


def tensorflow() -> None:
    """The formula in TensorFlow, where the estimator's counterpart lands, and what both cost."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from ai_playground.regression.keras_fit import RATE, STEPS, keras_dense
    from ai_playground.regression.tensorflow_fit import MeansFormula

    points = load_points(RegressionSettings())
    started = time.perf_counter()
    formula = MeansFormula()
    imported = time.perf_counter() - started
    slope, intercept = formula.run(points.x, points.y)
    show("exact, TensorFlow float64", slope, intercept, EXACT, (1e-9, 1e-9))
    direct = min(seconds_of(lambda: means_formula(points.x, points.y)) for _ in range(100))
    traced = min(seconds_of(lambda: formula.run(points.x, points.y)) for _ in range(100))
    print(f"means formula: numpy {direct * 1e6:.0f} us, TensorFlow {traced * 1e6:.0f} us", end="")
    print(f" after {imported:.1f} s of import and tracing")
    print(
        f"estimator, reported:         slope {ESTIMATOR[0]}  intercept {ESTIMATOR[1]} after {STEPS} batches"
    )
    started = time.perf_counter()
    for snapshot in keras_dense(points, RegressionSettings(learning_rate=RATE, epochs=2 * STEPS)):
        if snapshot.epoch in (STEPS, 2 * STEPS):
            intercept, slope = snapshot.coefficients
            seconds = time.perf_counter() - started
            print(f"Keras Dense(1), FTRL, now:   slope {slope:.8f}  intercept {intercept:.8f}", end="")
            print(f" after {snapshot.epoch} batches, {seconds:.2f} s, {seconds / direct:,.0f} x the formula")


def seconds_of(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    lecture()
    exact()
    limits()
    if "--no-tensorflow" not in sys.argv:
        tensorflow()
    sys.exit(1 if misses else 0)
