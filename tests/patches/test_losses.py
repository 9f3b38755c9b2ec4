"""The losses against numpy."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.patches.losses import cropped_loss, patch_loss, rectangle_loss

RNG = np.random.default_rng(0)


def test_of_patches_the_loss_is_the_mean_log_of_what_the_true_cell_was_given() -> None:
    logits, cells = RNG.normal(0, 3, (7, 16)).astype(np.float32), RNG.integers(0, 16, 7)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    expected = -np.log(shares[np.arange(7), cells]).mean()
    assert float(patch_loss(logits, cells)) == pytest.approx(expected, rel=1e-5)


def test_who_knows_nothing_loses_the_log_of_sixteen() -> None:
    assert float(patch_loss(np.zeros((3, 16), np.float32), np.array([0, 5, 15]))) == pytest.approx(np.log(16))


def test_of_rectangles_the_loss_is_the_mean_square_over_photos_and_edges() -> None:
    outputs, rectangles = RNG.normal(0, 1, (2, 5, 4)).astype(np.float32)
    expected = ((outputs - rectangles) ** 2).mean()
    assert float(rectangle_loss(outputs, rectangles)) == pytest.approx(expected, rel=1e-5)


def test_of_cropped_or_not_the_loss_is_the_mean_log_of_what_the_truth_was_given() -> None:
    logits = RNG.normal(0, 3, 9).astype(np.float32)
    cropped = RNG.integers(0, 2, 9).astype(np.float32)
    probability = 1 / (1 + np.exp(-logits.astype(np.float64)))
    expected = -np.log(np.where(cropped == 1, probability, 1 - probability)).mean()
    assert float(cropped_loss(logits, cropped)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("logit", "cropped", "loss"), [(1e4, 1, 0), (-1e4, 0, 0), (1e4, 0, 1e4), (-1e4, 1, 1e4)]
)
def test_an_answer_that_is_too_sure_of_itself_overflows_nothing(
    logit: float, cropped: int, loss: float
) -> None:
    one = np.array([logit], np.float32), np.array([cropped], np.float32)
    assert float(cropped_loss(*one)) == pytest.approx(loss)
