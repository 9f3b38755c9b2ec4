"""The weights' file: there and back, and every way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai_playground.corners import detector
from ai_playground.corners.calibration import Calibration
from ai_playground.corners.weights import load_weights, save_weights
from ai_playground.learning.weights_file import WeightsError

pytest.importorskip("tensorflow")

CALIBRATION = Calibration(1.5, 0.25)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import keras

    keras.utils.set_random_seed(0)
    path = tmp_path_factory.mktemp("weights") / "detector.npz"
    save_weights(detector.build(), CALIBRATION, path)
    return path


def test_weights_come_back_in_half_precision_in_less_than_four_megabytes(file: Path) -> None:
    import keras

    keras.utils.set_random_seed(0)
    original = detector.build()
    again = detector.build()
    assert load_weights(again, file) == CALIBRATION
    for first, second in zip(original.variables, again.variables, strict=True):
        np.testing.assert_allclose(second.numpy(), first.numpy(), rtol=1e-3, atol=1e-6)
    assert file.stat().st_size < 4e6


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="missing"):
        load_weights(detector.build(), tmp_path / "none.npz")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04nonsense"])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "detector.npz"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="damaged"):
        load_weights(detector.build(), path)


def test_a_file_cut_off_is_refused(file: Path, tmp_path: Path) -> None:
    path = tmp_path / "detector.npz"
    path.write_bytes(file.read_bytes()[:100_000])
    with pytest.raises(WeightsError, match="damaged"):
        load_weights(detector.build(), path)


def test_weights_of_another_network_or_no_numbers_are_refused(file: Path, tmp_path: Path) -> None:
    with np.load(file) as arrays:
        values = {name: arrays[name] for name in arrays.files}
    path = tmp_path / "detector.npz"
    first = next(iter(values))
    np.savez(path, **{first: values[first]})
    with pytest.raises(WeightsError, match="another network"):
        load_weights(detector.build(), path)
    np.savez(path, **{**values, first: np.full_like(values[first], np.nan)})
    with pytest.raises(WeightsError, match="no numbers"):
        load_weights(detector.build(), path)
