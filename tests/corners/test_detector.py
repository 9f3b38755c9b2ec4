"""The detector's maps: targets, reading, size."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.corners import detector
from ai_playground.corners.frame import HEIGHT, WIDTH, in_order, is_convex

# Pages with each corner in its own quarter, or up to 22 px outside: a target spreads 10 px about its label.
LOWEST = np.array([[-22, -22], [110, -22], [110, 150], [-22, 150]])
HIGHEST = np.array([[80, 100], [WIDTH + 22, 100], [WIDTH + 22, HEIGHT + 22], [80, HEIGHT + 22]])
ANYWHERE = np.random.default_rng(0).uniform(LOWEST, HIGHEST, (16, 4, 2)).astype(np.float32)
ANYWHERE = np.stack([page for page in ANYWHERE if is_convex(page)])


def _logits(shares: np.ndarray) -> detector.Maps:
    return np.asarray(np.log(np.maximum(shares, 1e-30)), np.float32)


def test_a_map_like_its_target_reads_as_the_label_to_a_tenth_of_a_pixel() -> None:
    corners, confidence = detector.read(_logits(detector.targets(ANYWHERE)))
    np.testing.assert_allclose(corners, ANYWHERE, atol=0.1)
    assert (confidence > 0.9).all()


def test_targets_are_distributions_with_the_labels_as_their_mean() -> None:
    shares = detector.targets(ANYWHERE)
    x, y = detector.cell_centres()
    cells = shares[..., : detector.NOWHERE].reshape(len(ANYWHERE), 4, detector.ROWS, detector.COLUMNS)
    mean = np.stack([(cells.sum(axis=2) * x).sum(axis=-1), (cells.sum(axis=3) * y).sum(axis=-1)], axis=-1)
    np.testing.assert_allclose(shares.sum(axis=-1), 1, rtol=1e-5)
    np.testing.assert_allclose(mean, ANYWHERE, atol=0.02)


def test_a_photo_without_a_page_is_wanted_nowhere_and_read_without_confidence() -> None:
    shares = detector.targets(np.full((1, 4, 2), np.nan, np.float32))
    assert (shares[..., detector.NOWHERE] == 1).all()
    corners, confidence = detector.read(_logits(shares))
    assert np.isfinite(corners).all()
    assert confidence.max() < 1e-3


def test_two_places_likely_read_as_the_likelier_with_its_share_as_confidence() -> None:
    here, there = (
        ANYWHERE[:1],
        ANYWHERE[:1] + np.float32(12) * np.array([[[1, 1], [-1, 1], [-1, -1], [1, -1]]]),
    )
    shares = 0.6 * detector.targets(here) + 0.4 * detector.targets(there.astype(np.float32))
    corners, confidence = detector.read(_logits(shares))
    np.testing.assert_allclose(corners, here, atol=0.3)
    np.testing.assert_allclose(confidence, 0.6, atol=0.05)


def test_the_share_is_what_lies_near_the_first_mean_and_no_longer_what_lies_near_the_peak() -> None:
    """In each map 0.4 in a cell, 0.2 two cells above and 0.05 two below, which the mean leaves by 9.8 px."""
    rows, columns = np.array([20, 20, 60, 60]), np.array([16, 48, 48, 16])
    shares = np.zeros((1, 4, detector.NOWHERE + 1), np.float32)
    shares[..., detector.NOWHERE] = 0.35
    for down, share in ((0, 0.4), (-2, 0.2), (2, 0.05)):
        shares[0, np.arange(4), (rows + down) * detector.COLUMNS + columns] = share
    corners, found = detector.read(_logits(shares))
    x, y = detector.cell_centres()
    np.testing.assert_allclose(found, 0.6, atol=1e-5)
    np.testing.assert_allclose(corners[0], np.column_stack([x[columns], y[rows] - 8 / 3]), atol=1e-3)


def test_maps_that_all_fancy_one_corner_are_read_as_a_page() -> None:
    """A page turned by 45 degrees: each map holds two neighbouring corners, the same one most in two maps."""
    page = np.array([[96, 40], [170, 128], [96, 216], [22, 128]], np.float32)
    own, after = detector.targets(page[None]), detector.targets(np.roll(page, -1, axis=0)[None])
    mine = np.array([0.52, 0.45, 0.52, 0.45])[:, None]
    corners, _ = detector.read(_logits(mine * own + (1 - mine) * after))
    np.testing.assert_allclose(corners[0], in_order(page), atol=0.2)


def test_corners_come_in_the_labels_order_whatever_maps_they_were_found_in() -> None:
    corners, confidence = detector.read(_logits(detector.targets(np.roll(ANYWHERE, 1, axis=1))))
    expected = np.stack([in_order(page) for page in ANYWHERE])
    np.testing.assert_allclose(corners, expected, atol=0.1)
    assert (confidence > 0.9).all()


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


def test_a_photo_in_a_mirror_is_answered_by_mirrored_maps() -> None:
    pytest.importorskip("tensorflow")
    import keras

    keras.utils.set_random_seed(1)
    ask = detector.asked(detector.build())
    photo = np.random.default_rng(0).integers(0, 256, (1, HEIGHT, WIDTH, 3), np.uint8)
    maps, mirrored = (detector.with_mirror(ask, part) for part in (photo, photo[:, :, ::-1]))
    cells = mirrored[..., : detector.NOWHERE].reshape(1, 4, detector.ROWS, detector.COLUMNS)[..., ::-1]
    back = np.concatenate([cells.reshape(1, 4, -1), mirrored[..., detector.NOWHERE :]], axis=-1)
    np.testing.assert_allclose(back[:, [1, 0, 3, 2]], maps, atol=1e-4)


def test_frozen_weights_answer_as_the_living_ones_and_stay_as_they_were() -> None:
    model = detector.build()
    pictures = np.random.default_rng(0).integers(0, 256, (3, HEIGHT, WIDTH, 3), np.uint8)
    ask = detector.asked(model)
    before = ask(pictures).numpy()
    frozen = detector.frozen(model)
    np.testing.assert_allclose(frozen(pictures), before, atol=1e-3)
    model.set_weights([weight * 0.5 for weight in model.get_weights()])
    assert np.abs(ask(pictures).numpy() - before).max() > 0.01
    np.testing.assert_allclose(frozen(pictures), before, atol=1e-3)
