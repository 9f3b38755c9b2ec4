from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.cli import main
from ai_playground.jobs import device
from ai_playground.perceptual import download
from ai_playground.perceptual.network import WeightsMissing
from ai_playground.pictures import read_picture
from ai_playground.style import estimate, transfer
from ai_playground.style.export import settings_from_png
from ai_playground.style.inputs import Style
from ai_playground.style.scores import score
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import stylize

pytestmark = pytest.mark.usefixtures("loaded_once")

# Small, and settled whatever the defaults are.
QUICK: dict[str, Any] = {
    "network": "random",
    "size": 64,
    "iterations": 2,
    "schedule": "flat",
    "precision": "float32",
    "style_blend": "",
}
OPTIONS = [word for name, value in QUICK.items() for word in ("--" + name.replace("_", "-"), str(value))]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with pictures in it."""
    random = np.random.default_rng(0)
    for name, height, width in (("photo", 48, 64), ("one", 80, 70), ("two", 64, 64), ("strip", 32, 640)):
        Image.fromarray(random.integers(0, 256, (height, width, 3), np.uint8)).save(tmp_path / f"{name}.png")
    Image.fromarray(np.zeros((40, 40), np.uint8)).save(tmp_path / "black.png")
    half = np.zeros((40, 40), np.uint8)
    half[:, 20:] = 255
    Image.fromarray(half).save(tmp_path / "right.png")
    Image.fromarray(255 - half).save(tmp_path / "left.png")
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "there.png").write_bytes(b"precious")
    (tmp_path / "folder.png").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def style(*arguments: str) -> int:
    return main(["style", *OPTIONS, *arguments])


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr with which `arguments` are refused with exit code 2, leaving nothing behind."""
    before = sorted(Path.cwd().iterdir())
    try:
        code = style(*arguments)
    except SystemExit as exit_:
        code = int(str(exit_.code))
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("ai-playground style: ")
    assert sorted(Path.cwd().iterdir()) == before
    return captured.err


def fake_run(ends: Callable[[], None]) -> Any:
    """An engine whose third snapshot doesn't come: `ends` is called in its place."""

    def run(*arguments: Any) -> Iterator[transfer.Snapshot]:
        snapshots = stylize(*arguments)
        yield next(snapshots)
        yield next(snapshots)
        ends()

    return run


