"""Which layers a network offers, and how a text names some of them with weights. Knows no TensorFlow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ai_playground.style.settings import Network, StyleSettings


class LayerError(ValueError):
    """A list of layers that the network can't serve; the message says what it can."""


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
    """

    layers: tuple[str, ...]
    channels: tuple[int, ...]
    strides: tuple[int, ...]
    style: tuple[str, ...]
    content: str
    weights_mb: int = 0
    shortest: int = 32


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
        ),
        "inception_v3": Architecture(
            _INCEPTION,
            channels=(256, 288, 768, 768, 2048),
            strides=(8, 8, 16, 16, 32),
            style=_INCEPTION[:4],
            content="mixed4",
            weights_mb=88,
            shortest=75,
        ),
        "random": _vgg((2, 2, 3, 3, 3)),
    }
)


def style_layers(settings: StyleSettings) -> dict[str, float]:
    """Style layers in order of depth, with weights that sum to 1 (all 0 if so asked).

    The exponent multiplies the weight of the n-th layer by ``layer_exponent ** n``.
    Raises LayerError for a name the network doesn't have.
    """
    architecture = ARCHITECTURES[settings.network]
    chosen = _parse(settings.style_layers, architecture) or dict.fromkeys(architecture.style, 1.0)
    raised = {
        name: weight * settings.layer_exponent**number for number, (name, weight) in enumerate(chosen.items())
    }
    return _normalized(raised)


def content_layers(settings: StyleSettings) -> dict[str, float]:
    """Content layers in order of depth, with weights that sum to 1. Raises LayerError as above."""
    architecture = ARCHITECTURES[settings.network]
    return _normalized(_parse(settings.content_layers, architecture) or {architecture.content: 1.0})


def blend_shares(settings: StyleSettings, styles: int) -> tuple[float, ...]:
    """Share of each of `styles` styles, summing to 1. Raises LayerError if the text gives another number."""
    words = re.findall(r"[^\s,;:/]+", settings.style_blend)
    if not words:
        return (1.0 / styles,) * styles
    shares = [_weight(word) for word in words]
    if len(shares) != styles:
        raise LayerError(
            f"The blend has {_counted(len(shares), 'share')} for {_counted(styles, 'style')}: "
            f"{settings.style_blend[:80]}"
        )
    if sum(shares) <= 0:
        raise LayerError("The blend's shares are all 0.")
    return tuple(share / sum(shares) for share in shares)


def _parse(text: str, architecture: Architecture) -> dict[str, float]:
    chosen: dict[str, float] = {}
    for word in re.findall(r"[^\s,;]+", text):
        name, _, weight = word.partition(":")
        if name not in architecture.layers:
            raise LayerError(f"No layer {name[:40]}; the network has {', '.join(architecture.layers)}.")
        chosen[name] = _weight(weight) if weight else 1.0
    return {name: chosen[name] for name in architecture.layers if name in chosen}


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _weight(word: str) -> float:
    try:
        weight = float(word.removesuffix("%"))
    except ValueError:
        weight = -1.0
    if not 0.0 <= weight <= 1e6:
        raise LayerError(f"{word[:40]} is no weight: it takes a number from 0 to 1,000,000.")
    return weight


def _normalized(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values()) or 1.0
    return {name: weight / total for name, weight in weights.items()}
