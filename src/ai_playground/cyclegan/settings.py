"""The knobs of a training run."""

from __future__ import annotations

from typing import Literal

from ai_playground.cyclegan.bundle import SWATCHES, Swatch
from ai_playground.settings import Settings, knob

Generator = Literal["residual", "unet"]
Upsampling = Literal["transposed", "resize"]
AdversarialLoss = Literal["least_squares", "cross_entropy"]


class CycleSettings(Settings):
    """Networks, losses, data and pace; the defaults train light generators on a processor."""

    generator: Generator = knob(
        "residual",
        "what paints: residual blocks, which add to what they are given, on a quarter of the size, or a "
        "U-Net, which halves the picture down to a point and enlarges it again",
        group="Networks",
        labels={"residual": "residual blocks", "unet": "U-Net"},
    )
    filters: int = knob(24, "channels of a generator's first convolution", group="Networks", ge=2, le=128)
    blocks: int = knob(6, "residual blocks of a generator", group="Networks", ge=1, le=12)
    levels: int = knob(8, "how often a U-Net halves the picture", group="Networks", ge=2, le=8, more=True)
    upsampling: Upsampling = knob(
        "resize",
        "how residual generators enlarge: as the authors do, or without leaving a checkerboard",
        group="Networks",
        labels={"transposed": "transposed convolution", "resize": "doubled pixels, then a convolution"},
        more=True,
    )
    discriminator_filters: int = knob(
        32, "channels of a discriminator's first convolution", group="Networks", ge=2, le=128
    )

    adversarial: AdversarialLoss = knob(
        "least_squares",
        "how a discriminator's answer is scored",
        group="Losses",
        labels={"least_squares": "least squares", "cross_entropy": "cross-entropy"},
    )
    cycle_weight: float = knob(
        10.0,
        "how much it matters that the way there and back ends at the start",
        group="Losses",
        ge=0.0,
        le=100.0,
    )
    identity_weight: float = knob(
        5.0,
        "how much it matters that a painting (and a photo, by the photographer) is left as it is",
        group="Losses",
        ge=0.0,
        le=100.0,
    )
    smoothing: float = knob(
        0.0, "what the generators' goal of 1 is lowered by", group="Losses", ge=0.0, le=0.5
    )
    discriminator_smoothing: float = knob(
        0.0,
        "what the discriminators' goal of 1 for the real is lowered by",
        group="Losses",
        ge=0.0,
        le=0.5,
        more=True,
    )
    pool_size: int = knob(
        50,
        "made pictures that are kept, to show discriminators in place of half of the new ones; 0: none",
        group="Losses",
        ge=0,
        le=500,
    )

    diffaugment: float = knob(
        0.0,
        "how strongly all that a discriminator sees is changed in colour, moved and cut; for few paintings",
        group="Losses",
        ge=0.0,
        le=1.0,
        more=True,
    )

    lecam: float = knob(
        0.0,
        "what it costs a discriminator that its answers for real and made pictures part (LeCam); for few "
        "paintings; 0: nothing",
        group="Losses",
        label="LeCam regularization",
        ge=0.0,
        le=10.0,
        more=True,
    )

    crop: int = knob(96, "side in px of the square that is cut out of a picture", group="Data", ge=24, le=512)
    smallest_scale: float = knob(
        0.9, "pictures are scaled by this at least", group="Data", ge=0.1, le=4.0, more=True
    )
    largest_scale: float = knob(
        1.15, "pictures are scaled by this at most", group="Data", ge=0.1, le=4.0, more=True
    )
    flip: bool = knob(True, "show half of the squares, by chance, in a mirror", group="Data")
    quarter_turns: bool = knob(False, "turn pictures by a multiple of 90 degrees", group="Data")

    steps: int = knob(20_000, "training steps", group="Pace", ge=1, le=10_000_000, log=True)
    batch_size: int = knob(2, "pictures of each kind in a step", group="Pace", ge=1, le=64)
    learning_rate: float = knob(2e-4, "Adam's learning rate", group="Pace", ge=1e-6, le=1e-1, log=True)
    beta_1: float = knob(0.5, "Adam's memory of gradients", group="Pace", ge=0.0, le=0.999, more=True)
    decay_share: float = knob(
        0.5,
        "share of the steps, the last ones, over which the rate falls to zero",
        group="Pace",
        ge=0.0,
        le=1.0,
    )
    averaging: float = knob(
        0.999,
        "what the moving average of a generator's weights keeps at a step",
        group="Pace",
        ge=0.0,
        le=0.99999,
    )
    seed: int = knob(0, "of the first weights and of every later choice", group="Pace", ge=0, le=2**31 - 1)


SIDE = 64
"""Of the squares of the page's training, in px: those that are learned from, shown and scored."""


class StudySettings(CycleSettings):
    """The knobs on the page: those of every training, on networks small enough to watch."""

    swatch: Swatch = knob(
        "van_gogh_starry_night",
        "the brushwork that is learned",
        group="Data",
        label="Paintings",
        labels=SWATCHES,
    )
    filters: int = knob(12, "channels of a generator's first convolution", group="Networks", ge=2, le=32)
    blocks: int = knob(3, "residual blocks of a generator", group="Networks", ge=1, le=9, more=True)
    levels: int = knob(6, "how often a U-Net halves the picture", group="Networks", ge=2, le=6, more=True)
    discriminator_filters: int = knob(
        16, "channels of a discriminator's first convolution", group="Networks", ge=2, le=64, more=True
    )
    crop: int = knob(
        SIDE, "side in px of the square that is cut out of a picture", group="Data", ge=32, le=96, more=True
    )
    steps: int = knob(2000, "training steps", group="Pace", ge=10, le=20_000, log=True)
    batch_size: int = knob(1, "pictures of each kind in a step", group="Pace", ge=1, le=8)
    averaging: float = knob(
        0.99,
        "what the moving average of a generator's weights keeps at a step",
        group="Pace",
        ge=0.0,
        le=0.9999,
        more=True,
    )
