"""`ai-playground cyclegan train`: what it leaves, how it is stopped and gone on with, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ai_playground.cli import main
from ai_playground.cyclegan import checkpoint
from ai_playground.cyclegan.step import LOSSES, State
from ai_playground.cyclegan.training import Run
from tests.cyclegan.test_training import assert_same
from tests.cyclegan.tiny import pictures, steps_as

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.filterwarnings("default")

KNOBS = "--filters 2 --blocks 1 --discriminator-filters 2 --crop 32 --batch-size 2 --pool-size 3 --seed 3"
TINY = [*KNOBS.split(), "--steps", "3"]


def fill(folder: Path) -> Path:
    """Two folders of pictures, with a broken one among the photos."""
    for name, count, seed in (("photos", 5, 1), ("paintings", 4, 2)):
        (folder / name).mkdir()
        for number, picture in enumerate(pictures(count, 48, seed)):
            Image.fromarray(picture).save(folder / name / f"{number}.png")
    (folder / "photos" / "broken.jpg").write_bytes(b"\xff\xd8\xff and no more")
    return folder


def train(folder: Path, *arguments: str, out: str = "run") -> int:
    given = [f"--{name}={folder / name}" for name in ("photos", "paintings")]
    return main(["cyclegan", "train", *given, f"--out={folder / out}", *arguments])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run of three steps in `run`."""
    folder = fill(tmp_path_factory.mktemp("whole"))
    assert train(folder, *TINY) == 0
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Steps that change nothing and cost no time, with losses of this value."""

    def steps(loss: float) -> None:
        def unchanged(state: State, *_: object) -> tuple[State, NDArray[np.float32]]:
            return state, np.full(len(LOSSES), loss, np.float32)

        steps_as(unchanged, monkeypatch)

    return steps


def test_a_run_leaves_checkpoint_log_samples_and_weights_that_paint(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = whole / "run"
    assert {"checkpoint.npz", "log.jsonl", "sheets", "weights.npz"} <= {each.name for each in run.iterdir()}
    assert checkpoint.stand(run / "checkpoint.npz")[0] == 3
    (line,) = map(json.loads, (run / "log.jsonl").read_text().splitlines())
    assert line["step"] == 3
    assert set(LOSSES) < line.keys()
    with Image.open(run / "sheets" / "000003.png") as sheet:
        assert sheet.size == (4 * 256, 3 * 256)
    painted = tmp_path / "painted.png"
    weights = f"--weights={run / 'weights.npz'}"
    assert main(["cyclegan", "paint", str(whole / "photos" / "0.png"), "-o", str(painted), weights]) == 0
    with Image.open(painted) as picture:
        assert picture.size == (48, 48)


def test_a_run_that_is_done_has_nothing_left_to_do_and_says_what_it_is(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(whole, "--json") == 0
    captured = capsys.readouterr()
    result: dict[str, Any] = json.loads(captured.out)
    assert (result["step"], result["steps_now"], result["seconds_per_step"]) == (3, 0, None)
    assert result["photos"] == {"used": 5, "skipped": 1}
    assert result["paintings"] == {"used": 4, "skipped": 0}
    assert (result["settings"]["filters"], result["settings"]["steps"]) == (2, 3)
    assert "skipped 1 of 6: broken.jpg" in captured.err
    assert "4 paintings: so few are learned by heart" in captured.err


def test_what_ctrl_c_stopped_goes_on_with_the_very_step_that_would_have_come(
    whole: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = Run.advance

    def stopped(run: Run, *pictures: Any) -> Any:
        if run.step == 2:
            raise KeyboardInterrupt
        return advance(run, *pictures)

    with monkeypatch.context() as patched:
        patched.setattr(Run, "advance", stopped)
        assert train(folder, *TINY) == 130
    assert "stopped after step 2 of 3; the same command goes on" in capsys.readouterr().err
    assert (folder / "run" / "weights.npz").exists()
    assert train(folder) == 0
    assert_same(*(checkpoint.load(each / "run" / "checkpoint.npz") for each in (folder, whole)))
    assert "step 3, 1 of them now" in capsys.readouterr().out


def test_losses_that_are_no_numbers_stop_the_run_and_the_last_good_state_is_kept(
    folder: Path, still: Callable[[float], None], capsys: pytest.CaptureFixture[str]
) -> None:
    still(1.0)
    assert train(folder, *TINY, "--steps=2") == 0
    kept = (folder / "run" / "checkpoint.npz").read_bytes()
    still(np.nan)
    assert train(folder, "--steps=3") == 2
    said = capsys.readouterr().err
    assert "The losses are no numbers any more at step 3: lower the learning rate." in said
    assert "checkpoint.npz keeps the state after step 2" in said
    assert (folder / "run" / "checkpoint.npz").read_bytes() == kept


def test_a_run_that_ends_in_its_first_step_leaves_no_checkpoint_and_says_why_it_ended(
    folder: Path,
    still: Callable[[float], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    still(np.nan)
    assert train(folder, *TINY) == 2
    said = capsys.readouterr().err
    assert "The losses are no numbers any more at step 1: lower the learning rate." in said
    assert "checkpoint" not in said

    def stopped(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "advance", stopped)
    assert train(folder, *TINY) == 130
    assert "stopped after step 0 of 3; the same command goes on" in capsys.readouterr().err
    assert not (folder / "run" / "checkpoint.npz").exists()


def test_a_full_disk_is_said_and_the_last_checkpoint_stays(
    folder: Path,
    still: Callable[[float], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    still(1.0)
    assert train(folder, *TINY, "--steps=2") == 0
    kept = {path.name: path.read_bytes() for path in (folder / "run").glob("*.npz")}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert train(folder, "--steps=3") == 2
    assert "run can't be written: No space left on device" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in (folder / "run").glob("*.npz")} == kept


def test_a_log_forgets_the_steps_that_are_done_again(folder: Path, still: Callable[[float], None]) -> None:
    still(1.0)
    assert train(folder, *TINY, "--steps=2") == 0
    log = folder / "run" / "log.jsonl"
    with log.open("a") as file:
        file.write('{"step": 50}\n{"step": 10')
    assert train(folder, "--steps=4") == 0
    assert [json.loads(line)["step"] for line in log.read_text().splitlines()] == [2, 4]


def test_what_can_not_be_trained_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty").mkdir()
    for arguments, said in (
        (["--photos", str(folder / "nowhere")], "nowhere is no folder"),
        (["--paintings", str(folder / "empty")], "empty holds no picture"),
        (["--batch-size", "5"], "paintings holds 4 pictures to train on; 5 are needed"),
        (["--crop", "34"], "multiple of 4 px"),
        (["--crop", "256"], "0.png is 48 x 48 px: too small for squares of 256 px"),
    ):
        assert train(folder, *TINY, *arguments) == 2
        assert said in capsys.readouterr().err


def test_a_folder_of_another_run_is_refused(
    whole: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "run").mkdir()
    (folder / "run" / "checkpoint.npz").write_bytes((whole / "run" / "checkpoint.npz").read_bytes())
    assert train(folder, "--filters=3") == 2
    assert "of other networks" in capsys.readouterr().err
    (folder / "run" / "checkpoint.npz").write_bytes(b"no checkpoint")
    assert train(folder) == 2
    assert "is no checkpoint of a run, or is damaged" in capsys.readouterr().err


def test_two_runs_in_one_folder_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ai_playground.cyclegan.run_folder import RunFolder

    with RunFolder(folder / "run").locked():
        assert train(folder, *TINY) == 2
    assert "another training runs there" in capsys.readouterr().err
