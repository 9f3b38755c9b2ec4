"""The pool of earlier paintings against a list in plain Python."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.cyclegan import pool


def shown_in(steps: int, batch: int, size: int) -> tuple[list[list[int]], list[list[int]]]:
    """Numbered pictures go by a pool: which come, and which are shown, in each step."""
    rng = np.random.default_rng(0)
    places = pool.empty(size, 1)
    came, shown = [], []
    for step in range(steps):
        numbers = np.arange(step * batch, (step + 1) * batch)
        swaps = pool.draw(rng, step * batch, batch, size)
        pictures = np.broadcast_to(numbers[:, None, None, None], (batch, 1, 1, 3)).astype(np.float32)
        places, out = pool.exchange(places, pictures, swaps.slots, swaps.kept, swaps.shown)
        came.append(numbers.tolist())
        shown.append(np.asarray(out)[:, 0, 0, 0].astype(int).tolist())
    return came, shown


def test_a_pool_is_filled_before_anything_old_is_shown() -> None:
    came, shown = shown_in(steps=5, batch=2, size=10)
    assert shown == came


def test_half_of_what_is_shown_later_is_old() -> None:
    came, shown = shown_in(steps=150, batch=2, size=10)
    old = [a != b for step in range(5, 150) for a, b in zip(came[step], shown[step], strict=True)]
    assert np.mean(old) == pytest.approx(0.5, abs=0.1)


def test_no_picture_is_shown_before_it_came_nor_more_than_twice() -> None:
    came, shown = shown_in(steps=150, batch=3, size=10)
    times: dict[int, int] = {}
    for step, numbers in enumerate(shown):
        for number in numbers:
            times[number] = times.get(number, 0) + 1
            assert number <= came[step][-1]
    # What fills the pool is shown at once and once more later; what replaces something only later.
    assert max(times[number] for number in times if number < 10) <= 2
    assert max(times[number] for number in times if number >= 10) == 1


def test_a_batch_that_fills_the_rest_leaves_no_picture_out() -> None:
    swaps = pool.draw(np.random.default_rng(0), seen=2, batch=4, size=4)
    assert swaps.slots[:2].tolist() == [2, 3]
    assert len(set(swaps.slots.tolist())) == 4
    assert not swaps.shown[:2].any()


def test_a_pool_of_nothing_shows_what_comes() -> None:
    came, shown = shown_in(steps=4, batch=2, size=0)
    assert shown == came
