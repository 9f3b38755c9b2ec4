"""Cells, windows and crops by cases made up by hand, and crops by their moments."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.patches.grid import WHOLE, Window, best_constant, cell_of, centres, draw_crop

DRAWN = 4000


@pytest.fixture(scope="module")
def crops() -> list[Window]:
    rng = np.random.default_rng(0)
    return [draw_crop(rng) for _ in range(DRAWN)]


def edges_touched(crop: Window) -> tuple[bool, ...]:
    """Whether it touches left, right, top and bottom."""
    touched = zip((crop.x1, crop.x2, crop.y1, crop.y2), (0, 1, 0, 1), strict=True)
    return tuple(abs(place - edge) < 1e-9 for place, edge in touched)


def test_a_crop_lies_within_its_original_keeps_its_shape_and_touches_one_edge(crops: list[Window]) -> None:
    for crop in crops:
        assert min(crop.x1, crop.y1) > -1e-9
        assert max(crop.x2, crop.y2) < 1 + 1e-9
        assert crop.x2 - crop.x1 == pytest.approx(crop.y2 - crop.y1)
        assert 0.5 <= crop.factor <= 0.9
        assert sum(edges_touched(crop)) == 1


def test_a_crops_factor_edge_and_place_along_it_are_uniform_and_know_nothing_of_each_other(
    crops: list[Window],
) -> None:
    touched = np.array([edges_touched(crop) for crop in crops])
    # A quarter each; the standard error of such a share is 0.007.
    np.testing.assert_allclose(touched.mean(axis=0), 0.25, atol=0.028)
    factors = np.array([crop.factor for crop in crops])
    along = np.array(
        [
            (crop.y1 if left or right else crop.x1) / (1 - crop.factor)
            for crop, (left, right, *_) in zip(crops, touched, strict=True)
        ]
    )
    for values, low, high in ((factors, 0.5, 0.9), (along, 0.0, 1.0)):
        # Mean, variance and fourth moment of a uniform draw, within four standard errors.
        scaled = (values - low) / (high - low) - 0.5
        assert scaled.mean() == pytest.approx(0, abs=4 * np.sqrt(1 / 12 / DRAWN))
        assert (scaled**2).mean() == pytest.approx(1 / 12, abs=4 * np.sqrt(1 / 180 / DRAWN))
        assert (scaled**4).mean() == pytest.approx(1 / 80, abs=4 * np.sqrt((1 / 2304 - 1 / 6400) / DRAWN))
    for one, other in ((factors, along), (factors, touched[:, 0]), (along, touched[:, 2])):
        assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(DRAWN)


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (WHOLE, WHOLE, 1.0),
        (WHOLE, Window(0.0, 0.0, 0.5, 0.5), 0.25),
        (Window(0.0, 0.0, 0.5, 1.0), Window(0.5, 0.0, 1.0, 1.0), 0.0),
        (Window(0.0, 0.0, 0.6, 1.0), Window(0.4, 0.0, 1.0, 1.0), 0.2),
        (Window(0.0, 0.0, 0.2, 0.2), Window(0.5, 0.5, 0.9, 0.9), 0.0),
        (Window(0.1, 0.1, 0.5, 0.5), Window(0.3, 0.3, 0.7, 0.7), 0.04 / 0.28),
        (Window(-0.5, 0.0, 0.5, 1.0), WHOLE, 1 / 3),  # a guess may lie outside
        (Window(0.8, 0.0, 0.2, 1.0), WHOLE, 0.0),  # or be turned around
        (Window(0.3, 0.3, 0.3, 0.3), Window(0.3, 0.3, 0.3, 0.3), 0.0),
    ],
)
def test_overlap_is_what_both_have_over_what_either_has(one: Window, other: Window, overlap: float) -> None:
    assert one.overlap(other) == other.overlap(one) == pytest.approx(overlap)


def test_a_windows_factor_is_the_mean_of_its_sides() -> None:
    assert WHOLE.factor == 1.0
    assert Window(0.2, 0.1, 0.8, 0.9).factor == pytest.approx(0.7)


def test_a_place_of_a_window_is_where_it_was_in_the_original() -> None:
    window = Window(0.5, 0.2, 1.0, 0.6)
    x, y = window.in_original(np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.25, 1.0]))
    np.testing.assert_allclose(x, [0.5, 0.75, 1.0])
    np.testing.assert_allclose(y, [0.2, 0.3, 0.6])


def test_cells_are_counted_row_by_row_and_hold_their_left_and_upper_edges() -> None:
    assert cell_of(*centres()).tolist() == list(range(16))
    x = np.array([0.0, 0.2499, 0.25, 0.999, 1.0, 0.0, 0.6])
    y = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 0.25, 0.75])
    assert cell_of(x, y).tolist() == [0, 0, 1, 3, 15, 4, 14]


def test_the_best_constant_answer_is_the_best_of_the_rectangles_around_the_middle(
    crops: list[Window],
) -> None:
    windows = [WHOLE, *crops[:9]]
    margins = np.linspace(0.0, 0.25, 11)
    tried = [Window(x, y, 1.0 - x, 1.0 - y) for x in margins for y in margins]
    best = max(np.mean([each.overlap(window) for window in windows]) for each in tried)
    assert best_constant(windows)[1] == pytest.approx(best, rel=1e-12)


def test_the_best_constant_answer_is_no_worse_than_the_whole_photo(crops: list[Window]) -> None:
    windows = [window for crop in crops[:12] for window in (WHOLE, crop)]
    error, overlap = best_constant(windows)
    assert overlap >= np.mean([WHOLE.overlap(window) for window in windows])
    assert error <= np.mean([abs(1 - window.factor) for window in windows])
