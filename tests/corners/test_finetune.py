"""Fine-tuning: the visitor's photos are learned, and labels follow the changed photos."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from ai_playground.corners import finetune as finetune_module
from ai_playground.corners.finetune import SNAPSHOT_EVERY, finetune, seen_otherwise
from ai_playground.corners.own_data import Example, example
from ai_playground.corners.photo.scene import photo

pytest.importorskip("tensorflow")

ASIDE = np.array([12, 0], np.float32)


def _wrongly_labelled() -> list[Example]:
    """Photos whose labels say 12 px to the right of the page: what only these photos can teach."""
    examples = []
    for seed in itertools.count():
        made = photo([9, seed])
        if made.corners is not None and (made.corners[:, 0] < 170).all():
            examples.append(example(f"photo {seed}", made.picture, made.corners + ASIDE))
        if len(examples) == 3:
            return examples
    raise AssertionError


def test_training_on_three_photos_brings_the_answer_to_their_labels(
    locator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, count in (("OWN_IN_BATCH", 6), ("GENERATED_IN_BATCH", 2), ("HELD_OUT", 8)):
        monkeypatch.setattr(finetune_module, name, count)
    weights = tuple(locator.model.get_weights())
    snapshots = list(finetune(weights, _wrongly_labelled(), steps=2 * SNAPSHOT_EVERY, seed=0))
    assert [each.step for each in snapshots] == [0, SNAPSHOT_EVERY, 2 * SNAPSHOT_EVERY]
    assert snapshots[-1].own_error < 0.95 * snapshots[0].own_error
    assert snapshots[-1].loss < snapshots[1].loss
    assert np.isfinite([each.generated_error for each in snapshots]).all()
    for before, after in zip(weights, snapshots[0].weights, strict=True):
        np.testing.assert_array_equal(before, after)


def test_without_photos_it_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="add it first"):
        next(finetune((), [], steps=1, seed=0))


def test_a_photo_seen_otherwise_keeps_its_corners_on_the_page() -> None:
    """A white page on black: in every changed picture the outline still divides light from dark."""
    corners = np.array([[50, 60], [140, 60], [140, 200], [50, 200]], np.float32)
    picture = np.zeros((256, 192, 3), np.uint8)
    picture[60:200, 50:140] = 255
    for seed in range(12):
        changed, moved = seen_otherwise(np.random.default_rng(seed), example("page", picture, corners))
        centre = moved.mean(axis=0)
        for corner in moved:
            towards = (centre - corner) / np.linalg.norm(centre - corner)
            inside, outside = (corner + towards * step for step in (2, -2))
            if all(0 <= x < 192 and 0 <= y < 256 for x, y in (inside, outside)):
                light, dark = (float(changed[int(y), int(x)].mean()) for x, y in (inside, outside))
                assert light > dark + 10
