"""What a student takes home: the run as CSV, settings and result as JSON, the code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Sequence

from ai_playground.regression.dashboard.problem import Problem
from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.engines import Engine, steps_of
from ai_playground.regression.lasso import PENALTY
from ai_playground.regression.result import result_of, table_header, table_row
from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import as_python, as_words

# The name under which the page hands out its points, and its code reads them.
POINTS_FILE = "regression_points.csv"

# Where the function is that does a run of each engine.
ENGINES: dict[Engine, tuple[str, str]] = {
    "descent": ("descent", "descend"),
    "keras": ("keras_fit", "keras_dense"),
    "lasso": ("lasso", "lasso"),
}


def as_code(settings: RegressionSettings, engine: Engine) -> str:
    """Python code that repeats the page's run without the page; own points it reads from their download."""
    module, run = ENGINES[engine]
    own = settings.data == "own"
    imports = [
        "from pathlib import Path\n" if own else "",
        f"from ai_playground.regression.data import load_points{', read_points' if own else ''}",
        f"from ai_playground.regression.{module} import {run}",
        "from ai_playground.regression.settings import RegressionSettings",
    ]
    points = f'load_points(settings, read_points(Path("{POINTS_FILE}")))' if own else "load_points(settings)"
    lines = [
        *filter(None, imports),
        "",
        f"settings = {as_python(settings)}",
        f"for snapshot in {run}({points}, settings):",
        "    pass",
        "print(snapshot.coefficients, snapshot.mse)",
        "",
    ]
    return "\n".join(lines)


def as_caption(problem: Problem) -> str:
    """What a saved chart is of: the settings, or what of them its engine took."""
    if problem.engine == "lasso":
        return f"Lasso, penalty {PENALTY:g}. Data: {problem.data.title}."
    said = "Keras, whose epochs are batches. " if problem.engine == "keras" else ""
    return f"{said}{as_words(problem.settings)}."


def run_csv(problem: Problem, history: Sequence[Snapshot]) -> bytes:
    """The kept snapshots of a run, one row each."""
    header = table_header(problem.settings.degree, steps_of(problem.engine)[0])
    return _csv(header, (table_row(snapshot) for snapshot in history))


def points_csv(points: Points) -> bytes:
    """The points as the page has them, edits included; the page's own file picker reads it back."""
    return _csv((points.x_label, points.y_label), zip(points.x.tolist(), points.y.tolist(), strict=True))


def result_json(
    problem: Problem, history: Sequence[Snapshot], seconds: float, untold: Collection[str] = ()
) -> bytes:
    """Settings and result, the same as the command line's `--json`, but for the `untold` names of theory."""
    result = result_of(problem.data, problem.settings, history[-1], seconds, problem.engine)
    result["theory"] = {name: value for name, value in result["theory"].items() if name not in untold}
    return json.dumps(result, indent=2).encode()


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()
