"""What is cut out of pictures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ai_playground.cyclegan import augmentation
from ai_playground.cyclegan.augmentation import Size
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.pictures import Pixels
from tests.cyclegan.tiny import SETTINGS, pictures

WHOLE = SETTINGS.changed(crop=40, smallest_scale=1.0, largest_scale=1.0, flip=False)
PICTURE = pictures(1)[0]


def squares(pictures: Sequence[Pixels], settings: CycleSettings, step: int = 0, kind: int = 1) -> Pixels:
    sizes = [Size(*picture.shape[:2]) for picture in pictures]
    drawn = augmentation.draw(np.random.default_rng(0), sizes, settings, step, kind)
    return augmentation.batch(pictures, drawn, settings.crop)


def cuts(count: int, **changes: object) -> list[Pixels]:
    return list(squares([PICTURE], WHOLE.changed(batch_size=count, **changes)))


def kinds(squares: list[Pixels]) -> set[bytes]:
    return {np.ascontiguousarray(square).tobytes() for square in squares}


def test_a_picture_of_the_size_asked_for_comes_as_it_is() -> None:
    assert kinds(cuts(5)) == {PICTURE.tobytes()}


def test_flips_give_two_pictures_and_quarter_turns_four_times_as_many() -> None:
    assert kinds(cuts(40, flip=True)) == kinds([PICTURE, PICTURE[:, ::-1]])
    turned = [np.rot90(PICTURE, turns) for turns in range(4)]
    assert kinds(cuts(40, quarter_turns=True)) == kinds(turned)
    assert len(kinds(cuts(64, flip=True, quarter_turns=True))) == 8


def test_a_picture_that_is_too_small_is_enlarged() -> None:
    (square,) = cuts(1, crop=64, largest_scale=2.0)
    assert square.shape == (64, 64, 3)


def test_every_picture_comes_once_before_one_comes_again() -> None:
    plain = [np.full((40, 40, 3), index, np.uint8) for index in range(6)]
    for epoch in range(3):
        seen = [squares(plain, SETTINGS, step)[:, 0, 0, 0] for step in range(3 * epoch, 3 * epoch + 3)]
        assert sorted(np.concatenate(seen).tolist()) == list(range(6))


def test_two_folders_are_gone_through_in_different_orders() -> None:
    plain = [np.full((40, 40, 3), index, np.uint8) for index in range(200)]
    one, other = (squares(plain, SETTINGS, 0, kind)[:, 0, 0, 0].tolist() for kind in (1, 2))
    assert one != other
