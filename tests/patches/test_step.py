"""One step of tiny networks: its gradients by finite differences, its losses and shares by the formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ai_playground.learning.backend import compiled
from ai_playground.patches.losses import CROPPED_WEIGHT, PATCH_WEIGHT, RECTANGLE_WEIGHT
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.step import LOSSES, State, Told, assign, first_state, make_step
from tests.patches.tiny import batch, networks

RATE = np.float32(1e-3)


class Steps:
    """First steps from any state, compiled once."""

    def __init__(self, told: Told = "both") -> None:
        self.networks = networks(told)
        self.state = first_state(self.networks)
        self._advance = compiled(make_step(self.networks))

    def __call__(self, state: State) -> tuple[State, dict[str, float]]:
        after, terms = self._advance(state, *batch(), np.float32(1), RATE)
        arrays = {name: [np.asarray(array) for array in several] for name, several in after.items()}
        return arrays, dict(zip(LOSSES, np.asarray(terms, np.float64).tolist(), strict=True))


@pytest.fixture(scope="module")
def steps() -> Steps:
    return Steps()


def total(terms: dict[str, float]) -> float:
    """What training makes small: each of sixteen patches counts."""
    return (
        PATCH_WEIGHT * PATCHES * terms["patches"]
        + RECTANGLE_WEIGHT * terms["rectangle"]
        + CROPPED_WEIGHT * terms["cropped"]
    )


@pytest.mark.parametrize("name", ["patch", "thumbnail", "head"])
def test_gradients_are_what_finite_differences_say(steps: Steps, name: str) -> None:
    # Before the first step Adam's mean is 0, and a tenth of the gradient comes in.
    gradients: list[Any] = [10 * mean for mean in steps(steps.state)[0][f"{name}_mean"]]
    length = np.sqrt(sum(float(np.square(gradient).sum()) for gradient in gradients))
    small = 1e-3

    def loss_at(distance: float) -> float:
        moved = [
            weight + np.float32(distance / length) * gradient
            for weight, gradient in zip(steps.state[name], gradients, strict=True)
        ]
        return total(steps({**steps.state, name: moved})[1])

    assert (loss_at(small) - loss_at(-small)) / (2 * small) == pytest.approx(length, rel=0.02)


def test_adams_first_step_has_the_length_of_the_rate_in_every_weight(steps: Steps) -> None:
    after, _ = steps(steps.state)
    for name in ("patch", "thumbnail", "head"):
        for old, new, mean in zip(steps.state[name], after[name], after[f"{name}_mean"], strict=True):
            gradient = 10 * mean
            expected = -RATE * gradient / (np.abs(gradient) + 1e-8)
            np.testing.assert_allclose(new - old, expected, atol=2e-6)


def test_shares_of_right_answers_are_of_what_the_networks_answer(steps: Steps) -> None:
    patches, thumbnails, cells, rectangles = batch()
    assert steps.networks.patch is not None
    assert steps.networks.thumbnail is not None
    flat = patches.reshape(-1, 96, 96, 3).astype(np.float32) / 255
    embeddings, logits = steps.networks.patch(flat, training=True)
    small = steps.networks.thumbnail(thumbnails.astype(np.float32) / 255, training=True)
    told = np.concatenate([np.asarray(embeddings).reshape(len(patches), -1), np.asarray(small)], axis=1)
    outputs = np.asarray(steps.networks.head(told))
    _, terms = steps(steps.state)
    right = np.asarray(logits).argmax(axis=1) == cells.ravel()
    assert terms["patch_accuracy"] == pytest.approx(right.mean())
    assert terms["cropped_accuracy"] == pytest.approx(((outputs[:, 4] > 0) == (rectangles[:, 4] == 1)).mean())
    assert terms["rectangle"] == pytest.approx(((outputs[:, :4] - rectangles[:, :4]) ** 2).mean(), rel=1e-3)


def test_what_was_trained_is_put_into_the_networks_with_the_averages_of_its_norms() -> None:
    steps = Steps()
    after, _ = steps(steps.state)
    assign(steps.networks, after)
    for name, array in first_state(steps.networks).items():
        if "mean" not in name and "square" not in name:
            for mine, theirs in zip(array, after[name], strict=True):
                np.testing.assert_array_equal(mine, theirs)
    assert any((old != new).any() for old, new in zip(steps.state["patch"], after["patch"], strict=True))


@pytest.mark.parametrize("told", ["patches", "thumbnail"])
def test_a_head_that_is_told_of_one_kind_alone_is_trained_alike(told: Told) -> None:
    after, terms = Steps(told)(first_state(networks(told)))
    assert np.isfinite(list(terms.values())).all()
    assert (terms["patches"] == 0) == (told == "thumbnail")
    assert any(np.abs(mean).max() > 0 for mean in after["head_mean"])
