"""The page's painters, asked for shares of one painting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import ai_playground.cyclegan.dashboard.studio as studio_page
from ai_playground.cyclegan.dashboard import CycleganLesson
from ai_playground.cyclegan.dashboard.studio import Studio
from ai_playground.pictures import Pixels
from tests.cyclegan.tiny import pictures
from tests.lesson_driver import opened_at


class Inverter:
    """Paints negatives, and counts them."""

    def __init__(self) -> None:
        self.painted = 0

    def paint(self, photo: Pixels) -> Pixels:
        self.painted += 1
        return 255 - photo


@pytest.fixture
def painters(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Inverter]:
    """A painter for each name and part, made when it is first asked."""
    made: dict[tuple[str, str], Inverter] = {}

    def ready(studio: Any, name: str, part: str) -> Inverter:
        inverter = made.setdefault((name, part), Inverter())
        studio._painters[name, part] = inverter
        return inverter

    monkeypatch.setattr(studio_page.Studio, "_ready", ready)
    return made


def test_another_share_of_the_same_painting_is_mixed_and_not_painted(painters: Any) -> None:
    studio = Studio()
    one, other = pictures(2, 40)
    assert not studio.remembers(one, "monet")
    for strength in (1.0, 0.25, 0.0):
        found = studio.paint(one.copy(), "monet", strength).picture
        expected = strength * (255.0 - one) + (1 - strength) * one
        assert np.abs(found - expected).max() <= 0.5
        assert studio.remembers(one, "monet")
    assert painters["monet", "painter"].painted == 1
    studio.paint(other, "monet", 0.5)
    assert not studio.remembers(one, "monet")
    studio.paint(other, "cezanne")
    assert not studio.remembers(other, "monet")
    studio.paint(one, "cezanne", part="photographer")
    assert studio.remembers(other, "cezanne")  # the way back doesn't take its place
    counts = {name: painter.painted for name, painter in painters.items()}
    assert counts == {("monet", "painter"): 2, ("cezanne", "painter"): 1, ("cezanne", "photographer"): 1}


def test_the_slider_of_the_strength_paints_once(painters: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(CycleganLesson, "size=128", monkeypatch)
    captions: list[str] = []
    lesson.easel._picture.observe(lambda change: captions.append(change["new"]), "caption")
    for strength in (0.9, 0.8, 0.7):
        knobs = lesson.easel.panel.knobs
        knobs.receive({"type": "change", "name": "strength", "value": strength})
    assert painters["monet", "painter"].painted == 1
    assert len([caption for caption in captions if "..." in caption]) == 1
    assert lesson.banner.message == ""
