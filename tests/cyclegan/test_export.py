"""What is taken home from a training comes back from its file as it was."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image

from ai_playground.cyclegan.export import FRAME_MS, LAST_FRAME_MS, as_python, film, losses_csv, run_json
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.step import LOSSES
from tests.cyclegan.moments import moment

SETTINGS = StudySettings(identity_weight=0.0, steps=300)
HISTORY = [
    moment(0, distance=1234.5678),
    moment(300, losses={name: 0.1 * place for place, name in enumerate(LOSSES) if "identity" not in name}),
]


def test_the_csv_has_a_row_for_each_moment_and_leaves_empty_what_is_not_known() -> None:
    start, end = csv.DictReader(io.StringIO(losses_csv(HISTORY).decode()))
    assert (start["step"], start["distance"], float(end["rate"])) == ("0", "1234.57", 2e-4)
    assert {start[name] for name in LOSSES} == {""}
    for place, name in enumerate(LOSSES):
        if "identity" in name:
            assert end[name] == ""
        else:
            assert float(end[name]) == pytest.approx(0.1 * place)


def test_the_json_brings_back_settings_and_figures_and_nothing_that_is_no_json() -> None:
    told = json.loads(run_json(SETTINGS, HISTORY, [(60, 100)]), parse_constant=pytest.fail)
    assert StudySettings(**told["settings"]) == SETTINGS
    assert told["went_on"] == [{"from_step": 60, "steps_until_then": 100}]
    start, end = told["moments"]
    assert start["distance"] == pytest.approx(1234.5678)
    assert start["painter"] is end["identity_photo"] is None
    assert end["judge_photo"] == pytest.approx(0.1 * LOSSES.index("judge_photo"))


def test_a_film_shows_each_picture_and_rests_on_the_last() -> None:
    tones = (0, 120, 240)
    with Image.open(io.BytesIO(film([moment(tone=tone).painted for tone in tones]))) as gif:
        assert (gif.size, gif.n_frames, gif.info["loop"]) == ((48, 8), 3, 0)  # type: ignore[attr-defined]
        times = []
        for place, tone in enumerate(tones):
            gif.seek(place)
            times.append(gif.info["duration"])
            np.testing.assert_allclose(np.asarray(gif.convert("RGB")), tone, atol=4)
    assert times == [FRAME_MS, FRAME_MS, LAST_FRAME_MS]


def test_the_code_to_copy_makes_the_settings_again() -> None:
    code, _, _ = as_python(SETTINGS).partition("for moment")
    found: dict[str, object] = {}
    exec(code, found)
    assert found["settings"] == SETTINGS


def test_the_code_says_whether_it_repeats_a_run_that_was_gone_on_with() -> None:
    assert as_python(SETTINGS, went_on=[(60, 300), (90, 300)]).startswith(
        "# The run on the page went on from step 60 and 90. In one go, as here, the steps are the same.\n"
    )
    assert as_python(SETTINGS, went_on=[(60, 100), (90, 300)]).startswith(
        "# The run on the page went on from step 60 and 90. It was to do 100 in all\n"
        "# before, so that its learning rate fell otherwise than here.\nfrom "
    )
