"""Exercises look at the picture, never at a knob; each takes two things together, and can be done."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import pytest

from ai_playground.lesson.tasks import Exercise
from ai_playground.pictures import resized, resized_to
from ai_playground.style.exercises import EXERCISES, GONE
from ai_playground.style.experiments import EXPERIMENTS
from ai_playground.style.inputs import Style, to_floats
from ai_playground.style.library import PHOTOS, STYLES, shipped
from ai_playground.style.presets import PRESETS
from ai_playground.style.quiz import QUIZ_SIZE
from ai_playground.style.scores import similarity
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import stylize
from ai_playground.style.yardstick import Judged, judge
from tests.style.made_up import judged

pytestmark = pytest.mark.usefixtures("loaded_once")

TEMPLE, CAT = "temple", "cat"
VAN_GOGH, HOKUSAI, KANDINSKY = (
    "van_gogh_starry_night",
    "hokusai_great_wave",
    "kandinsky_composition_vii",
)
BRUSH = {"content_weight": 0.0, "noise_ratio": 1.0, "style_layers": "block4_conv1 block5_conv1"}
TWO_LAYERS = {"content_layers": "block5_conv1", "style_layers": "block1_conv1", "noise_ratio": 1.0}


def exercise(name: str) -> Exercise:
    return next(each for each in EXERCISES if each.name == name)


def small(knobs: Mapping[str, Any]) -> StyleSettings:
    """A run of one small size, with as many steps as the page's own has at each of its sizes."""
    return StyleSettings(**{**QUIZ_SIZE, "iterations": StyleSettings().iterations, **knobs})


def end_of(photo: str, styles: tuple[str, ...], settings: StyleSettings) -> Judged:
    photograph, paintings = shipped(photo), [Style(shipped(style)) for style in styles]
    last = deque(stylize(photograph, paintings, settings), maxlen=1).pop()
    return judge(last, photograph, paintings)


@pytest.mark.parametrize(
    ("name", "end", "done"),
    [
        ("keep", judged(75.0, 0.25, styles=2), True),
        ("keep", judged(75.0, 0.25), False),
        ("keep", judged(65.0, 0.25, styles=2), False),
        ("keep", judged(75.0, 0.35, styles=2), False),
        ("texture", judged(99.0, ssim=0.03, variation=0.005, in_layers={"block1_conv1": 27.0}), True),
        ("texture", judged(99.0, ssim=0.64, variation=0.005, in_layers={"block1_conv1": 27.0}), False),
        ("texture", judged(60.0, ssim=0.03, variation=0.005, in_layers={"block1_conv1": 27.0}), False),
        ("texture", judged(99.0, ssim=0.03, variation=0.06, in_layers={"block1_conv1": 27.0}), False),
        # What the preset "Only the brush" gives in one click.
        ("texture", judged(98.8, ssim=0.03, variation=0.009), False),
        ("remember", judged(99.0, {"block5_conv1": 0.05}, ssim=0.07), True),
        ("remember", judged(99.0, {"block5_conv1": 0.2}, ssim=0.07), False),
        ("remember", judged(80.0, {"block5_conv1": 0.05}, ssim=0.07), False),
        ("remember", judged(99.0, {"block5_conv1": 0.05}, ssim=0.56), False),
    ],
)
def test_an_exercise_is_judged_by_the_yardstick_alone(name: str, end: Judged, done: bool) -> None:
    assert exercise(name).check(end)[0] == done


@pytest.mark.parametrize(
    ("name", "photo", "styles", "knobs"),
    [
        ("keep", TEMPLE, (VAN_GOGH, HOKUSAI), {"content_weight": 20.0}),
        ("texture", TEMPLE, (VAN_GOGH,), {**BRUSH, "total_variation_weight": 1000.0}),
        ("remember", CAT, (KANDINSKY,), {**TWO_LAYERS, "content_weight": 20.0}),
    ],
)
def test_each_exercise_can_be_done_with_the_knobs(
    name: str, photo: str, styles: tuple[str, ...], knobs: Mapping[str, Any]
) -> None:
    solved, why = exercise(name).check(end_of(photo, styles, small(knobs)))
    assert solved, why


@pytest.mark.parametrize(
    ("name", "knobs"),
    [
        # Deep layers out of noise, but with grain.
        ("texture", BRUSH),
        # Block 5's content, but block 1's style over the photograph.
        ("remember", {**TWO_LAYERS, "noise_ratio": 0.0}),
    ],
)
def test_half_of_what_an_exercise_takes_is_not_enough(name: str, knobs: Mapping[str, Any]) -> None:
    solved, why = exercise(name).check(end_of(TEMPLE, (VAN_GOGH,), small(knobs)))
    assert not solved, why


# Those that come nearest to a goal, or solve a former one: `benchmarks/style_findings.py` checks all of them.
CELLS = (
    # Two styles, but too little is kept.
    ("two_styles", "", "50 / 50"),
    ("style_layers", "style alone", "block 4"),
    ("reconstructions", "", "block 5"),
)


@pytest.mark.parametrize(("grid", "row", "column"), CELLS)
def test_no_cell_of_a_grid_solves_an_exercise(grid: str, row: str, column: str) -> None:
    experiment = next(each for each in EXPERIMENTS if each.name == grid)
    (place,) = (n for n, each in enumerate(experiment.cells) if (each.row, each.column) == (row, column))
    settings = experiment.settings(small({}))[place]
    end = end_of(TEMPLE, (VAN_GOGH, HOKUSAI)[: experiment.styles], settings)
    assert [each.name for each in EXERCISES if each.check(end)[0]] == []


# As the page comes, and what comes nearest to an exercise of the textures.
@pytest.mark.parametrize("preset", ["default", "texture"])
def test_no_preset_solves_an_exercise(preset: str) -> None:
    changes = next(each.changes for each in PRESETS if each.name == preset)
    end = end_of(TEMPLE, (VAN_GOGH,), small(changes))
    assert [each.name for each in EXERCISES if each.check(end)[0]] == []


def test_a_picture_with_the_photograph_still_in_it_says_what_is_wrong() -> None:
    for name in ("texture", "remember"):
        assert "still shows" in exercise(name).check(judged(95.0, ssim=0.64))[1]
        assert "still shows" not in exercise(name).check(judged(95.0, ssim=0.03))[1]


def test_a_picture_of_one_style_is_told_to_take_a_second_one() -> None:
    assert "Choose a second one" in exercise("keep").check(judged(95.0, 0.1))[1]


def test_no_swatch_is_taken_for_what_is_left_of_a_photograph() -> None:
    for style in STYLES:
        swatch = resized(style.pixels, 128)
        for photo in PHOTOS:
            photograph = resized_to(photo.pixels, *swatch.shape[:2])
            assert similarity(to_floats(swatch), to_floats(photograph)) < GONE


def test_squared_errors_are_told_as_a_distance_too() -> None:
    end = judged(0.0, {"block5_conv1": 0.3, "block1_conv1": 1.2})
    assert "55 % of their size away" in exercise("remember").check(end)[1]
