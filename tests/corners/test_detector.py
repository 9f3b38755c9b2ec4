"""The detector's maps: targets, reading, size."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.corners import detector
from ai_playground.corners.frame import HEIGHT, WIDTH

# A target spreads 10 px about its label: these lie so far within the maps.
LOWEST, HIGHEST = [-22, -22], [WIDTH + 22, HEIGHT + 22]
ANYWHERE = np.random.default_rng(0).uniform(LOWEST, HIGHEST, (16, 4, 2)).astype(np.float32)


def _logits(shares: np.ndarray) -> detector.Maps:
    return np.asarray(np.log(np.maximum(shares, 1e-30)), np.float32)


def test_a_map_like_its_target_reads_as_the_label_to_a_tenth_of_a_pixel() -> None:
    corners, confidence = detector.read(_logits(detector.targets(ANYWHERE)))
    np.testing.assert_allclose(corners, ANYWHERE, atol=0.1)
    assert (confidence > 0.9).all()


def test_targets_are_distributions_with_the_labels_as_their_mean() -> None:
    shares = detector.targets(ANYWHERE)
    x, y = detector.cell_centres()
    cells = shares[..., : detector.NOWHERE].reshape(16, 4, detector.ROWS, detector.COLUMNS)
    mean = np.stack([(cells.sum(axis=2) * x).sum(axis=-1), (cells.sum(axis=3) * y).sum(axis=-1)], axis=-1)
    np.testing.assert_allclose(shares.sum(axis=-1), 1, rtol=1e-5)
    np.testing.assert_allclose(mean, ANYWHERE, atol=0.02)


def test_a_photo_without_a_page_is_wanted_nowhere_and_read_without_confidence() -> None:
    shares = detector.targets(np.full((1, 4, 2), np.nan, np.float32))
    assert (shares[..., detector.NOWHERE] == 1).all()
    corners, confidence = detector.read(_logits(shares))
    assert np.isfinite(corners).all()
    assert confidence.max() < 1e-3


def test_two_places_equally_likely_read_as_one_of_them_with_half_the_confidence() -> None:
    here, there = np.full((1, 4, 2), 40, np.float32), np.full((1, 4, 2), 150, np.float32)
    shares = 0.6 * detector.targets(here) + 0.4 * detector.targets(there)
    corners, confidence = detector.read(_logits(shares))
    np.testing.assert_allclose(corners, here, atol=0.1)
    np.testing.assert_allclose(confidence, 0.6, atol=0.03)


def test_the_network_has_at_most_a_million_and_a_half_parameters_and_answers_in_maps() -> None:
    pytest.importorskip("tensorflow")
    model = detector.build()
    assert model.count_params() <= 1.5e6
    maps = model(np.zeros((2, HEIGHT, WIDTH, 3), np.float32), training=False)
    assert tuple(maps.shape) == (2, 4, detector.NOWHERE + 1)


def test_a_cell_of_the_map_lies_over_the_pixels_that_it_stands_for() -> None:
    """The untrained network is moved by a whole cell when the picture is: no offset between map and frame."""
    pytest.importorskip("tensorflow")
    import keras

    keras.utils.set_random_seed(0)
    model = detector.build()
    # Far from the borders, a shift by the coarsest stride shifts the maps by as many cells.
    picture = np.full((1, HEIGHT, WIDTH, 3), 128, np.float32)
    shifted = picture.copy()
    picture[:, 100:110, 70:84] = 255
    shifted[:, 132:142, 102:116] = 255
    blank = np.full((1, HEIGHT, WIDTH, 3), 128, np.float32)
    empty, first, second = (
        model(part, training=False).numpy()[0, 0, : detector.NOWHERE] for part in (blank, picture, shifted)
    )
    strongest = np.abs(first - empty).argmax(), np.abs(second - empty).argmax()
    moved = 32 // detector.STRIDE
    assert strongest[1] - strongest[0] == moved * detector.COLUMNS + moved
    row, column = divmod(int(strongest[0]), detector.COLUMNS)
    x, y = detector.cell_centres()
    assert abs(x[column] - 77) < 32
    assert abs(y[row] - 105) < 32
