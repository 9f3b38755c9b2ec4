"""The models of “Story Squad Experiments”, which the page calls the report, and how Keras builds them.

All end in three dense layers of equal width and one of eight outputs, with ReLU throughout; they differ in
what they look at. Figures, parameters and code: the paper and its four executed notebooks. Where the two
disagree the notebook counts: the paper prints the figures and the time of the fifths under the fourths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.frame import HEIGHT, WIDTH
from ai_playground.corners.settings import Initialization, Model

CONSTANT = 0.004
OUTPUTS = 8
EPOCHS, SHEETS = 1000, 7390
"""Of every run of the paper's."""


class Published(NamedTuple):
    """What the paper gives for a run of 1000 epochs, each the minimum over all of them.

    Attributes:
        train_mae: Mean absolute error on the 7390 generated sheets, in pixels of the frame.
        real_mae: The same on 3 photos, which also chose the epoch.
    """

    train_mae: float
    real_mae: float


@dataclass(frozen=True)
class PaperModel:
    """One row of the paper.

    Attributes:
        parameters: Number of trained weights and biases.
        published: The paper's figures for each initialisation that it tried.
        units: Width of the three dense layers.
        c2_units: Convolutions (32 filters, 3 x 3, stride 2) with ReLU and 2 x 2 maximum in front of them.
        profiles: What a grey picture is given beside its pixels: 1 the means of rows and columns, 2 also
            their gradient, 3 also the gradient's. 0 for a picture in colour without.
        divisions: Of a picture cut into so many parts along each side only the four corners are seen;
            0 for the whole picture.
        seconds: How long the paper's run took; None where it doesn't say.
        remark: What must be known of its figures.
    """

    parameters: int
    published: Mapping[Initialization, Published]
    units: int = 32
    c2_units: int = 0
    profiles: int = 0
    divisions: int = 0
    seconds: float | None = None
    remark: str = ""

    @property
    def seconds_per_1000(self) -> float | None:
        """How long the paper's run took for 1000 sheets; None where it doesn't say."""
        return None if self.seconds is None else 1000 * self.seconds / (EPOCHS * SHEETS)


def _figures(**figures: tuple[float, float]) -> Mapping[Any, Published]:
    return MappingProxyType({name: Published(*pair) for name, pair in figures.items()})


PAPER_MODELS: Mapping[Model, PaperModel] = MappingProxyType(
    {
        "dense-16": PaperModel(2_359_992, _figures(constant=(7.591, 23.488)), units=16),
        "dense-32": PaperModel(4_721_000, _figures(constant=(7.689, 22.393))),
        "dense-64": PaperModel(9_446_088, _figures(constant=(7.659, 23.408)), units=64),
        "c2-1": PaperModel(3_035_368, _figures(constant=(7.710, 26.943), random=(3.367, 41.172)), c2_units=1),
        "c2-2": PaperModel(181_512, _figures(constant=(7.578, 31.496), random=(62.819, 66.975)), c2_units=2),
        "c2-3": PaperModel(27_944, _figures(constant=(7.870, 35.389), random=(31.459, 45.024)), c2_units=3),
        "means": PaperModel(1_589_608, _figures(constant=(7.629, 23.321)), profiles=1),
        "gradient": PaperModel(1_603_944, _figures(constant=(7.646, 23.559)), profiles=2),
        "gradient-2": PaperModel(1_618_280, _figures(constant=(7.629, 22.734)), profiles=3),
        "thirds": PaperModel(
            2_091_368, _figures(constant=(7.643, 22.970)), divisions=3, seconds=641.1639695167542
        ),
        "fourths": PaperModel(
            1_182_056,
            _figures(constant=(7.646, 27.063)),
            divisions=4,
            remark="from its notebook: the report prints the fifths' 7.731 / 27.370 and 793 s here",
        ),
        "fifths": PaperModel(
            746_600,
            _figures(constant=(7.731, 27.370)),
            divisions=5,
            seconds=793.3310775756836,
            remark="from its notebook: the report prints these and 793 s under the fourths and none here",
        ),
    }
)