def length_and_size(film: Path) -> tuple[int, tuple[int, int]]:
    with Image.open(film) as image:
        return getattr(image, "n_frames", 1), image.size


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_run_writes_a_picture_that_carries_its_settings(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert style("photo.png", "one.png", "-o", "out.png", "--style-weight", "30") == 0
    content = (folder / "out.png").read_bytes()
    assert read_picture(content).shape == (48, 64, 3)
    assert settings_from_png(content) == StyleSettings(**QUICK, style_weight=30.0)
    captured = capsys.readouterr()
    assert captured.err == ""
    lines = captured.out.splitlines()
    assert lines[0].startswith("64 x 48 px, 2 steps in ")
    assert "random in float32 on CPU" in lines[0]
    assert lines[2].startswith("style gap closed: ")
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_the_json_holds_what_the_run_was_and_gave(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert style("photo.png", "one.png", "two.png", "-o", "out.png", "--style-blend", "3,1", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    settings = StyleSettings(**{**QUICK, "style_blend": "3,1"})
    assert StyleSettings(**result["settings"]) == settings
    assert (result["size"], result["steps"]) == ([64, 48], 2)
    assert (result["network"], result["arithmetic"]) == ("random", "float32")
    assert result["device"] == device.configure()
    assert 0.0 < result["seconds_per_step"] == pytest.approx(result["seconds"] / 2)
    assert 100.0 < result["peak_memory_mb"] < 20_000.0

    content = read_picture(folder / "photo.png")
    styles = [Style(read_picture(folder / name)) for name in ("one.png", "two.png")]
    first = next(stylize(content, styles, settings))
    start, end = result["losses"]["start"], result["losses"]["end"]
    assert start["loss"] == pytest.approx(first.loss, rel=1e-4)
    assert [list(row.values()) for row in start["style"]] == [
        pytest.approx(row, rel=1e-4) for row in first.style
    ]
    assert end["loss"] < start["loss"]
    assert sum(end["weighted"].values()) == pytest.approx(end["loss"], rel=1e-4)

    scores = score(read_picture(folder / "out.png"), content, styles, settings).as_dict()
    assert {name: result[name] for name in ("style_gap_closed", "ssim", "total_variation")} == pytest.approx(
        {name: scores[name] for name in ("style_gap_closed", "ssim", "total_variation")}, rel=1e-3
    )


def test_a_photograph_in_its_own_style_has_no_gap_to_close(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert style("photo.png", "photo.png", "-o", "out.png") == 0
    assert "style gap closed: none to close" in capsys.readouterr().out


def test_the_way_there_is_a_film(folder: Path) -> None:
    assert style("photo.png", "one.png", "-o", "out.png", "--gif", "film.gif", "--iterations", "5") == 0
    assert length_and_size(folder / "film.gif") == (6, (64, 48))


def test_a_long_run_makes_a_film_of_bounded_length(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def many(content: Any, styles: Any, settings: Any, weights: Any) -> Iterator[transfer.Snapshot]:
        first = next(stylize(content, styles, settings, weights))
        for step in range(201):
            shown = np.full_like(first.picture, step)
            yield transfer.Snapshot(**{**vars(first), "step": step, "steps": 200, "picture": shown})

    monkeypatch.setattr(transfer, "stylize", many)
    assert style("photo.png", "one.png", "-o", "out.png", "--gif", "film.gif") == 0
    assert 40 <= length_and_size(folder / "film.gif")[0] <= 48


def test_masks_say_where_each_painting_applies(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def spy(content: Any, styles: Any, *rest: Any) -> Any:
        given.extend(styles)
        return stylize(content, styles, *rest)

    monkeypatch.setattr(transfer, "stylize", spy)
    masks = ["--mask", "left.png", "--mask", "right.png"]
    assert style("photo.png", "one.png", "two.png", "-o", "out.png", *masks) == 0
    assert [shown.picture.shape for shown in given] == [(80, 70, 3), (64, 64, 3)]
    assert [shown.mask[0, [0, 39]].tolist() for shown in given] == [[255, 0], [0, 255]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("nosuch.png one.png -o out.png", "nosuch.png can't be read: No such file"),
        ("photo.png notes.txt -o out.png", "notes.txt is not a picture"),
        ("photo.png -o out.png", "STYLE"),
        ("photo.png one.png", "-o/--output"),
        ("photo.png one.png -o out.jpg", "out.jpg must end in .png"),
        ("photo.png one.png -o out.png --gif film.png", "film.png must end in .gif"),
        ("photo.png one.png -o nosuch/out.png", "nosuch/out.png can't be written: No such file"),
        ("photo.png one.png -o out.png --gif nosuch/film.gif", "nosuch/film.gif can't be written"),
        pytest.param(
            "photo.png one.png -o /proc/out.png", "/proc/out.png can't be written", marks=pytest.mark.posix
        ),
        ("photo.png one.png -o there.png", "there.png exists already; see --overwrite"),
        ("photo.png one.png -o folder.png --overwrite", "folder.png exists already"),
        ("photo.png one.png -o photo.png --overwrite", "photo.png is one of the pictures to read"),
        ("photo.png one.png -o ./one.png --overwrite", "one.png is one of the pictures to read"),
        ("photo.png one.png two.png -o out.png --style-blend 1,2,3", "3 shares for 2 styles"),
        ("photo.png one.png -o out.png --style-layers block9", "No layer block9"),
        ("photo.png one.png -o out.png --content-layers block1_conv1:x", "x is no weight"),
        ("photo.png one.png -o out.png --content-weight 0 --style-weight 0", "are both 0"),
        ("photo.png one.png -o out.png --size 5000", "5000 is not within 64 to"),
        ("photo.png one.png -o out.png --colors magic", "invalid choice"),
        ("strip.png one.png -o out.png", "Take a size of 640 or more"),
        ("photo.png one.png two.png -o out.png --mask left.png", "1 masks for 2 styles: give one for each"),
        ("photo.png one.png -o out.png --mask black.png", "black.png is black everywhere"),
        ("photo.png one.png -o out.png --weights one.png", "--weights has no effect with the network random"),
        (
            "photo.png one.png -o out.png --network vgg19 --weights one.png",
            "one.png holds no weights of this network",
        ),
        ("photo.png one.png -o out.png --network vgg19 --weights nosuch.h5", "nosuch.h5"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    arguments: str, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["ai-playground"])
    assert words in refusal(capsys, *arguments.split())
    assert Path("there.png").read_bytes() == b"precious"


def test_a_file_that_is_there_is_replaced_if_asked_and_only_by_a_whole_one(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(transfer, "stylize", fake_run(lambda: _raise(FloatingPointError("No number."))))
        assert "No number." in refusal(capsys, "photo.png", "one.png", "-o", "there.png", "--overwrite")
    assert (folder / "there.png").read_bytes() == b"precious"
    assert style("photo.png", "one.png", "-o", "there.png", "--overwrite") == 0
    assert read_picture(folder / "there.png").shape == (48, 64, 3)


@pytest.mark.posix
def test_a_disk_that_is_full_at_the_end_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    import resource  # not on Windows

    _, most = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, most))
    try:
        message = refusal(capsys, "photo.png", "one.png", "-o", "out.png")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "out.png can't be written: File too large" in message


def test_a_run_that_the_memory_will_not_hold_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "available_memory", lambda: 30_000_000)
    # As if TensorFlow's own share were taken, also where no test before this one has loaded it.
    monkeypatch.setitem(sys.modules, "tensorflow", ModuleType("tensorflow"))
    message = refusal(capsys, "photo.png", "one.png", "-o", "out.png", "--size", "1024")
    assert "At size 1024 the run needs about" in message
    assert "Take a size of" in message


def test_the_memory_of_a_gpu_is_not_that_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "describe", lambda: "GPU, NVIDIA H200")
    monkeypatch.setattr(estimate, "available_memory", lambda: 0)
    assert style("photo.png", "one.png", "-o", "out.png") == 0


@pytest.mark.parametrize("on", ["cpu", "gpu"])
def test_memory_that_ends_during_a_run_is_named(
    on: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import tensorflow as tf

    error = MemoryError() if on == "cpu" else tf.errors.ResourceExhaustedError(None, None, "OOM")
    monkeypatch.setattr(transfer, "stylize", fake_run(lambda: _raise(error)))
    assert "smaller --size" in refusal(capsys, "photo.png", "one.png", "-o", "out.png")


def test_weights_that_can_not_be_downloaded_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder.parent / f"{folder.name}_keras"
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.setattr(download, "SERVER", "http://127.0.0.1:1")
    message = refusal(capsys, "photo.png", "one.png", "-o", "out.png", "--network", "vgg19")
    assert "there is no connection" in message
    assert f"vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5 could not be downloaded to {home}" in message
    assert "--weights FILE" in message


def test_a_terminal_shows_how_far_a_download_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def half(_network: str, show_progress: download.ShowProgress) -> None:
        show_progress(40_000_000, 80_000_000)
        raise WeightsMissing("Gone.")

    terminal, seconds = Terminal(), itertools.count(step=2)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: next(seconds))
    monkeypatch.setattr(download, "weights_file", half)
    assert style("photo.png", "one.png", "-o", "out.png", "--network", "vgg19") == 2
    assert terminal.getvalue() == (
        "\rdownloading the network, 40 of 80 MB\033[K\r\033[Kai-playground style: "
        "Gone. Or name a copy of the file with --weights FILE.\n"
    )


def test_without_tensorflow_the_extras_are_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    monkeypatch.setattr(device, "_configured", None)
    message = refusal(capsys, "photo.png", "one.png", "-o", "out.png")
    assert "This needs TensorFlow, which is not installed" in message
    assert "ai-playground-lessons[cpu]" in message


def test_a_device_that_does_not_exist_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "_configured", None)
    monkeypatch.setenv("AI_PLAYGROUND_DEVICE", "abacus")
    assert "must be cpu or gpu" in refusal(capsys, "photo.png", "one.png", "-o", "out.png")


def test_the_steps_of_all_sizes_are_told_before_a_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "stylize", fake_run(interrupt))
    sizes = ("--size", "256", "--schedule", "coarse_to_fine", "--iterations", "100")
    assert style("photo.png", "one.png", "-o", "out.png", *sizes) == 130
    told = capsys.readouterr().err.splitlines()[0]
    assert told == "ai-playground style: 300 steps: 100 at each of 128, 181 and 256 px"


def test_a_mask_drawn_on_nothing_and_a_scan_of_two_pages_are_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "stylize", fake_run(interrupt))
    shape = np.zeros((48, 64, 4), np.uint8)
    shape[:, :32, 3] = 255
    Image.fromarray(shape).save("shape.png")
    pages = [Image.new("RGB", (64, 48), color) for color in ("red", "blue")]
    pages[0].save("scan.tif", save_all=True, append_images=pages[1:])
    assert style("scan.tif", "one.png", "-o", "out.png", "--mask", "shape.png") == 130
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "ai-playground style: scan.tif has 2 pages; this is the first."
    assert told[1].startswith("ai-playground style: shape.png applies where it isn't transparent")
    clear = np.zeros((48, 64, 4), np.uint8)
    Image.fromarray(clear).save("clear.png")
    assert "black everywhere" in refusal(
        capsys, "photo.png", "one.png", "-o", "two.png", "--mask", "clear.png"
    )


def test_ctrl_c_keeps_the_picture_so_far_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "stylize", fake_run(interrupt))
    assert style("photo.png", "one.png", "-o", "out.png", "--gif", "film.gif", "--json") == 130
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "ai-playground style: stopped after step 1 of 2; out.png holds the picture so far\n"
    )
    assert settings_from_png((folder / "out.png").read_bytes()) == StyleSettings(**QUICK)
    assert (folder / "film.gif").exists()


