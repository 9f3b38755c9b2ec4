"""The guessing game's draws and words."""

from __future__ import annotations

import pytest

from ai_playground.patches.guessing import ROUNDS, draw_rounds, in_words, steps_away
from ai_playground.patches.samples import PHOTOS

NAMES = [photo.name for photo in PHOTOS]


def test_a_game_asks_all_photos_for_ten_cells() -> None:
    rounds = draw_rounds(NAMES, seed=3)
    assert len(rounds) == ROUNDS
    assert {each.photo for each in rounds} == set(NAMES)
    assert len({each.cell for each in rounds}) == ROUNDS
    assert all(each.photo in NAMES and 0 <= each.cell < 16 for each in rounds)


def test_a_seed_draws_the_same_game_and_another_another() -> None:
    assert draw_rounds(NAMES, seed=3) == draw_rounds(NAMES, seed=3)
    assert draw_rounds(NAMES, seed=3) != draw_rounds(NAMES, seed=4)


def test_every_photo_and_every_cell_comes_up_in_some_game() -> None:
    asked = [each for seed in range(40) for each in draw_rounds(NAMES, seed)]
    assert {each.photo for each in asked} == set(NAMES)
    assert {each.cell for each in asked} == set(range(16))


def test_fewer_photos_than_rounds_are_asked_again() -> None:
    rounds = draw_rounds(["one", "two"], seed=0)
    assert sorted(each.photo for each in rounds) == ["one"] * 5 + ["two"] * 5


@pytest.mark.parametrize(
    ("cell", "words"), [(0, "row 1, column 1"), (3, "row 1, column 4"), (14, "row 4, column 3")]
)
def test_cells_are_counted_from_one_from_the_upper_left(cell: int, words: str) -> None:
    assert in_words(cell) == words


@pytest.mark.parametrize(("one", "other", "away"), [(5, 5, 0), (0, 5, 1), (0, 3, 3), (3, 12, 3), (1, 9, 2)])
def test_distance_is_a_kings(one: int, other: int, away: int) -> None:
    assert steps_away(one, other) == steps_away(other, one) == away
