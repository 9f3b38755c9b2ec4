"""What is known of each network before it is loaded. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Network = Literal["vgg16_hed", "vgg16", "vgg19", "resnet50", "inception_v3", "random"]
Pooling = Literal["max", "average", "l2"]

# The trained network whose weights come with a package that is installed.
BUNDLED: Network = "vgg16_hed"


@dataclass(frozen=True)
class Architecture:
    """What is known of a network without loading it.

    Attributes:
        layers: Names in order of depth.
        channels: Features of each layer.
        strides: Pixels of the picture from one place of each layer to the next.
        style: The layers whose Gram matrices are compared unless told otherwise.
        content: The layer whose features are compared unless told otherwise.
        weights_mb: Megabytes to download; 0 if there is nothing to download.
        shortest: The least side of a picture, in px, of which the deepest layer sees anything.
        keras_class: The class in `keras.applications` of a network that is taken as it is there: with its own
            pooling and in float32. Empty for those that are built here.
    """

    layers: tuple[str, ...]
    channels: tuple[int, ...]
    strides: tuple[int, ...]
    style: tuple[str, ...]
    content: str
    weights_mb: int = 0
    shortest: int = 32
    keras_class: str = ""


def _vgg(convolutions: tuple[int, ...], weights_mb: int = 0) -> Architecture:
    places = [
        (block, number) for block, count in enumerate(convolutions, 1) for number in range(1, count + 1)
    ]
    names = tuple(f"block{block}_conv{number}" for block, number in places)
    return Architecture(
        names,
        channels=tuple(min(32 * 2**block, 512) for block, _ in places),
        strides=tuple(2 ** (block - 1) for block, _ in places),
        style=tuple(name for name in names if name.endswith("conv1")),
        content="block4_conv2",
        weights_mb=weights_mb,
    )


_RESNET = ("conv1_relu", "conv2_block3_out", "conv3_block4_out", "conv4_block6_out", "conv5_block3_out")
_INCEPTION = ("mixed0", "mixed2", "mixed4", "mixed7", "mixed9")

ARCHITECTURES: Mapping[Network, Architecture] = MappingProxyType(
    {
        "vgg16_hed": _vgg((2, 2, 3, 3, 3)),
        "vgg16": _vgg((2, 2, 3, 3, 3), weights_mb=59),
        "vgg19": _vgg((2, 2, 4, 4, 4), weights_mb=80),
        "resnet50": Architecture(
            _RESNET,
            channels=(64, 256, 512, 1024, 2048),
            strides=(2, 4, 8, 16, 32),
            style=_RESNET[:4],
            content="conv4_block6_out",
            weights_mb=95,
            keras_class="ResNet50",
        ),
        "inception_v3": Architecture(
            _INCEPTION,
            channels=(256, 288, 768, 768, 2048),
            strides=(8, 8, 16, 16, 32),
            style=_INCEPTION[:4],
            content="mixed4",
            weights_mb=88,
            shortest=75,
            keras_class="InceptionV3",
        ),
        "random": _vgg((2, 2, 3, 3, 3)),
    }
)