def build_model(
    model: PaperModel,
    initialization: Initialization,
    *,
    scaled_inputs: bool = False,
    mean: NDArray[np.float32] | None = None,
    linear_outputs: bool = False,
    seed: int = 0,
) -> Any:
    """A Keras model from pictures, float32 (n, HEIGHT, WIDTH, 3), RGB, 0 to 255, to the label's numbers.

    Imports Keras. Its last four layers are the dense ones; the outputs, float32 (n, 8), are x and y of the
    four corners in turn, in pixels of the frame.

    Args:
        model: What to build.
        initialization: Of the dense layers: every weight and bias at 0.004, or Glorot's uniform draw for
            both. Convolutions are always drawn at random, as in the paper.
        scaled_inputs: Whether pixels are brought to -1 to 1 first; with a `mean`, to a 127.5th.
        mean: Subtracted from every picture first, (HEIGHT, WIDTH, 3); None for nothing.
        linear_outputs: Whether the last layer goes without ReLU.
        seed: Of the random draws.
    """
    import keras

    # Of its own, as Keras keeps the global one for each thread.
    glorot = keras.initializers.GlorotUniform(keras.random.SeedGenerator(seed))
    start = keras.initializers.Constant(CONSTANT) if initialization == "constant" else glorot

    def dense(units: int, activation: str) -> Any:
        # Biases, too: the paper's "default" passes None, by which Keras draws them like weights.
        return keras.layers.Dense(units, activation, kernel_initializer=start, bias_initializer=start)

    inputs = x = keras.Input((HEIGHT, WIDTH, 3), dtype="float32")
    if mean is not None:
        x = keras.ops.subtract(x, mean)
    if scaled_inputs:
        x = keras.layers.Rescaling(1 / 127.5, offset=-1 if mean is None else 0)(x)
    for _ in range(model.c2_units):
        x = keras.layers.Conv2D(32, 3, strides=2, activation="relu", kernel_initializer=glorot)(x)
        x = keras.layers.MaxPooling2D(strides=2)(x)
    if model.profiles:
        x = _grey_with_profiles(x, model.profiles)
    if model.divisions:
        x = corner_slices(x, model.divisions)
    x = keras.layers.Flatten()(x)
    for _ in range(3):
        x = dense(model.units, "relu")(x)
    outputs = dense(OUTPUTS, "linear" if linear_outputs else "relu")(x)
    return keras.Model(inputs, outputs)


def _grey_with_profiles(pictures: Any, orders: int) -> Any:
    """Grey pixels behind the means of rows and columns and their gradients; tensor (n, numbers)."""
    from keras import ops

    grey = ops.mean(pictures, axis=3)
    profiles = [[ops.mean(grey, axis=2), ops.mean(grey, axis=1)]]
    for _ in range(orders - 1):
        profiles.append([gradient(profile) for profile in profiles[-1]])
    flat = ops.reshape(grey, (-1, HEIGHT * WIDTH))
    return ops.concatenate([profile for order in profiles for profile in order] + [flat], axis=1)


def gradient(values: Any) -> Any:
    """Half the difference of both neighbours, at the ends the difference to the only one; tensor (n, m)."""
    from keras import ops

    inner = (values[:, 2:] - values[:, :-2]) / 2
    return ops.concatenate([values[:, 1:2] - values[:, :1], inner, values[:, -1:] - values[:, -2:-1]], axis=1)


def corner_slices(pictures: Any, divisions: int) -> Any:
    """The four corners of pictures (n, height, width, channels), pushed together into smaller ones."""
    from keras import ops

    height, width = pictures.shape[1] // divisions, pictures.shape[2] // divisions
    rows = ops.concatenate([pictures[:, :height], pictures[:, -height:]], axis=1)
    return ops.concatenate([rows[:, :, :width], rows[:, :, -width:]], axis=2)
