"""One training step of all four networks: a function from state and batch to state and losses.

State is a dictionary of lists of arrays; nothing is kept elsewhere. So the same function is compiled by
TensorFlow and by JAX, and a checkpoint is the state written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan import diffaugment, losses, pool
from ai_playground.cyclegan.networks import (
    first_weights,
    patch_discriminator,
    residual_generator,
    unet_generator,
)
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.learning.adam import adam
from ai_playground.learning.backend import value_and_gradients

if TYPE_CHECKING:
    import keras

LECAM_DECAY = 0.99
"""What the averages of the discriminators' answers keep at a step, as in Tseng et al. (2021)."""

State = dict[str, list[Any]]

LOSSES = (
    "painter",
    "photographer",
    "cycle_photo",
    "cycle_painting",
    "identity_photo",
    "identity_painting",
    "judge_painting",
    "judge_photo",
)
"""What a step returns, in this order: both generators before the discriminators, what is lost in a cycle and
in repainting what needs none, unweighted, and both discriminators."""


@dataclass(frozen=True, eq=False)
class Networks:
    """The four: what paints and what undoes it, and who judges paintings and photos."""

    painter: keras.Model
    photographer: keras.Model
    judge_of_paintings: keras.Model
    judge_of_photos: keras.Model


def build(settings: CycleSettings) -> Networks:
    """Untrained networks."""

    def generator(name: str) -> keras.Model:
        if settings.generator == "unet":
            return unet_generator(settings.filters, settings.levels, name)
        return residual_generator(settings.filters, settings.blocks, settings.upsampling, name)

    filters = settings.discriminator_filters
    return Networks(
        generator("painter"),
        generator("photographer"),
        patch_discriminator(filters, name="judge_of_paintings"),
        patch_discriminator(filters, name="judge_of_photos"),
    )


def first_state(networks: Networks, settings: CycleSettings) -> State:
    """Everything before the first step, as numpy arrays."""
    rng = np.random.default_rng((settings.seed, 0))
    generators = first_weights(networks.painter, rng) + first_weights(networks.photographer, rng)
    judges = first_weights(networks.judge_of_paintings, rng) + first_weights(networks.judge_of_photos, rng)
    return {
        "generators": generators,
        "average": [array.copy() for array in generators],
        "generators_mean": [np.zeros_like(array) for array in generators],
        "generators_square": [np.zeros_like(array) for array in generators],
        "judges": judges,
        "judges_mean": [np.zeros_like(array) for array in judges],
        "judges_square": [np.zeros_like(array) for array in judges],
        # What isn't trained: the state of dropout's random numbers.
        "painter_others": _untrained(networks.painter),
        "photographer_others": _untrained(networks.photographer),
        "pools": [pool.empty(settings.pool_size, settings.crop) for _ in range(2)],
        # Of each judge's answers for real and for made pictures decaying sums, and that of their weights.
        "answers": [np.zeros(3, np.float32) for _ in range(2)],
    }


def _untrained(model: keras.Model) -> list[NDArray[Any]]:
    return [variable.numpy() for variable in model.non_trainable_variables]


