"""A training small enough to watch: the report's network that always says the same, and what mends it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import numpy as np

from ai_playground.learning.adam import adam
from ai_playground.learning.backend import compiled, value_and_gradients
from ai_playground.patches.losses import CROPPED_WEIGHT, PATCH_WEIGHT, RECTANGLE_WEIGHT
from ai_playground.patches.networks import EMBEDDING, OUTPUTS, PATCHES
from ai_playground.patches.schedule import learning_rate
from ai_playground.patches.step import Networks, State, first_state
from ai_playground.patches.study_data import HELD_OUT, LEARNED, Pool, seen
from ai_playground.patches.study_exam import Exam, Moment
from ai_playground.patches.study_networks import (
    answered,
    build,
    patch_loss,
    rectangle_losses,
    told_of_photos,
)
from ai_playground.patches.study_settings import StudySettings

SNAPSHOTS = 25
"""Of a run, beside the one at its start."""


def study(settings: StudySettings) -> Generator[Moment | None, Any, None]:
    """Train on photos that ship; yields a moment at the start and `SNAPSHOTS` more, and None between them."""
    import keras

    yield None
    learned = seen(LEARNED[: settings.photos], settings.lens)
    yield None
    exam = Exam(settings, learned, seen(HELD_OUT, settings.lens))
    yield None
    pool = Pool(learned, settings, np.random.default_rng(settings.seed))
    yield None
    keras.utils.set_random_seed(settings.seed)
    networks = build(settings)
    advance, answer = programs(networks, settings)
    state: Any = first_state(networks)
    steps, every = settings.steps, max(settings.steps // SNAPSHOTS, 1)
    yield exam.moment(partial(answer, state), 0, learning_rate(settings, 0), [])
    terms: list[Any] = []
    for step in range(1, steps + 1):
        rate = np.float32(learning_rate(settings, step - 1))
        state, found = advance(state, *pool.batch(), np.float32(step), rate)
        terms.append(found)
        if step % every and step < steps:
            yield None
            continue
        yield exam.moment(partial(answer, state), step, learning_rate(settings, step), terms)
        terms = []


def programs(networks: Networks, settings: StudySettings) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """One step, and the answers, both compiled.

    Returns:
        (state, patches (photos, 16, 48, 48, 3), thumbnails (photos, 75, 112, 3), cells (photos, 16),
        rectangles (photos, 5), number of the step from 1, learning rate) to the next state and `LOSSES`; and
        (state, patches, thumbnails) to probabilities (photos, 16, 16) and x1, x2, y1, y2 and the probability
        of "cropped" (photos, 5), empty where no network gives them.
    """
    from keras import ops

    names = list(networks.models)

    def call(
        weights: Any, others: dict[str, Any], patches: Any, thumbnails: Any, training: bool
    ) -> tuple[Any, Any]:
        """Sixteen outputs for each patch and five for each photo; `others` takes what was averaged."""

        def one(name: str, inputs: Any) -> Any:
            outputs, others[name] = networks.models[name].stateless_call(
                weights[name], others[name], inputs, training=training
            )
            return outputs

        told, cells = [], ops.zeros((0, PATCHES))
        if "patch" in names:
            flat = ops.cast(ops.reshape(patches, (-1, *patches.shape[2:])), "float32") / 255.0
            embeddings, cells = one("patch", flat)
            told.append(ops.reshape(embeddings, (-1, EMBEDDING * PATCHES)))
        if "thumbnail" in names:
            told.append(one("thumbnail", ops.cast(thumbnails, "float32") / 255.0))
        if "head" not in names:
            return cells, ops.zeros((0, OUTPUTS))
        return cells, one("head", ops.concatenate(told, axis=-1))

    def loss(weights: Any, others: dict[str, Any], batch: tuple[Any, ...]) -> tuple[Any, Any]:
        patches, thumbnails, cells, rectangles = batch
        others = dict(others)
        outputs, edges = call(weights, others, patches, thumbnails, True)
        first = second = third = ops.zeros(())
        if "patch" in names:
            first = patch_loss(outputs, ops.reshape(cells, (-1,)), settings)
        if "head" in names:
            second, third = rectangle_losses(edges, rectangles, settings)
        total = PATCH_WEIGHT * PATCHES * first + RECTANGLE_WEIGHT * second + CROPPED_WEIGHT * third
        return total, (others, ops.stack([first, second, third]))

    def advance(state: State, *rest: Any) -> tuple[State, Any]:
        *batch, count, rate = rest
        _, (others, terms), gradients = value_and_gradients(
            lambda weights: loss(weights, {name: state[f"{name}_others"] for name in names}, tuple(batch)),
            {name: state[name] for name in names},
        )
        after = dict(state)
        for name in names:
            after[f"{name}_others"] = others[name]
            after[name], after[f"{name}_mean"], after[f"{name}_square"] = adam(
                state[name], state[f"{name}_mean"], state[f"{name}_square"], gradients[name], count, rate
            )
        return after, terms

    def answer(state: State, patches: Any, thumbnails: Any) -> tuple[Any, Any]:
        others = {name: state[f"{name}_others"] for name in names}
        outputs, edges = call(state, others, patches, thumbnails, False)
        probabilities = ops.reshape(answered(outputs, settings.relu_on_logits), (-1, PATCHES, PATCHES))
        return probabilities, told_of_photos(edges, settings.relu_on_logits)

    return compiled(advance), compiled(answer)
