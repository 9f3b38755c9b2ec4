"""The run: snapshots, checkpoints, and what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.cyclegan import checkpoint
from ai_playground.cyclegan.checkpoint import Checkpoint
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.cyclegan.step import LOSSES, State
from ai_playground.cyclegan.training import Run, Snapshot, train
from ai_playground.learning.state_file import CheckpointError
from ai_playground.learning.training import Diverged, TrainingError
from ai_playground.pictures import Pixels
from tests.cyclegan.tiny import SETTINGS, pictures, steps_as

PHOTOS, PAINTINGS = list(pictures(5, seed=1)), list(pictures(4, seed=2))
SAMPLES = pictures(2, seed=3)


@pytest.fixture(scope="module")
def three_steps() -> tuple[Checkpoint, Checkpoint]:
    """A run after two steps, and after the third."""
    run = Run(SETTINGS)
    for _ in range(2):
        run.advance(PHOTOS, PAINTINGS)
    after_two = run.checkpoint()
    run.advance(PHOTOS, PAINTINGS)
    return after_two, run.checkpoint()


def run_to(steps: int, path: Path, begun: Checkpoint | None = None) -> list[Snapshot]:
    """Snapshots of a run that is closed after `steps` steps."""
    if begun is not None:
        checkpoint.save(path, begun)
    found = []
    with closing(train(PHOTOS, PAINTINGS, SETTINGS, SAMPLES, path, snapshot_every=1)) as snapshots:
        for snapshot in snapshots:
            assert snapshot is not None
            found.append(snapshot)
            if snapshot.step == steps:
                break
    return found


def assert_same(one: Checkpoint, other: Checkpoint) -> None:
    assert (one.step, one.pooled) == (other.step, other.pooled)
    for name, arrays in one.state.items():
        for mine, theirs in zip(arrays, other.state[name], strict=True):
            np.testing.assert_array_equal(mine, theirs, err_msg=name)


def test_a_run_that_goes_on_does_the_very_step_that_would_have_come(
    three_steps: tuple[Checkpoint, Checkpoint], tmp_path: Path
) -> None:
    after_two, after_three = three_steps
    path = tmp_path / "checkpoint.npz"
    start, end = run_to(3, path, begun=after_two)
    assert_same(checkpoint.load(path), after_three)
    assert (start.step, end.step, end.steps) == (2, 3, 10)
    assert all(np.isnan(value) for value in start.losses.values())
    assert all(np.isfinite(value) for value in end.losses.values())
    assert end.painted.shape == end.back.shape == SAMPLES.shape
    assert start.painted.dtype == np.uint8
    averaged = after_three.state["average"]
    np.testing.assert_array_equal([*end.painter, *end.photographer][-1], averaged[-1])
    assert len(end.painter) == len(end.photographer) == len(averaged) // 2


def test_runs_that_differ_only_in_pace_and_seed_share_what_is_compiled() -> None:
    first, second, other = (
        Run(SETTINGS.changed(**changes)) for changes in ({}, {"seed": 4, "steps": 20}, {"cycle_weight": 1.0})
    )
    assert first.programs is second.programs
    assert first.programs is not other.programs
    kernel, drawn_anew = (run.state["generators"][0] for run in (first, second))
    assert not np.array_equal(kernel, drawn_anew)


def test_a_run_with_other_squares_keeps_the_networks_and_empties_the_pools(
    three_steps: tuple[Checkpoint, Checkpoint],
) -> None:
    run = Run(SETTINGS.changed(crop=48), three_steps[1])
    assert run.step == 3
    assert run.checkpoint().pooled == 0
    assert run.checkpoint().state["pools"][0].shape == (3, 48, 48, 3)


def test_losses_that_are_no_numbers_stop_the_run_and_the_last_checkpoint_stays(
    three_steps: tuple[Checkpoint, Checkpoint], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diverging(state: State, *_: object) -> tuple[State, NDArray[np.float32]]:
        return state, np.full(len(LOSSES), np.nan, np.float32)

    steps_as(diverging, monkeypatch)
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(TrainingError, match="no numbers any more at step 3"):
        run_to(3, path, begun=three_steps[0])
    assert_same(checkpoint.load(path), three_steps[0])


def test_weights_that_are_no_numbers_never_reach_a_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overflowing(state: State, *rest: Any) -> tuple[State, NDArray[np.float32]]:
        second = rest[-2] == 2
        judges = [array * np.float32(np.nan if second else 1) for array in state["judges"]]
        return {**state, "judges": judges}, np.ones(len(LOSSES), np.float32)

    steps_as(overflowing, monkeypatch)
    path = tmp_path / "checkpoint.npz"
    with pytest.raises(Diverged, match="weights are no numbers any more at step 2"):
        run_to(3, path)
    found = checkpoint.load(path)  # there was none before: the last state that is one is kept
    assert found.step == 1
    assert all(np.isfinite(array).all() for array in found.state["judges"])


def test_a_checkpoint_from_before_averages_of_answers_were_kept_goes_on(
    three_steps: tuple[Checkpoint, Checkpoint],
) -> None:
    old = three_steps[0]
    state = {name: arrays for name, arrays in old.state.items() if name != "answers"}
    run = Run(SETTINGS, Checkpoint(state, old.step, old.pooled, old.settings))
    assert run.step == 2
    np.testing.assert_array_equal(run.state["answers"], np.zeros((2, 3)))


@pytest.mark.parametrize(
    ("photos", "paintings", "settings", "words"),
    [
        ([], PAINTINGS, SETTINGS, "no photos"),
        (PHOTOS, [], SETTINGS, "no paintings"),
        (PHOTOS, PAINTINGS, SETTINGS.changed(crop=34), "multiple of 4 px"),
        (PHOTOS, PAINTINGS, SETTINGS.changed(generator="unet"), "multiple of 256 px"),
        (PHOTOS, PAINTINGS, SETTINGS.changed(batch_size=4), "hold a batch"),
    ],
)
def test_what_cannot_be_trained_is_refused_with_the_reason(
    photos: Sequence[Pixels], paintings: Sequence[Pixels], settings: CycleSettings, words: str
) -> None:
    with pytest.raises(TrainingError, match=words):
        next(train(photos, paintings, settings, SAMPLES))


def test_a_checkpoint_of_other_networks_is_refused(three_steps: tuple[Checkpoint, Checkpoint]) -> None:
    with pytest.raises(CheckpointError, match="other networks"):
        Run(SETTINGS.changed(filters=3), three_steps[0])


def test_a_damaged_checkpoint_is_refused(three_steps: tuple[Checkpoint, Checkpoint], tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.npz"
    checkpoint.save(path, three_steps[0])
    whole = path.read_bytes()
    for content in (b"", b"no archive", whole[: len(whole) // 2]):
        path.write_bytes(content)
        with pytest.raises(CheckpointError, match="damaged"):
            checkpoint.load(path)


def test_a_full_disk_leaves_the_last_checkpoint(
    three_steps: tuple[Checkpoint, Checkpoint], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "checkpoint.npz"
    checkpoint.save(path, three_steps[0])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        checkpoint.save(path, three_steps[1])
    assert checkpoint.load(path).step == 2
    assert [each.name for each in tmp_path.iterdir()] == ["checkpoint.npz"]
