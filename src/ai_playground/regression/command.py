"""The verb `regression` of the command line."""

from __future__ import annotations

import argparse
import contextlib
import csv
import os
import sys
import time
import typing
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.lesson.command import CommandError, Device, Parser, make_folder, write_result, writing
from ai_playground.regression.settings import Dataset, RegressionSettings
from ai_playground.settings import add_options, describe, read_options
from ai_playground.terminal import progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.regression.data import Points
    from ai_playground.regression.descent import Snapshot
    from ai_playground.tables import Mark

DATASETS = tuple(name for name in typing.get_args(Dataset) if name != "own")

DESCRIPTION = """\
Fit a line or a parabola to points by gradient descent, and set it beside the exact fit.
Without options: the lecture's run on fires and thefts in Chicago, which misses the slope by 31 %.
"""
EXAMPLES = """\
examples:
  the lecture's run, beside the exact answer
      ai-playground regression
  a hundredth of the rate, a hundred times the epochs: close
      ai-playground regression --learning-rate 0.00001 --epochs 10000
  too high a rate: it diverges, and says so
      ai-playground regression --learning-rate 0.01
  standardised x: for the whole batch one step is enough
      ai-playground regression --method batch --standardize --learning-rate 0.5 --epochs 1
  a parabola, exactly, without the outlier
      ai-playground regression --method exact --curve parabola --leave-out-outlier
  the exact fit by the means formula, by numpy.linalg.lstsq and by QR, to all digits
      ai-playground regression --method exact --json
  your own points, a loss that forgives outliers, the curve of the loss for a plot
      ai-playground regression --data points.csv --loss huber --method batch --optimizer adam \\
          --learning-rate 0.5 --epochs 2000 --csv loss.csv
  the second column of a file for x, the first for y; names do as well, and so do Excel files
      ai-playground regression --data points.csv --columns 2,1 --method exact
  one figure for a script
      ai-playground regression --json | python -c "import json, sys; print(json.load(sys.stdin)['slope'])"
"""


def declare(parser: Parser, _device: Device) -> None:
    """Declare `ai-playground regression`; it needs no device."""
    parser.describe(DESCRIPTION, EXAMPLES)
    files = parser.add_argument_group("Input and output")
    files.add_argument(
        "--data",
        default="fire_theft",
        metavar="NAME|FILE",
        help=f"{', '.join(DATASETS)}, or a CSV, Excel or OpenDocument file with columns of numbers; "
        "- reads standard input (default fire_theft)",
    )
    files.add_argument(
        "--columns",
        metavar="X,Y",
        help="the file's columns for x and y, by name or number from 1 (default: its first two of numbers)",
    )
    files.add_argument(
        "--decimal",
        choices=("point", "comma"),
        help="the file's decimal mark, where 1,250 can be a thousand or one and a quarter",
    )
    files.add_argument("--json", action="store_true", help="print the result as JSON")
    files.add_argument(
        "--csv", type=Path, metavar="FILE", help="write epoch, loss and coefficients of every epoch"
    )
    files.add_argument(
        "--overwrite", action="store_true", help="replace the file of --csv if it is there already"
    )
    files.add_argument(
        "--tensorboard",
        type=Path,
        metavar="DIR",
        help="fit with TensorFlow, too, and write its graph for `tensorboard --logdir DIR`",
    )
    add_options(parser, RegressionSettings, skip={"data"})
    parser.runs("regression", _run, _bad_input)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.regression.data import DataError
    from ai_playground.tables import TableError

    return DataError, TableError


def _run(options: argparse.Namespace) -> int:
    """Fit as asked and print the result."""
    from ai_playground.regression.result import as_text, result_of

    settings, points = _read(options)
    if options.tensorboard:
        make_folder(options.tensorboard)
    with _table(options.csv, options.overwrite, settings) as write:
        started = time.perf_counter()
        last = _descend(points, settings, write)
        seconds = time.perf_counter() - started
    result = result_of(points, settings, last, seconds)
    if options.tensorboard:
        result["tensorflow"] = _fit_in_tensorflow(points, options.tensorboard)
    write_result(result, as_text, as_json=options.json)
    return 0


