"""The shipped detector on the shipped samples, whose corners are known because they were drawn."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from ai_playground.corners.frame import mean_absolute_error, to_frame
from ai_playground.corners.samples import SAMPLES, Sample, recorded_answer_file
from ai_playground.locations import assets_directory

pytest.importorskip("tensorflow")

WITH_PAGE = [sample for sample in SAMPLES if sample.name != "empty"]


@pytest.fixture(scope="module")
def locator() -> Any:
    from ai_playground.corners.locate import Locator

    return Locator()


@pytest.mark.parametrize("sample", WITH_PAGE, ids=lambda sample: sample.name)
def test_the_page_of_a_sample_is_found_within_four_pixels_of_the_frame(locator: Any, sample: Sample) -> None:
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


def test_the_recorded_answer_is_still_the_detectors(locator: Any) -> None:
    recorded = json.loads(recorded_answer_file().read_text())
    (found,) = locator.locate([SAMPLES[0].pixels])
    np.testing.assert_allclose(found.corners, recorded["corners"], atol=1.0)
    np.testing.assert_allclose(found.confidence, recorded["confidence"], atol=0.02)
