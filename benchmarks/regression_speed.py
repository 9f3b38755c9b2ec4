"""Must show 2, the engine's half: 10,000 epochs point by point in less than a second, with all snapshots.

Run with `python benchmarks/regression_speed.py`. Takes the best of three runs of each kind. (The other half,
a page that watches the run, is measured where there is a page.)
"""

from __future__ import annotations

import sys
import time
from collections import deque
from typing import Any

from ai_playground.regression.data import load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.optimizers import RULES
from ai_playground.regression.settings import RegressionSettings

EPOCHS = 10_000
LIMIT = 1.0


def seconds(**knobs: Any) -> float:
    """Engine time of 10,000 epochs at a rate of 0.00001, the best of three."""
    settings = RegressionSettings(**{"learning_rate": 1e-5, "epochs": EPOCHS} | knobs)
    points = load_points(settings)
    best = float("inf")
    for _ in range(3):
        started = time.perf_counter()
        last = deque(descend(points, settings), maxlen=1)[0]
        assert last.epoch == EPOCHS
        best = min(best, time.perf_counter() - started)
    return best


def show(what: str, **knobs: Any) -> float:
    """Print the time of one kind of run."""
    taken = seconds(**knobs)
    print(f"{what:34} {taken:6.2f} s  {EPOCHS / taken:9,.0f} epochs/s")
    return taken


if __name__ == "__main__":
    print(f"{EPOCHS:,} epochs over 42 points, one snapshot each")
    lecture = show("point by point, plain, float64")
    show("point by point, plain, float32", dtype="float32")
    for rule in RULES:
        if rule != "plain":
            show(f"point by point, {rule}", optimizer=rule)
    show("point by point, plain, Huber", loss="huber")
    show("point by point, plain, parabola", curve="parabola", standardize=True)
    show("batches of 8, plain", method="minibatch")
    show("full batch, plain", method="batch")
    print(f"limit {LIMIT} s for the first line: {'ok' if lecture < LIMIT else 'MISSED'}")
    sys.exit(0 if lecture < LIMIT else 1)