def _read(options: argparse.Namespace) -> tuple[RegressionSettings, Points]:
    from ai_playground.regression.data import load_points, read_points
    from ai_playground.tables import TwoReadingsError

    if options.data in DATASETS:
        if options.columns or options.decimal:
            raise CommandError("--columns and --decimal are for a file; give one with --data")
        settings = _settings(options, options.data)
        return settings, load_points(settings)
    settings = _settings(options, "own")
    mark: Mark | None = {"point": ".", "comma": ",", None: None}[options.decimal]
    try:
        own = read_points(*_source(options), columns=options.columns or "", decimal=mark)
    except TwoReadingsError as error:
        raise CommandError(f"{error} See --decimal.") from None
    points = load_points(settings, own)
    sys.stderr.write(f"{own.title}: {own.read_as}\n")
    return settings, points


def _source(options: argparse.Namespace) -> tuple[Path | bytes, str]:
    """The data's file or content, and what to call it."""
    from ai_playground.tables import MAX_BYTES

    if options.data == "-":
        # One byte more than allowed is enough to know that it is too much.
        return sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"
    path = Path(options.data)
    if not path.suffix and not path.exists():
        raise CommandError(f"no data set {options.data}; take one of {', '.join(DATASETS)}, or a file")
    if options.csv and options.csv.exists() and path.exists() and options.csv.samefile(path):
        raise CommandError(f"--csv would overwrite the data in {path}")
    return path, ""


def _settings(options: argparse.Namespace, data: str) -> RegressionSettings:
    """The settings asked for, if all that was said about the points can be done."""
    from ai_playground.regression.knob_rules import disabled_knobs

    settings = read_options(RegressionSettings, options, data=data)
    reasons, asked = disabled_knobs(settings), settings.non_defaults()
    for knob in describe(RegressionSettings):
        if knob.group == "Data" and knob.name in asked and knob.name in reasons:
            option = "--" + knob.name.replace("_", "-")
            raise CommandError(f"{option} has no effect on these data: {reasons[knob.name].lower()}")
    return settings


def _descend(points: Points, settings: RegressionSettings, write: Callable[[Snapshot], object]) -> Snapshot:
    from ai_playground.regression.descent import descend

    snapshots = descend(points, settings)
    last = next(snapshots)
    write(last)
    with progress_line() as show:
        for last in snapshots:
            write(last)
            show(partial(_progress, last, settings.epochs))
    return last


def _progress(snapshot: Snapshot, epochs: int) -> str:
    return f"epoch {snapshot.epoch:,} of {epochs:,}, loss {snapshot.loss:.6g}"


@contextlib.contextmanager
def _table(
    path: Path | None, overwrite: bool, settings: RegressionSettings
) -> Iterator[Callable[[Snapshot], object]]:
    """A function that writes a snapshot to a CSV file, or nowhere."""
    from ai_playground.regression.result import table_header, table_row

    if path is None:
        yield lambda _snapshot: None
        return
    if path.is_file() and not overwrite:
        raise CommandError(f"{path} exists already; see --overwrite")
    with writing(path), path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table_header(settings.degree))
        yield lambda snapshot: writer.writerow(table_row(snapshot))


def _fit_in_tensorflow(points: Points, directory: Path) -> dict[str, Any]:
    # TensorFlow greets on stderr while it is imported; what it says is of no use here.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
    from ai_playground.regression.tensorflow_fit import MeansFormula

    started = time.perf_counter()
    try:
        formula = MeansFormula()
        slope, intercept = formula.run(points.x, points.y)
        with writing(directory):
            formula.write_tensorboard(directory)
    except ModuleNotFoundError as error:
        raise CommandError(
            f"--tensorboard needs {error.name}, which is not installed; "
            "install ai_playground with its extra `cpu` or `gpu`: ai-playground-lessons[cpu]"
        ) from error
    seconds = time.perf_counter() - started
    return {"slope": slope, "intercept": intercept, "seconds": seconds, "directory": str(directory)}