def test_ctrl_c_before_the_first_picture_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(folder.iterdir())
    monkeypatch.setattr(transfer, "stylize", lambda *_arguments: iter(interrupt, None))
    assert style("photo.png", "one.png", "-o", "out.png") == 130
    assert capsys.readouterr() == ("", "")
    assert sorted(folder.iterdir()) == before


@pytest.mark.slow
@pytest.mark.posix
def test_a_terminal_shows_progress_with_the_time_left_until_a_real_ctrl_c(folder: Path) -> None:
    command = [sys.executable, "-m", "ai_playground", "style", *OPTIONS]
    command += ["photo.png", "one.png", "-o", "out.png", "--iterations", "2000"]
    reader, writer = os.openpty()
    # Tests that were started in the background ignore Ctrl-C, and their children would too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, stderr=writer, stdout=subprocess.PIPE)
    finally:
        signal.signal(signal.SIGINT, before)
    os.close(writer)
    shown = b""
    with os.fdopen(reader, "rb", buffering=0) as terminal, process:
        while b" s left" not in shown:
            shown += terminal.read(1000)
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # so a terminal ends
            while True:
                shown += terminal.read(1000)
        assert process.stdout is not None
        assert process.stdout.read() == b""
        assert process.wait(30) == 130
    lines = shown.decode().replace("\033[K", "").replace("\r\n", "\r").split("\r")
    assert lines[1].startswith("step ")
    assert " of 2,000, 64 px, loss " in lines[1]
    assert lines[-2].startswith("ai-playground style: stopped after step ")
    assert read_picture(folder / "out.png").shape == (48, 64, 3)


