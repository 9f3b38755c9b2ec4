from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from ai_playground.ui.layers import (
    MAX_POINTS,
    MAX_VERTICES,
    Layer,
    contours,
    decimate,
    line,
    marker,
    points,
    rule,
)


def coordinates(layer: Layer) -> NDArray[np.float64]:
    return np.frombuffer(layer["xy"]).reshape(-1, 2)


def noisy_curve(count: int) -> NDArray[np.float64]:
    return np.column_stack([np.arange(count), np.random.default_rng(0).normal(size=count)])


def test_coordinates_travel_as_the_same_float64_numbers() -> None:
    xy = np.array([[0.1, 1e-300], [np.pi, -1e300], [np.nan, np.inf]])
    for layer in (points(xy), line(xy), contours(xy, [0])):
        np.testing.assert_array_equal(coordinates(layer), xy)


def test_integers_lists_and_transposed_arrays_become_rows_of_float64() -> None:
    assert coordinates(points([[1, 2], [3, 4]])).tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert coordinates(points(np.array([[1, 3], [2, 4]], dtype=np.int8).T)).tolist() == [
        [1.0, 2.0],
        [3.0, 4.0],
    ]


def test_no_points_at_all_are_a_layer_too() -> None:
    assert points([])["xy"] == line(np.empty((0, 2)))["xy"] == b""


@pytest.mark.parametrize("wrong", [[1.0, 2.0], [[1.0, 2.0, 3.0]], np.zeros((2, 2, 2))])
def test_other_shapes_are_refused(wrong: ArrayLike) -> None:
    for make in (points, line):
        with pytest.raises(ValueError, match="shape"):
            make(wrong)


def test_a_layer_too_large_to_draw_is_refused_with_its_size() -> None:
    with pytest.raises(ValueError, match="5,001"):
        points(np.zeros((MAX_POINTS + 1, 2)))
    zigzag = np.column_stack([np.arange(MAX_VERTICES + 1) % 2, np.arange(MAX_VERTICES + 1)])
    with pytest.raises(ValueError, match="20,001"):
        line(zigzag)


def test_unknown_tones_axes_and_offsets_are_refused() -> None:
    with pytest.raises(ValueError, match="tone"):
        marker(0, 0, "x", "pink")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="axis"):
        rule("z", 1.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="offsets"):
        contours([[0, 0], [1, 1]], [0, 3])


def test_thinning_keeps_order_ends_and_every_extreme() -> None:
    curve = noisy_curve(100_000)
    thin = decimate(curve, buckets=400)
    assert len(thin) <= 802
    assert np.all(np.diff(thin[:, 0]) > 0)
    np.testing.assert_array_equal(thin[[0, -1]], curve[[0, -1]])
    for bucket in range(400):
        # By hand, with whole numbers: the bucket of row i is floor(400 * i / 99,999).
        rows = np.arange(-(-bucket * 99_999 // 400), min(-(-(bucket + 1) * 99_999 // 400), 100_000))
        inside = thin[(thin[:, 0] >= rows[0]) & (thin[:, 0] <= rows[-1]), 1]
        assert inside.min() == curve[rows, 1].min()
        assert inside.max() == curve[rows, 1].max()


def test_one_spike_among_a_million_samples_is_not_lost() -> None:
    curve = np.zeros((1_000_000, 2))
    curve[:, 0] = np.arange(1_000_000)
    curve[[123_456, 654_321], 1] = 7.0, -7.0
    thin = decimate(curve).tolist()
    assert [123_456.0, 7.0] in thin
    assert [654_321.0, -7.0] in thin


def test_a_curve_drawn_from_right_to_left_is_thinned_as_well() -> None:
    curve = noisy_curve(5_000)
    np.testing.assert_array_equal(decimate(curve[::-1])[[0, -1]], curve[[-1, 0]])
    assert len(decimate(curve[::-1])) <= 802


def test_unevenly_spaced_samples_keep_their_extremes_too() -> None:
    x: NDArray[np.float64] = np.geomspace(1, 1e6, 50_000)
    y: NDArray[np.float64] = np.sin(x)
    thin = decimate(np.column_stack([x, y]))
    assert len(thin) <= 802
    assert (thin[:, 1].min(), thin[:, 1].max()) == (y.min(), y.max())


def test_a_gap_stays_a_gap_and_infinity_is_no_extreme() -> None:
    curve = noisy_curve(10_000)
    curve[4_000:6_000, 1] = np.nan
    curve[2_000, 1] = np.inf
    thin = decimate(curve)
    gap = (thin[:, 0] > 4_100) & (thin[:, 0] < 5_900)
    assert gap.any()
    assert np.isnan(thin[gap, 1]).all()
    assert np.isfinite(thin[~gap & (thin[:, 0] < 3_900), 1]).all()


def test_short_curves_and_paths_that_turn_back_are_left_alone() -> None:
    short = noisy_curve(802)
    zigzag = noisy_curve(5_000)[:, ::-1]
    steep = noisy_curve(5_000)
    steep[:, 0] = 1.0
    broken = noisy_curve(5_000)
    broken[7, 0] = np.nan
    for path in (short, zigzag, steep, broken):
        np.testing.assert_array_equal(decimate(path), path)


def test_the_largest_numbers_do_not_overflow() -> None:
    x: NDArray[np.float64] = np.linspace(-8e307, 8e307, 5_000) * 2
    assert len(decimate(np.column_stack([x, x]))) <= 802
