"""One training step of the networks: a function from state and batch to state and losses.

State is a dictionary of lists of arrays; nothing is kept elsewhere. So the same function is compiled by
TensorFlow and by JAX, and a checkpoint is the state written down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ai_playground.learning.adam import adam
from ai_playground.learning.backend import value_and_gradients
from ai_playground.patches import losses
from ai_playground.patches.networks import (
    EMBEDDING,
    LIGHT_PATCH,
    LIGHT_THUMBNAIL,
    PATCHES,
    RESNET_18,
    RESNET_34,
    patch_network,
    rectangle_head,
    thumbnail_network,
)

if TYPE_CHECKING:
    import keras

Told = Literal["both", "patches", "thumbnail"]
"""What the head is told of."""
Size = Literal["light", "paper"]

State = dict[str, list[Any]]

LOSSES = ("patches", "rectangle", "cropped", "patch_accuracy", "cropped_accuracy")
"""What a step returns, in this order: the three losses, unweighted and for each patch or photo, and the
shares of patches and of photos that were answered right."""


@dataclass(frozen=True, eq=False)
class Networks:
    """The three; None for one that is left out."""

    patch: keras.Model | None
    thumbnail: keras.Model | None
    head: keras.Model

    @property
    def models(self) -> dict[str, keras.Model]:
        """Those that are there, by name."""
        every = {"patch": self.patch, "thumbnail": self.thumbnail, "head": self.head}
        return {name: model for name, model in every.items() if model is not None}


def build(told: Told = "both", size: Size = "light") -> Networks:
    """Untrained networks, drawn by Keras' seed."""
    light = size == "light"
    patches, thumbnail = told != "thumbnail", told != "patches"
    return Networks(
        patch_network(LIGHT_PATCH if light else RESNET_18) if patches else None,
        thumbnail_network(LIGHT_THUMBNAIL if light else RESNET_34) if thumbnail else None,
        rectangle_head(patches, thumbnail),
    )


def first_state(networks: Networks) -> State:
    """Everything before the first step, as numpy arrays."""
    state: State = {}
    for name, model in networks.models.items():
        weights = [np.array(variable.numpy()) for variable in model.trainable_variables]
        state[name] = weights
        state[f"{name}_others"] = [np.array(variable.numpy()) for variable in model.non_trainable_variables]
        for moment in ("mean", "square"):
            state[f"{name}_{moment}"] = [np.zeros_like(array) for array in weights]
    return state


def assign(networks: Networks, state: State) -> None:
    """Put what was trained into the networks."""
    for name, model in networks.models.items():
        for variable, value in zip(model.trainable_variables, state[name], strict=True):
            variable.assign(value)
        for variable, value in zip(model.non_trainable_variables, state[f"{name}_others"], strict=True):
            variable.assign(value)


def make_step(networks: Networks) -> Callable[..., tuple[State, Any]]:
    """The step: (state, patches, thumbnails, cells, rectangles, count, rate) to the next state and `LOSSES`.

    Its arguments, after the state: patches (photos, 16, 96, 96, 3) and thumbnails (photos, 149, 224, 3), 0
    to 255; cells of the original that the patches came from, integer (photos, 16); rectangles (photos, 5):
    x1, x2, y1, y2 and 1 for cropped or 0; the number of the step, from 1, and the learning rate, float32.

    All patches of a batch pass their network together: its batch normalization sees all cells at once, and
    can't tell by the average of a batch of one cell which it is (the authors mix patches to the same end).
    """
    from keras import ops

    def loss(
        weights: dict[str, list[Any]], others: dict[str, list[Any]], batch: tuple[Any, ...]
    ) -> tuple[Any, Any]:
        patches, thumbnails, cells, rectangles = batch
        told, others = [], dict(others)
        first = ops.zeros(())
        patch_accuracy = ops.zeros(())

        def call(name: str, inputs: Any) -> Any:
            outputs, others[name] = networks.models[name].stateless_call(
                weights[name], others[name], inputs, training=True
            )
            return outputs

        if networks.patch is not None:
            flat = ops.reshape(patches, (-1, *patches.shape[2:]))
            embeddings, logits = call("patch", flat)
            answers = ops.reshape(cells, (-1,))
            first = losses.patch_loss(logits, answers)
            patch_accuracy = ops.mean(
                ops.cast(ops.equal(ops.argmax(logits, axis=-1), ops.cast(answers, "int32")), "float32")
            )
            told.append(ops.reshape(embeddings, (-1, EMBEDDING * PATCHES)))
        if networks.thumbnail is not None:
            told.append(call("thumbnail", thumbnails))
        outputs = call("head", ops.concatenate(told, axis=-1))
        second = losses.rectangle_loss(outputs[:, :4], rectangles[:, :4])
        third = losses.cropped_loss(outputs[:, 4], rectangles[:, 4])
        total = (
            losses.PATCH_WEIGHT * PATCHES * first
            + losses.RECTANGLE_WEIGHT * second
            + losses.CROPPED_WEIGHT * third
        )
        right = ops.mean(ops.cast(ops.equal(outputs[:, 4] > 0.0, rectangles[:, 4] > 0.5), "float32"))
        return total, (others, ops.stack([first, second, third, patch_accuracy, right]))

    def step(
        state: State, patches: Any, thumbnails: Any, cells: Any, rectangles: Any, count: Any, rate: Any
    ) -> tuple[State, Any]:
        patches, thumbnails = (ops.cast(each, "float32") / 255.0 for each in (patches, thumbnails))
        names = list(networks.models)
        _, (others, terms), gradients = value_and_gradients(
            lambda weights: loss(
                weights,
                {name: state[f"{name}_others"] for name in names},
                (patches, thumbnails, cells, rectangles),
            ),
            {name: state[name] for name in names},
        )
        after = dict(state)
        for name in names:
            after[f"{name}_others"] = others[name]
            after[name], after[f"{name}_mean"], after[f"{name}_square"] = adam(
                state[name], state[f"{name}_mean"], state[f"{name}_square"], gradients[name], count, rate
            )
        return after, terms

    return step