@pytest.mark.slow
def test_a_run_of_its_own_is_quiet_on_standard_error() -> None:
    command = [
        sys.executable,
        "-m",
        "ai_playground",
        "style",
        *OPTIONS,
        "photo.png",
        "one.png",
        "-o",
        "out.png",
    ]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["steps"] == 2


def test_help_and_refusals_do_without_tensorflow() -> None:
    script = (
        "import sys\n"
        "from ai_playground.cli import main\n"
        "main(['style', 'nosuch.png', 'one.png', '-o', 'out.png'])\n"
        "main(['style', 'photo.png', 'one.png', '-o', 'nosuch/out.png'])\n"
        "main(['style', 'strip.png', 'one.png', '-o', 'out.png', '--size', '64'])\n"
        "print(sorted({'tensorflow', 'keras', 'h5py', 'pooch'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    assert done.stderr.count("\n") == 3


def test_every_example_of_the_help_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, source in (
        ("photo.jpg", "photo"), ("painting.jpg", "one"), ("other.jpg", "two"), ("sky.png", "left"),
        ("land.png", "right"),
    ):  # fmt: skip
        Image.open(folder / f"{source}.png").save(folder / name)
    with pytest.raises(SystemExit):
        main(["style", "--help"])
    examples = capsys.readouterr().out.partition("examples:")[2].replace("\\\n", " ")
    commands = [line.split("|")[0].split()[1:] for line in examples.splitlines() if "ai-playground" in line]
    assert len(commands) >= 8
    for command in commands:
        blend = command[command.index("--style-blend") + 1] if "--style-blend" in command else ""
        assert main([*command, *OPTIONS, "--style-blend", blend, "--overwrite"]) == 0


def _raise(error: BaseException) -> None:
    raise error
