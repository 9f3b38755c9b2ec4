from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.cli import main
from ai_playground.lesson.catalogue import LESSONS


def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ai_playground", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


def result_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["regression", "--json", *arguments]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def refusal_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr with which `arguments` are refused with exit code 2."""
    try:
        code = main(["regression", *arguments])
    except SystemExit as exit_:
        code = int(str(exit_.code))
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("ai-playground")
    return captured.err


def test_the_lectures_run_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    result = result_of(capsys, "--method", "sgd", "--learning-rate", "0.001", "--epochs", "100")
    assert result["slope"] == pytest.approx(1.71838, abs=1e-5)
    assert result["intercept"] == pytest.approx(15.7892, abs=1e-4)
    assert result["exact"]["slope"] == pytest.approx(1.31345600492, abs=1e-9)
    assert result["exact"]["intercept"] == pytest.approx(16.9951572327, abs=1e-9)
    assert result["exact"]["mse"] == pytest.approx(360.820, abs=1e-3)
    assert (result["epochs_run"], result["updates"], result["points"]) == (100, 4200, 42)
    assert result["ended"] == "epochs"
    assert 0.0 < result["seconds"] < 60.0
    assert result["settings"]["learning_rate"] == 0.001
    assert result["theory"]["stable_rate"] == pytest.approx(0.00395278, abs=1e-8)
    assert result["theory"]["sgd_limit"]["slope"] == pytest.approx(1.62026, abs=1e-5)


def test_the_defaults_are_the_lectures_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert result_of(capsys)["slope"] == pytest.approx(1.71838, abs=1e-5)


def test_the_outlier_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    result = result_of(capsys, "--method", "exact", "--leave-out-outlier")
    assert result["slope"] == pytest.approx(0.61518, abs=5e-6)
    assert result["intercept"] == pytest.approx(23.49928, abs=5e-6)


def test_a_parabola_has_a_curvature(capsys: pytest.CaptureFixture[str]) -> None:
    result = result_of(capsys, "--method", "exact", "--curve", "parabola")
    assert result["curvature"] == result["exact"]["curvature"]
    assert result["mse"] < 360.0


def test_a_divergence_is_named_and_the_json_stays_valid(capsys: pytest.CaptureFixture[str]) -> None:
    result = result_of(capsys, "--learning-rate", "10")
    assert result["ended"] == "diverged"


def test_a_divergence_says_what_happened_at_which_update_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Each update grows the error along the steep axis, of curvature 506, to 0.01 * 506 - 1 = 4.06 times its
    # size, and the loss to its square: 16.5 times. Ten make a trillion, nine do not.
    arguments = ["--method", "batch", "--learning-rate", "0.01"]
    rows = [result_of(capsys, *arguments, "--epochs", str(epochs)) for epochs in (9, 10, 11)]
    assert [row["ended"] for row in rows] == ["epochs", "diverged", "diverged"]
    assert main(["regression", *arguments]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith("; DIVERGED")
    assert lines[2].startswith("By update 10, in epoch 10, the loss had grown more than a trillionfold; ")
    assert lines[3] == "Take a smaller learning rate; on standardised x a larger one may do."
    assert main(["regression", "--standardize", "--learning-rate", "10"]) == 0
    assert "\nTake a smaller learning rate.\n" in capsys.readouterr().out


def test_text_sets_the_result_beside_the_exact_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regression"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Fire and theft in Chicago, 42 points"
    (slope,) = (line.split() for line in lines if line.startswith("slope"))
    assert slope == ["slope", "1.718382763", "1.313456005", "+30.83%"]
    assert any("settle at slope 1.62026" in line for line in lines)
    assert max(map(len, lines)) <= 110


def test_the_exact_fit_is_printed_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regression", "--method", "exact"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[3:] == [
        ["exact"],
        ["slope", "1.313456005"],
        ["intercept", "16.99515723"],
        ["mean", "squared", "error", "360.8201564"],
    ]


def test_the_json_holds_the_exact_fit_by_every_route(capsys: pytest.CaptureFixture[str]) -> None:
    routes = result_of(capsys, "--method", "exact")["exact"]["routes"]
    assert list(routes) == ["means_formula", "lstsq", "qr"]
    for found in routes.values():
        assert found["slope"] == pytest.approx(1.31345600492, abs=1e-9)
        assert found["intercept"] == pytest.approx(16.9951572327, abs=1e-9)
    assert "routes" not in result_of(capsys, "--method", "exact", "--loss", "huber")["exact"]


def test_beside_an_exact_value_of_nothing_but_rounding_there_is_no_share(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["regression", "--data", "line", "--noise", "0", "--epochs", "3"]) == 0
    (error,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("mean squared"))
    *_, descent, exact = error.split()
    assert float(descent) > 0.01
    assert float(exact) < 1e-20


def test_one_is_counted_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["regression", "--method", "batch", "--epochs", "1"]) == 0
    assert ": 1 epoch, 1 update in " in capsys.readouterr().out
    assert main(["regression", "--method", "batch", "--epochs", "1000"]) == 0
    assert ": 1,000 epochs, 1,000 updates in " in capsys.readouterr().out


def test_points_far_from_zero_have_the_loss_they_should(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "far.csv"
    # No line takes anything off these misses of 1, -1, 0, -1, 1: their mean square is 0.8.
    misses = (1, -1, 0, -1, 1)
    path.write_text("".join(f"{10**9 + x},{2 * x + miss}\n" for x, miss in enumerate(misses)))
    result = result_of(
        capsys, "--data", str(path), "--method", "batch", "--standardize", "--learning-rate", "0.3"
    )
    assert (result["loss"], result["exact"]["loss"]) == pytest.approx((0.8, 0.8), rel=1e-13)


def test_own_points_come_from_a_csv_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("height;weight\n1,0;3,0\n2,0;5,0\n4,0;9,0\n")
    result = result_of(capsys, "--data", str(path), "--method", "exact")
    assert (result["data"], result["points"]) == ("mine.csv", 3)
    assert result["slope"] == pytest.approx(2.0)
    assert result["intercept"] == pytest.approx(1.0)


def test_the_curve_of_the_loss_is_written_as_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "loss.csv"
    result = result_of(capsys, "--epochs", "7", "--csv", str(path))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == list(range(8))
    assert float(rows[-1]["slope"]) == result["slope"]
    assert float(rows[-1]["loss"]) == result["loss"]
    assert float(rows[0]["intercept"]) == 0.0


def test_how_a_file_was_read_is_said_beside_the_result_and_in_the_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("ward;fires;thefts\nA;6,2;29\nB;9,5;44\nC;NA;36\n")
    assert main(["regression", "--data", str(path), "--method", "exact", "--json"]) == 0
    output, said = capsys.readouterr()
    read_as = (
        "semicolons, decimal commas, 2 rows, columns fires and thefts. "
        "Left out: what lacks a number (line 4)."
    )
    assert said == f"mine.csv: {read_as}\n"
    result = json.loads(output)
    assert (result["read_as"], result["columns"]) == (read_as, ["fires", "thefts"])
    assert "read_as" not in result_of(capsys, "--method", "exact")


def test_columns_and_the_decimal_mark_are_as_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a;b;c\n1;1,250;3\n2;2,500;5\n4;980;9\n")
    fit = ("--data", str(path), "--method", "exact")
    assert result_of(capsys, *fit, "--columns", "a,c")["slope"] == pytest.approx(2.0)
    assert result_of(capsys, *fit, "--columns", "3,1")["slope"] == pytest.approx(0.5)
    for mark, y in (("point", [1250, 2500, 980]), ("comma", [1.25, 2.5, 980])):
        slope, _ = np.polyfit([1, 2, 4], y, 1)
        assert result_of(capsys, *fit, "--decimal", mark)["slope"] == pytest.approx(slope)
    assert "there are 3: a, b, c" in refusal_of(capsys, *fit, "--columns", "a,d")


def test_data_come_from_standard_input() -> None:
    command = [
        sys.executable,
        "-m",
        "ai_playground",
        "regression",
        "--data",
        "-",
        "--method",
        "exact",
        "--json",
    ]
    done = subprocess.run(command, input=b"x,y\n1,3\n2,5\n4,9\n", capture_output=True, timeout=60, check=True)
    result = json.loads(done.stdout)
    assert (result["data"], result["slope"]) == ("standard input", pytest.approx(2.0))
    assert done.stderr == b"standard input: commas, 3 rows, columns x and y\n"


def test_a_table_that_is_there_already_is_replaced_only_on_demand(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "loss.csv"
    path.write_text("a result of yesterday")
    assert f"{path} exists already; see --overwrite" in refusal_of(capsys, "--csv", str(path))
    assert path.read_text() == "a result of yesterday"
    result_of(capsys, "--epochs", "2", "--csv", str(path), "--overwrite")
    assert path.read_text().startswith("epoch,")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"1,2\n3,four\n", "line 2: 'four' is not a number"),
        (b"1,2\n3,inf\n", "line 2: 'inf' is not a finite number"),
        (b"1,2\n3,nan\n", "Left out: what lacks a number (line 2)"),
        (b"x;y\n1,250;2\n980;3\n", "'1,250' can be 1.25 or 1250. Say which mark is the decimal one"),
        (b"x;y\n1,250;2\n980;3\n", "See --decimal."),
        (b"1,2\n", "at least two points"),
        (b"1,2\n1,3\n", "same x"),
        (b"", "empty"),
        (b"1,2\n" * 20_000, "more than 10,000 rows"),
        (b"\x00\x01\x02", "not a text file"),
    ],
)
def test_a_bad_csv_file_is_refused_in_one_line(
    content: bytes, words: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert words in refusal_of(capsys, "--data", str(path))


def test_a_file_of_two_gigabytes_is_refused_unread(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    assert "larger than 2 MB" in refusal_of(capsys, "--data", str(path))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--learning-rate", "50"], "50 is not within 1e-07 to 10"),
        (["--epochs", "many"], "invalid whole number value: 'many'"),
        (["--method", "magic"], "invalid choice"),
        (["--nonsense"], "unrecognized arguments"),
        (["--data", "nosuch"], "no data set nosuch; take one of fire_theft"),
        (["--data", "nosuch.csv"], "no file nosuch.csv"),
        (["--data", "own"], "no data set own"),
        (
            ["--data", "line", "--leave-out-outlier"],
            "--leave-out-outlier has no effect on these data: only fire",
        ),
        (["--columns", "1,2"], "--columns and --decimal are for a file"),
        (["--decimal", "comma"], "--columns and --decimal are for a file"),
        (["--noise", "3"], "--noise has no effect on these data: only for generated points"),
        pytest.param(["--data", "/dev/zero"], "not a file", marks=pytest.mark.posix),
        (["--csv", "/no/such/folder/loss.csv"], "can't be written"),
        pytest.param(["--csv", "/dev/full"], "No space left on device", marks=pytest.mark.posix),
        pytest.param(["--tensorboard", "/dev/null/graphs"], "can't be written", marks=pytest.mark.posix),
    ],
)
def test_bad_options_are_refused_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["ai-playground"])
    assert words in refusal_of(capsys, *arguments)


def test_the_data_are_not_overwritten_by_the_results(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("1,2\n2,3\n")
    assert "overwrite" in refusal_of(capsys, "--data", str(path), "--csv", str(path))
    assert path.read_text() == "1,2\n2,3\n"


@pytest.mark.posix
def test_a_full_disk_under_the_output_is_said_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "ai_playground", "regression", "--json"]
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "ai-playground: output: No space left on device\n"


def test_a_reader_that_closes_the_pipe_is_no_error() -> None:
    command = [sys.executable, "-m", "ai_playground", "regression", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(60) == 0


@pytest.mark.posix
def test_an_unusable_folder_for_temporary_files_has_no_effect() -> None:
    done = run("regression", "--json", env={**os.environ, "TMPDIR": "/proc/nowhere"})
    assert done.returncode == 0
    assert json.loads(done.stdout)["slope"] == pytest.approx(1.71838, abs=1e-5)
    assert done.stderr == ""


def test_a_long_run_shows_its_progress_on_a_terminal_and_clears_it_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    seconds = itertools.count(step=0.15)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: next(seconds))
    assert main(["regression", "--epochs", "30"]) == 0
    shown = terminal.getvalue()
    first = shown.split("\r")[1]
    assert re.match(r"epoch \d+ of 30, loss \d+", first)
    assert shown.count("epoch") < 25
    assert shown.endswith("\r\033[K")


def test_without_tensorflow_the_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    message = refusal_of(capsys, "--tensorboard", str(tmp_path))
    assert "--tensorboard needs tensorflow, which is not installed" in message
    assert "ai-playground-lessons[cpu]" in message


@pytest.mark.posix
def test_ctrl_c_ends_quietly_with_130(tmp_path: Path) -> None:
    table = tmp_path / "loss.csv"
    command = [sys.executable, "-m", "ai_playground", "regression", "--epochs", "100000", "--csv", str(table)]
    # Tests that were started in the background ignore Ctrl-C, and their children would too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    with started as process:
        deadline = time.monotonic() + 30.0
        while not (table.exists() and table.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert (process.returncode, output, errors) == (130, "", "")


def test_help_and_a_run_do_without_tensorflow_and_other_weights() -> None:
    script = (
        "import sys\n"
        "from ai_playground.cli import main\n"
        "main(['regression', '--epochs', '2'])\n"
        "heavy = {'tensorflow', 'keras', 'scipy', 'pandas', 'matplotlib', 'ipywidgets', 'contourpy'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
    script = (
        "import sys\n"
        "from ai_playground.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    print(sorted({'numpy', 'pydantic'} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_lists_the_verbs_and_the_lessons_help_has_examples() -> None:
    top, verb = run("--help"), run("regression", "--help")
    assert top.returncode == verb.returncode == 0
    commands = ["serve", *(lesson.slug for lesson in LESSONS if lesson.command)]
    assert re.findall(r"^    (\w+)", top.stdout, re.MULTILINE) == commands
    assert "examples:" in verb.stdout
    assert "1e-07 to 10, default 0.001" in " ".join(verb.stdout.split())


def test_every_example_of_the_help_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    points = tmp_path / "points.csv"
    points.write_text("x,y\n0,1\n1,3\n2,5\n3,8\n")
    with pytest.raises(SystemExit):
        main(["regression", "--help"])
    examples = capsys.readouterr().out.partition("examples:")[2].replace("\\\n", " ")
    commands = [line.split("|")[0].split()[1:] for line in examples.splitlines() if "ai-playground" in line]
    assert len(commands) >= 6
    for command in commands:
        places = {"points.csv": str(points), "loss.csv": str(tmp_path / "loss.csv")}
        assert main([places.get(word, word) for word in command]) == 0


def test_no_command_is_an_error_with_one_line() -> None:
    done = run()
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_the_version_is_told() -> None:
    assert run("--version").stdout.startswith("ai-playground 0.")
