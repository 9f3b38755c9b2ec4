"""What was cropped away, by Bayes' rule: where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.patches.grid import WHOLE, Window, cell_of, centres
from ai_playground.patches.rectangle import guess

X, Y = centres()


def sure_of(window: Window, share: float = 0.97) -> NDArray[np.float64]:
    """Heat maps of a network that nearly knows the cell of every patch of a window."""
    cells = cell_of(*window.in_original(X, Y))
    maps = np.full((16, 16), (1.0 - share) / 15)
    maps[np.arange(16), cells] = share
    return maps


def test_patches_that_tell_nothing_leave_what_is_said_of_any_photo() -> None:
    answer = guess(np.full((16, 16), 1 / 16), X, Y)
    assert answer.cropped == pytest.approx(0.5)
    # Half of all photos are whole, so the middle of all sizes is where the crops begin.
    assert answer.factor >= 0.9


def test_patches_that_know_their_cells_make_the_whole_whole() -> None:
    answer = guess(sure_of(WHOLE), X, Y)
    assert answer.cropped < 0.05
    assert answer.window == WHOLE
    assert answer.factor == 1.0


@pytest.mark.parametrize(
    "window",
    [Window(0.0, 0.0, 0.5, 0.5), Window(0.5, 0.25, 1.0, 0.75), Window(0.0, 0.35, 0.65, 1.0)],
    ids=["upper left quarter", "right edge", "lower left"],
)
def test_patches_that_know_their_cells_tell_the_window(window: Window) -> None:
    answer = guess(sure_of(window), X, Y)
    assert answer.cropped > 0.95
    assert answer.window.overlap(window) > 0.75
    assert answer.factor == pytest.approx(window.factor, abs=0.1)


def test_a_mirrored_photo_has_the_mirrored_answer() -> None:
    window = Window(0.0, 0.2, 0.6, 0.8)
    maps = sure_of(window, 0.5)
    mirrored = maps.reshape(4, 4, 4, 4)[:, ::-1, :, ::-1].reshape(16, 16)
    there, back = guess(maps, X, Y), guess(mirrored, X, Y)
    assert back.cropped == pytest.approx(there.cropped)
    assert back.window.x1 == pytest.approx(1.0 - there.window.x2)
    assert back.window.y1 == pytest.approx(there.window.y1)


def test_what_contradicts_everything_is_still_answered() -> None:
    maps = np.zeros((16, 16))
    maps[:, 15] = 1.0
    answer = guess(maps, X, Y)
    assert 0.0 <= answer.cropped <= 1.0
    assert np.isfinite([answer.factor, answer.window.x1, answer.window.y2]).all()


def test_the_surer_the_patches_the_surer_the_answer() -> None:
    window = Window(0.0, 0.0, 0.6, 0.6)
    cropped = [guess(sure_of(window, share), X, Y).cropped for share in (0.0625, 0.2, 0.5, 0.9)]
    assert cropped == sorted(cropped)
    assert cropped[0] == pytest.approx(0.5)
