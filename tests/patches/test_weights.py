"""Files of weights: what was written comes back, what doesn't fit is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai_playground.learning.weights_file import WeightsError
from ai_playground.patches.step import Networks, build, first_state
from ai_playground.patches.weights import load_weights, save_weights, shipped_weights


@pytest.fixture(scope="module")
def networks() -> Networks:
    return build()


def test_the_shipped_weights_fit_and_are_small(networks: Networks) -> None:
    load_weights(networks, shipped_weights())
    assert shipped_weights().stat().st_size < 8_000_000


def test_weights_come_back_as_they_were_written_but_for_half_precision(
    networks: Networks, tmp_path: Path
) -> None:
    state = first_state(networks)
    rng = np.random.default_rng(0)
    state["head"] = [rng.normal(size=array.shape).astype(np.float32) for array in state["head"]]
    save_weights(state, tmp_path / "mine.npz")
    load_weights(networks, tmp_path / "mine.npz")
    for variable, array in zip(networks.head.trainable_variables, state["head"], strict=True):
        np.testing.assert_allclose(variable.numpy(), array, rtol=1e-3, atol=1e-3)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.npz"]


def test_missing_damaged_and_foreign_weights_are_told_apart(networks: Networks, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="missing"):
        load_weights(networks, tmp_path / "none.npz")
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(shipped_weights().read_bytes()[:5000])
    with pytest.raises(WeightsError, match="damaged"):
        load_weights(networks, damaged)
    foreign = tmp_path / "foreign.npz"
    np.savez(foreign, allow_pickle=False, **{"patch/0": np.zeros(3)})
    with pytest.raises(WeightsError, match="other networks: patch 0"):
        load_weights(networks, foreign)


def test_weights_that_are_no_numbers_are_refused(networks: Networks, tmp_path: Path) -> None:
    state = first_state(networks)
    state["patch"][3] = np.full_like(state["patch"][3], np.nan)
    save_weights(state, tmp_path / "nan.npz")
    with pytest.raises(WeightsError, match="no numbers"):
        load_weights(networks, tmp_path / "nan.npz")
