"""The knobs of a training run: the paper's networks, its defaults, and what may cure them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ai_playground.settings import Settings, knob

Model = Literal[
    "dense-16",
    "dense-32",
    "dense-64",
    "c2-1",
    "c2-2",
    "c2-3",
    "means",
    "gradient",
    "gradient-2",
    "thirds",
    "fourths",
    "fifths",
]
Initialization = Literal["constant", "random"]
Labels = Literal["writing", "page"]

MODEL_LABELS: Mapping[Model, str] = {
    "dense-16": "16 nodes per layer",
    "dense-32": "32 nodes per layer",
    "dense-64": "64 nodes per layer",
    "c2-1": "1 C2 unit",
    "c2-2": "2 C2 units",
    "c2-3": "3 C2 units",
    "means": "X and Y mean",
    "gradient": "Gradient of X and Y mean",
    "gradient-2": "Gradient of gradient of X and Y mean",
    "thirds": "Sliced by thirds",
    "fourths": "Sliced by fourths",
    "fifths": "Sliced by fifths",
}
"""The models by the paper's own names."""


class TrainingSettings(Settings):
    """One run; the defaults are the paper's baseline on fewer sheets for fewer epochs."""

    model: Model = knob(
        "dense-32",
        "which of the report's networks is trained; a C2 unit is a convolution (small filters that slide "
        "over the picture), ReLU (what is below 0 becomes 0) and pooling (of four neighbours the largest "
        "stays); a sliced one sees only the four corner pieces of a picture cut in 3, 4 or 5 each way",
        group="Network",
        labels={str(model): label for model, label in MODEL_LABELS.items()},
    )
    initialization: Initialization = knob(
        "constant",
        "how the dense layers start: all at 0.004, as in most of the report's runs, or drawn at random",
        group="Network",
        labels={"constant": "All at 0.004", "random": "Random"},
    )
    linear_outputs: bool = knob(
        False,
        "leave the last ReLU out; with ReLU an output that falls to 0 may stay there",
        group="Network",
        label="Outputs without ReLU",
    )
    scaled_inputs: bool = knob(
        False,
        "bring pixels from 0 to 255 to -1 to 1 first; the report didn't",
        group="Network",
        label="Scaled inputs",
    )
    centred_inputs: bool = knob(
        False,
        "subtract the mean picture of the sheets first: only what sets a sheet apart is left; the report "
        "didn't",
        group="Network",
        label="Centred inputs",
    )
    median_start: bool = knob(
        False,
        "start the outputs' biases at the median of the labels: outputs begin there if inputs are centred "
        "and scaled; most of the report's biases began at 0.004",
        group="Network",
        label="Outputs start at the median",
    )
    learning_rate: float = knob(
        1.5e-4,
        "step size of Adam, which moves every weight by about this much; the report's is 0.00015",
        group="Training",
        ge=1e-6,
        le=0.1,
        log=True,
    )
    epochs: int = knob(
        60,
        "an epoch is a pass over all sheets; the report made 1000",
        group="Training",
        ge=1,
        le=1000,
        log=True,
    )
    shuffle: bool = knob(
        False,
        "take the sheets in a new order in every epoch, in batches of 96; the report's notebooks keep one "
        "order, in such batches",
        group="Training",
        label="Shuffled batches",
    )
    sheets: int = knob(
        960,
        "generated sheets to train on; the report had 7390, which take 1.1 GB",
        group="Sheets",
        ge=96,
        le=7390,
        log=True,
    )
    noise: float = knob(
        25.0,
        "how far the corners move inwards (a unit is up to 1.3 px of 192 × 256) and colours vary",
        group="Sheets",
        ge=0,
        le=50,
    )
    labels: Labels = knob(
        "writing",
        "a sheet's label: its writing area, as in the report's generator, or the page, as photos always have "
        "here; with the writing area a run mixes two labels",
        group="Sheets",
        labels={"writing": "Writing area", "page": "Page"},
    )
    seed: int = knob(
        0,
        "of the sheets, the start and the order: the same seed gives the same run",
        group="Sheets",
        ge=0,
        le=2**31 - 1,
        more=True,
    )