def make_step(networks: Networks, settings: CycleSettings) -> Callable[..., tuple[State, Any]]:
    """The step: (state, photos, paintings, swaps, changes, count, rate) to the next state and `LOSSES`.

    Its arguments, after the state: pictures (batch, crop, crop, 3) of both kinds, 0 to 255; `pool.Swaps` of
    the made paintings and of the made photos as three arrays each; numbers of `diffaugment.draw` for what the
    judges of paintings and of photos are shown, (2, 3 batches, numbers): first made pictures, then real and
    made ones; the number of the step, from 1, and the learning rate, both float32.
    """
    from keras import ops

    kind = settings.adversarial
    split = len(networks.painter.trainable_variables)
    judge_split = len(networks.judge_of_paintings.trainable_variables)

    def judged(judge: keras.Model, weights: list[Any], pictures: Any, changes: Any) -> Any:
        if settings.diffaugment:
            pictures = diffaugment.change(pictures, changes)
        return judge.stateless_call(weights, [], pictures, training=True)[0]

    def generators_loss(
        weights: list[Any],
        judges: list[Any],
        others: tuple[list[Any], list[Any]],
        photos: Any,
        paintings: Any,
        changes: Any,
    ) -> tuple[Any, Any]:
        painter_others, photographer_others = others

        def paint(pictures: Any) -> Any:
            nonlocal painter_others
            made, painter_others = networks.painter.stateless_call(
                weights[:split], painter_others, pictures, training=True
            )
            return made

        def photograph(pictures: Any) -> Any:
            nonlocal photographer_others
            made, photographer_others = networks.photographer.stateless_call(
                weights[split:], photographer_others, pictures, training=True
            )
            return made

        if settings.identity_weight:
            # Each picture is normalised by itself, so two batches in one call are cheaper and no different.
            made_paintings, same_paintings = ops.split(paint(ops.concatenate([photos, paintings])), 2)
            made_photos, same_photos = ops.split(photograph(ops.concatenate([paintings, photos])), 2)
            identity = losses.distance(same_photos, photos), losses.distance(same_paintings, paintings)
        else:
            made_paintings, made_photos = paint(photos), photograph(paintings)
            identity = ops.zeros(()), ops.zeros(())
        cycle = (
            losses.distance(photograph(made_paintings), photos),
            losses.distance(paint(made_photos), paintings),
        )
        goal = 1.0 - settings.smoothing
        fooled = (
            losses.adversarial(
                judged(networks.judge_of_paintings, judges[:judge_split], made_paintings, changes[0]),
                goal,
                kind,
            ),
            losses.adversarial(
                judged(networks.judge_of_photos, judges[judge_split:], made_photos, changes[1]), goal, kind
            ),
        )
        total = sum(fooled) + settings.cycle_weight * sum(cycle) + settings.identity_weight * sum(identity)
        return total, (
            made_paintings,
            made_photos,
            (painter_others, photographer_others),
            [*fooled, *cycle, *identity],
        )

    def judges_loss(
        weights: list[Any], answers: list[Any], paintings: Any, photos: Any, changes: Any
    ) -> tuple[Any, Any]:
        """Both take (real, made)."""
        smoothing = settings.discriminator_smoothing
        both, averages, total = [], [], 0.0
        for judge, part, pair, numbers, before in (
            (networks.judge_of_paintings, weights[:judge_split], paintings, changes[0], answers[0]),
            (networks.judge_of_photos, weights[judge_split:], photos, changes[1], answers[1]),
        ):
            real, made = ops.split(judged(judge, part, ops.concatenate(pair), numbers), 2)
            both.append(losses.discriminator(real, made, smoothing, kind))
            now = ops.stop_gradient(ops.stack([ops.mean(real), ops.mean(made), ops.ones(())]))
            averages.append(LECAM_DECAY * before + (1.0 - LECAM_DECAY) * now)
            total += both[-1]
            if settings.lecam:
                average = averages[-1] / averages[-1][2]
                total += settings.lecam * losses.lecam(real, made, average[0], average[1])
        return total, (both, averages)

    def step(
        state: State,
        photos: Any,
        paintings: Any,
        swaps: tuple[Any, Any],
        changes: Any,
        count: Any,
        rate: Any,
    ) -> tuple[State, Any]:
        photos, paintings = (ops.cast(each, "float32") / 127.5 - 1.0 for each in (photos, paintings))
        others = state["painter_others"], state["photographer_others"]
        _, (made_paintings, made_photos, others, generator_terms), gradients = value_and_gradients(
            lambda weights: generators_loss(
                weights, state["judges"], others, photos, paintings, changes[:, : settings.batch_size]
            ),
            state["generators"],
        )
        after = dict(state)
        after["painter_others"], after["photographer_others"] = others
        _adam(after, "generators", gradients, count, rate, settings.beta_1)
        keep = ops.minimum(settings.averaging, count / (count + 9.0))
        after["average"] = [
            keep * old + (1.0 - keep) * new
            for old, new in zip(state["average"], after["generators"], strict=True)
        ]
        pools, shown = [], []
        for place, made, swap in zip(state["pools"], (made_paintings, made_photos), swaps, strict=True):
            afterwards, pictures = pool.exchange(place, made, *swap)
            pools.append(afterwards)
            shown.append(pictures)
        after["pools"] = pools
        _, (judge_terms, after["answers"]), gradients = value_and_gradients(
            lambda weights: judges_loss(
                weights,
                state["answers"],
                (paintings, shown[0]),
                (photos, shown[1]),
                changes[:, settings.batch_size :],
            ),
            state["judges"],
        )
        _adam(after, "judges", gradients, count, rate, settings.beta_1)
        return after, ops.stack([*generator_terms, *judge_terms])

    return step


def _adam(state: State, name: str, gradients: list[Any], count: Any, rate: Any, beta_1: float) -> None:
    """A step of Adam on the arrays `name` of `state`."""
    state[name], state[f"{name}_mean"], state[f"{name}_square"] = adam(
        state[name], state[f"{name}_mean"], state[f"{name}_square"], gradients, count, rate, beta_1
    )
