"""The page's photos are those of lessons 2 and 3, with whose they are, at one width."""

from __future__ import annotations

from ai_playground.cyclegan import samples as cyclegan
from ai_playground.patches.samples import PHOTOS, TRAINED_ON, WIDTH, sample
from ai_playground.style import library as style


def test_photos_are_those_of_two_other_lessons_told_alike() -> None:
    ours, theirs = (
        sorted((each.name, each.label, each.about, each.source) for each in several)
        for several in ((*PHOTOS, *TRAINED_ON), (*style.PHOTOS, *cyclegan.PHOTOS))
    )
    assert ours == theirs


def test_every_photo_lies_on_its_side_at_one_width() -> None:
    for photo in PHOTOS:
        height, width = sample(photo.name).shape[:2]
        assert width == WIDTH >= height
