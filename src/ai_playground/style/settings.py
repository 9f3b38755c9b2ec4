"""The knobs of the style lesson."""

from __future__ import annotations

from typing import Literal

from ai_playground.perceptual.architectures import Network, Pooling
from ai_playground.perceptual.precision import Precision
from ai_playground.settings import Settings, describe, knob

OptimizerName = Literal["lbfgs", "adam", "plain"]
Schedule = Literal["coarse_to_fine", "flat"]
Colors = Literal["style", "content", "content_lightness", "style_matched"]


class StyleSettings(Settings):
    """How much of what to take from which layer, and how to search for it; the defaults paint well."""

    content_weight: float = knob(
        2.0,
        "how much it matters that the picture shows what the photograph shows",
        group="Balance",
        ge=0.0,
        le=1_000.0,
        log=True,
        live=True,
    )
    style_weight: float = knob(
        100.0,
        "how much it matters that it is painted like the painting",
        group="Balance",
        ge=0.0,
        le=10_000.0,
        log=True,
        live=True,
    )
    total_variation_weight: float = knob(
        50.0,
        "how much it matters that neighbouring pixels are alike: smooths grain, in the end everything",
        group="Balance",
        ge=0.0,
        le=100_000.0,
        log=True,
        live=True,
        more=True,
    )
    style_blend: str = knob(
        "",
        "shares of several styles, in their order, such as 75, 25; empty: equal shares",
        group="Balance",
        live=True,
        more=True,
    )
    layer_exponent: float = knob(
        0.6,
        "weight of each style layer over the one before, with all of them scaled to sum to 1: below 1 "
        "shallow layers count most, above 1 deep ones",
        group="Layers",
        ge=0.1,
        le=10.0,
        log=True,
        live=True,
    )
    style_layers: str = knob(
        "",
        "layers whose Gram matrices (which features occur together, and how strongly) are compared, each "
        "with a weight, such as block1_conv1 block3_conv1:0.5; empty: the network's usual ones",
        group="Layers",
        more=True,
    )
    content_layers: str = knob(
        "",
        "layers whose features are compared, such as block4_conv2; empty: the network's usual one",
        group="Layers",
        more=True,
    )
    pooling: Pooling = knob(
        "max",
        "how a block hands on a square of four values (VGG networks)",
        group="Layers",
        labels={"max": "the largest", "average": "their average", "l2": "their root mean square"},
        more=True,
    )
    network: Network = knob(
        "vgg16_hed",
        "the network whose features describe the pictures",
        group="Layers",
        labels={
            "vgg16_hed": "VGG16, tuned for edges",
            "vgg16": "VGG16 (download)",
            "vgg19": "VGG19 (download)",
            "resnet50": "ResNet50 (download)",
            "inception_v3": "Inception v3 (download)",
            "random": "VGG16, untrained",
        },
        more=True,
    )
    noise_ratio: float = knob(
        0.0,
        "share of noise in the picture that is painted over; 0 starts from the photograph",
        group="Start",
        ge=0.0,
        le=1.0,
    )
    seed: int = knob(
        42, "fixes the noise and the untrained network", group="Start", ge=0, le=9_999, more=True
    )
    style_scale: float = knob(
        1.0,
        "size of the painting relative to the picture: larger gives larger strokes",
        group="Painting",
        ge=0.25,
        le=2.0,
        log=True,
    )
    style_resolution: int = knob(
        2048,
        "detail left in the painting: its longer side in px before it is scaled",
        group="Painting",
        ge=16,
        le=2048,
        log=True,
        more=True,
    )
    crop_left: float = knob(
        0.0, "left edge of the part of the painting that counts, as a share of its width", group="Painting",
        ge=0.0, le=0.95, more=True,
    )  # fmt: skip
    crop_top: float = knob(
        0.0, "upper edge of that part, as a share of its height", group="Painting", ge=0.0, le=0.95, more=True
    )
    crop_width: float = knob(
        1.0, "width of that part, as a share of the painting's", group="Painting", ge=0.05, le=1.0, more=True
    )
    crop_height: float = knob(
        1.0, "height of that part, as a share of the painting's", group="Painting", ge=0.05, le=1.0, more=True
    )
    colors: Colors = knob(
        "style",
        "whose colors the result has",
        group="Painting",
        labels={
            "style": "the painting's",
            "content": "the photograph's",
            "content_lightness": "the painting's, lightness of the photograph",
            "style_matched": "the painting's, matched to the photograph first",
        },
    )
    size: int = knob(320, "longer side of the result, in px", group="Search", ge=64, le=1024, log=True)
    iterations: int = knob(
        30,
        "steps at each size: those of the whole run are so many for every size that the schedule has",
        group="Search",
        ge=1,
        le=2_000,
        log=True,
    )
    schedule: Schedule = knob(
        "coarse_to_fine",
        "paint the picture small first, then enlarge it and go on; or paint at its full size all the time",
        group="Search",
        labels={"coarse_to_fine": "coarse to fine", "flat": "full size only"},
        more=True,
    )
    optimizer: OptimizerName = knob(
        "lbfgs",
        "the rule that turns a gradient into a step: L-BFGS learns from its last steps how the loss bends, "
        "Adam gives each pixel a length of step of its own",
        group="Search",
        labels={"lbfgs": "L-BFGS", "adam": "Adam", "plain": "plain gradient"},
        more=True,
    )
    learning_rate: float = knob(
        0.1,
        "how far a step may go: change of a pixel, 0 black to 1 white",
        group="Search",
        ge=0.0001,
        le=1.0,
        log=True,
        live=True,
        more=True,
    )
    tolerance: float = knob(
        0.0,
        "go on to the next size, or end at the last, when a step changes the loss by less than this share; "
        "0: never",
        group="Search",
        ge=0.0,
        le=0.1,
        more=True,
    )
    precision: Precision = knob(
        "auto",
        "arithmetic of the network; auto takes bfloat16 where the processor has it",
        group="Search",
        more=True,
    )


# What may change while a run is on.
LIVE = tuple(knob.name for knob in describe(StyleSettings) if knob.live)
