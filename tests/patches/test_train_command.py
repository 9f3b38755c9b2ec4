"""`ai-playground patches train`: what it leaves, how it is stopped and gone on with, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.cli import main
from ai_playground.learning import state_file
from ai_playground.patches import step as step_module
from ai_playground.patches.step import LOSSES
from ai_playground.patches.training import Run
from tests.patches.photos import write_photo
from tests.patches.tiny import SIZES

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.filterwarnings("default")

KNOBS = ["--batch-size=2", "--seed=3"]


@pytest.fixture(scope="module", autouse=True)
def tiny() -> Iterator[None]:
    """Networks so small that a step takes no time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(step_module, "LIGHT_PATCH", SIZES)
        patched.setattr(step_module, "LIGHT_THUMBNAIL", SIZES)
        yield


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    (folder / "in").mkdir()
    for number in range(8):
        write_photo(folder / "in" / f"{number}.jpg", number, make="Maker", model=str(number % 4))
    assert main(["patches", "prepare", str(folder / "in"), str(folder / "out")]) == 0
    return folder / "out"


def train(prepared: Path, out: Path, *arguments: str) -> int:
    return main(["patches", "train", str(prepared), f"--out={out}", *arguments])


@pytest.fixture(scope="module")
def whole(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of three steps."""
    out = tmp_path_factory.mktemp("whole") / "run"
    assert train(prepared, out, *KNOBS, "--steps=3") == 0
    return out


def test_a_run_leaves_checkpoint_log_and_weights_that_place_patches_and_guess_crops(
    whole: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert state_file.load_header(whole / "checkpoint.npz")["step"] == 3
    (line,) = map(json.loads, (whole / "log.jsonl").read_text().splitlines())
    assert line["step"] == 3
    assert set(LOSSES) < line.keys()
    assert 0 <= line["validation_top1"] <= line["validation_top4"] <= 1
    assert 0 < line["validation_constant_overlap"] < 1
    photo = str(next((prepared / "test").glob("*.jpg")))
    weights = f"--weights={whole / 'weights.npz'}"
    capsys.readouterr()
    assert main(["patches", "locate", photo, weights, "--json"]) == 0
    own = json.loads(capsys.readouterr().out)
    assert main(["patches", "locate", photo, weights, "--json", "--at=0.9,0.9"]) == 0
    assert [each["cell"] for each in own] == list(range(16))
    assert main(["patches", "crop", photo, weights, "--json"]) == 0
    assert 0 <= json.loads(capsys.readouterr().out.split("]\n")[-1])["probability_cropped"] <= 1


def test_a_run_that_is_done_has_nothing_left_to_do_and_says_what_it_is(
    whole: Path, prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(prepared, whole, "--json") == 0
    captured = capsys.readouterr()
    result: dict[str, Any] = json.loads(captured.out)
    assert (result["step"], result["steps_now"], result["seconds_per_step"]) == (3, 0, None)
    assert (result["train"], result["validation"]) == (4, 2)
    assert (result["settings"]["batch_size"], result["settings"]["steps"]) == (2, 3)
    assert result["validation_figures"].keys() >= {"top1", "overlap", "factor_error", "cropped"}
    assert "4 photos to train on: so few are learned by heart" in captured.err


def test_what_ctrl_c_stopped_goes_on_with_the_very_step_that_would_have_come(
    whole: Path,
    prepared: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    advance = Run.advance

    def stopped(run: Run) -> Any:
        if run.step == 2:
            raise KeyboardInterrupt
        return advance(run)

    out = tmp_path / "run"
    with monkeypatch.context() as patched:
        patched.setattr(Run, "advance", stopped)
        assert train(prepared, out, *KNOBS, "--steps=3") == 130
    assert "stopped after step 2 of 3; the same command goes on" in capsys.readouterr().err
    assert (out / "weights.npz").exists()
    assert train(prepared, out) == 0
    assert "step 3, 1 of them now" in capsys.readouterr().out
    (one, _), (other, _) = (state_file.load(each / "checkpoint.npz") for each in (out, whole))
    assert one.keys() == other.keys()
    for name, arrays in one.items():
        for mine, theirs in zip(arrays, other[name], strict=True):
            np.testing.assert_array_equal(mine, theirs)


def steps_of(loss: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps that change nothing and cost no time, with losses of this value."""

    def compiled(function: Any) -> Any:
        def unchanged(state: Any, *_: object) -> Any:
            return state, np.full(len(LOSSES), loss, np.float32)

        return unchanged if function.__name__ == "step" else function

    monkeypatch.setattr("ai_playground.patches.training.compiled", compiled)


def test_losses_that_are_no_numbers_stop_the_run_and_the_last_good_state_is_kept(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    steps_of(1.0, monkeypatch)
    assert train(prepared, out, *KNOBS, "--steps=2") == 0
    kept = (out / "checkpoint.npz").read_bytes()
    steps_of(np.nan, monkeypatch)
    assert train(prepared, out, "--steps=3") == 2
    said = capsys.readouterr().err
    assert "The losses are no numbers any more at step 3: lower the learning rate." in said
    assert "checkpoint.npz keeps the state after step 2" in said
    assert (out / "checkpoint.npz").read_bytes() == kept


def test_a_run_that_ends_in_its_first_step_leaves_no_checkpoint_and_says_why_it_ended(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    steps_of(np.nan, monkeypatch)
    assert train(prepared, out, *KNOBS, "--steps=2") == 2
    said = capsys.readouterr().err
    assert "The losses are no numbers any more at step 1: lower the learning rate." in said
    assert "checkpoint" not in said

    def stopped(_run: Run) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Run, "advance", stopped)
    assert train(prepared, out, *KNOBS, "--steps=2") == 130
    assert "stopped after step 0 of 2; the same command goes on" in capsys.readouterr().err
    assert not (out / "checkpoint.npz").exists()


def test_a_full_disk_is_said_and_the_last_checkpoint_stays(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    steps_of(1.0, monkeypatch)
    assert train(prepared, out, *KNOBS, "--steps=2") == 0
    kept = {path.name: path.read_bytes() for path in out.glob("*.npz")}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert train(prepared, out, "--steps=3") == 2
    assert "can't be written: No space left on device" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in out.glob("*.npz")} == kept


def test_the_thumbnail_alone_places_no_patch_but_guesses_crops(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert train(prepared, out, *KNOBS, "--steps=1", "--told=thumbnail", "--cropped=0.8", "--json") == 0
    assert "top1" not in json.loads(capsys.readouterr().out)["validation_figures"]
    photo, weights = str(next((prepared / "test").glob("*.jpg"))), f"--weights={out / 'weights.npz'}"
    assert main(["patches", "crop", photo, weights, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rectangle"]) == 4
    assert main(["patches", "locate", photo, weights]) == 2
    assert "has no network that places patches: try crop" in capsys.readouterr().err
    assert train(prepared, out, "--told=both", "--steps=2") == 2
    assert "The checkpoint is of other networks" in capsys.readouterr().err


def test_what_was_not_prepared_or_is_no_checkpoint_or_no_weights_is_refused(
    prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train(tmp_path, tmp_path / "run") == 2
    assert "was not prepared: see ai-playground patches prepare" in capsys.readouterr().err
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "checkpoint.npz").write_bytes(b"no checkpoint")
    assert train(prepared, tmp_path / "run") == 2
    assert "checkpoint.npz is no checkpoint of a run, or is damaged" in capsys.readouterr().err
    photo = str(next((prepared / "test").glob("*.jpg")))
    assert main(["patches", "crop", photo, f"--weights={tmp_path / 'run' / 'checkpoint.npz'}"]) == 2
    assert "holds no weights of this lesson, or is damaged" in capsys.readouterr().err
    assert main(["patches", "crop", photo, f"--weights={tmp_path / 'none.npz'}"]) == 2
    assert "there is no file" in capsys.readouterr().err
