"""What the paper's networks are measured on: the right label in the right place."""

from __future__ import annotations

import numpy as np

from ai_playground.corners.evaluation_data import SHOWN_SHEETS, generated_photos, shown_pictures
from ai_playground.corners.ruled_sheet import ruled_sheets, writing_area
from ai_playground.corners.settings import TrainingSettings


def test_sheets_are_shown_with_the_label_they_are_trained_with_and_photos_with_their_page() -> None:
    photos = generated_photos(3)
    sheets = ruled_sheets(np.random.default_rng(1), SHOWN_SHEETS, 25.0)
    for settings, label in (
        (TrainingSettings(labels="writing"), writing_area(sheets.corners)),
        (TrainingSettings(labels="page"), sheets.corners),
    ):
        shown = shown_pictures(settings, photos)
        np.testing.assert_array_equal(shown.pictures[:SHOWN_SHEETS], sheets.pictures)
        np.testing.assert_array_equal(shown.corners[:SHOWN_SHEETS], label)
        np.testing.assert_array_equal(shown.corners[SHOWN_SHEETS:], photos.corners)


def test_as_many_generated_photos_come_as_were_asked_for_and_each_shows_a_page() -> None:
    photos = generated_photos(20)
    assert photos.pictures.shape == (20, 256, 192, 3)
    assert np.isfinite(photos.corners).all()
