"""The shipped detector on the shipped samples, whose corners are known because they were drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from ai_playground.corners import detector
from ai_playground.corners.calibration import Calibration
from ai_playground.corners.frame import mean_absolute_error, to_frame
from ai_playground.corners.photo.scene import photo
from ai_playground.corners.samples import SAMPLES, recorded_answers
from ai_playground.corners.window import Window
from ai_playground.locations import assets_directory
from ai_playground.pictures import PictureFile

pytest.importorskip("tensorflow")

WITH_PAGE = [sample for sample in SAMPLES if sample.name != "empty"]


@pytest.mark.parametrize("sample", WITH_PAGE, ids=lambda sample: sample.name)
def test_the_page_of_a_sample_is_found_within_four_pixels_of_the_frame(
    locator: Any, sample: PictureFile
) -> None:
    height, width = sample.pixels.shape[:2]
    drawn = json.loads((assets_directory() / "corners" / "samples" / "corners.json").read_text())[sample.name]
    (found,) = locator.locate([sample.pixels])
    error = mean_absolute_error(to_frame(found.corners, height, width), to_frame(drawn, height, width))
    assert error < 4


def test_where_there_is_no_page_no_corner_is_seen(locator: Any) -> None:
    empty = next(sample for sample in SAMPLES if sample.name == "empty")
    (found,) = locator.locate([empty.pixels])
    assert found.doubtful
    assert found.confidence.max() < 0.1


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_recorded_answer_is_still_the_detectors(locator: Any, sample: PictureFile) -> None:
    recorded = recorded_answers()[sample.name]
    (found,) = locator.locate([sample.pixels])
    np.testing.assert_allclose(found.confidence, recorded.confidence, atol=0.02)
    assert found.refused == recorded.refused
    if not recorded.refused:  # else they are a guess, and no answer
        np.testing.assert_allclose(found.corners, recorded.corners, atol=1.0)


UPRIGHT = np.array([[60, 70], [130, 72], [128, 180], [62, 182]], np.float32)
WEDGE = np.array([[75, 36], [107, 48], [188, 240], [10, 250]], np.float32)
PHOTO = np.zeros((256, 192, 3), np.uint8)


def _answering(
    monkeypatch: pytest.MonkeyPatch, answers: Sequence[tuple[np.ndarray, float]]
) -> tuple[Any, list[int]]:
    """A locator whose network says these corners, with these shares, one after the other; and its looks."""
    from ai_playground.corners import locate

    looks: list[int] = []

    def maps(frames: np.ndarray) -> detector.Maps:
        corners, share = answers[len(looks)]
        looks.append(len(frames))
        there = np.asarray(corners[[1, 0, 3, 2]] * [-1, 1] + [192, 0], np.float32)
        half = max(len(frames) // 2, 1)  # the second half are mirror images
        quads = np.stack([corners] * half + [there] * (len(frames) - half))
        seen = share * detector.targets(quads)
        seen[..., -1] += 1 - share
        return np.asarray(np.log(np.maximum(seen, 1e-30)), np.float32)

    with monkeypatch.context() as while_built:
        while_built.setattr(detector, "frozen", lambda _model: maps)
        locator = locate.Locator()
    locator.calibration = Calibration(1.0, 0.0)
    looks.clear()  # one to warm up
    return locator, looks


def test_a_sure_answer_is_looked_at_once_more_from_near_and_that_counts_unless_it_is_doubtful(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for second, winner in ((0.99, "near"), (0.85, "near"), (0.6, "first")):
        locator, looks = _answering(monkeypatch, [(UPRIGHT, 0.93), (UPRIGHT, second)])
        (found,) = locator.locate([PHOTO])
        assert looks == [1, 1]
        assert (np.abs(found.corners - UPRIGHT).max() < 0.5) == (winner == "first")


def test_a_page_that_fills_the_photo_is_near_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    page = np.array([[9, 8], [180, 10], [182, 244], [8, 246]], np.float32)
    locator, looks = _answering(monkeypatch, [(page, 0.95)])
    (found,) = locator.locate([PHOTO])
    assert looks == [1]
    np.testing.assert_allclose(found.corners, page, atol=0.5)


def test_a_doubtful_answer_is_asked_again_in_a_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    locator, looks = _answering(monkeypatch, [(WEDGE, 0.3), (UPRIGHT, 0.9), (UPRIGHT, 0.2)])
    (found,) = locator.locate([PHOTO])
    assert looks == [1, 2, 2]
    np.testing.assert_allclose(found.corners, UPRIGHT, atol=0.5)
    assert not found.refused


def test_an_answer_that_no_camera_sees_a_page_in_is_refused_however_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locator, _ = _answering(monkeypatch, [(WEDGE, 0.95), (WEDGE, 0.95), (WEDGE, 0.95)])
    (found,) = locator.locate([PHOTO])
    assert found.confidence.min() > 0.5
    assert not found.possible
    assert found.refused
    assert found.doubtful


def test_what_is_unclear_is_searched_for_in_nine_parts_of_the_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    unclear = [(UPRIGHT, 0.3)] * 3
    locator, looks = _answering(monkeypatch, [*unclear, (UPRIGHT, 0.9), (UPRIGHT, 0.2)])
    (found,) = locator.locate([PHOTO])
    assert looks == [1, 2, 2, 18, 2]
    assert found.confidence.min() > 0.8


def test_where_nothing_is_seen_nothing_is_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    locator, looks = _answering(monkeypatch, [(UPRIGHT, 0.02)] * 3)
    (found,) = locator.locate([PHOTO])
    assert looks == [1, 2, 2]
    assert found.refused


def test_pages_of_a_messy_desk_are_found_nearer_with_the_second_look(locator: Any) -> None:
    """Generated photos that it wasn't trained on, the pages that fill at most a third of them."""
    made = [photo([21, number], larger=3) for number in range(60)]
    labelled = [(each, each.corners) for each in made if each.corners is not None]
    small = [(each, corners) for each, corners in labelled if np.ptp(corners, axis=0).prod() < 16_000]
    errors = []
    for each, corners in small:
        taken = each.as_taken()
        height, width = taken.shape[:2]
        (found,) = locator.locate([taken])
        (first,) = locator.look([taken], [Window.whole(taken)])
        errors.append(
            [
                mean_absolute_error(to_frame(answer.corners, height, width), corners)
                for answer in (first, found)
            ]
        )
    first_median, found_median = np.median(errors, axis=0)
    assert len(errors) > 8
    assert found_median < 0.9 * first_median
