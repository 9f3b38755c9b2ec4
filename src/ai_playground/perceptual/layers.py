"""Texts that name layers with weights, read once into a plan of what is compared. Knows no TensorFlow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ai_playground.perceptual.architectures import ARCHITECTURES, Architecture, Network


class LayerError(ValueError):
    """A list of layers that the network can't serve; the message says what it can."""


@dataclass(frozen=True)
class LayerPlan:
    """Which layers of a network are compared, and how much each of them counts.

    Shares of content, style and blend each sum to 1; those of layers may all be 0 if so asked.

    Attributes:
        content: Share of each content layer, in order of depth.
        style: Share of each style layer, in order of depth.
        blend: Share of each style picture.
    """

    content: Mapping[str, float]
    style: Mapping[str, float]
    blend: tuple[float, ...]


def plan_layers(
    network: Network,
    *,
    content: str = "",
    style: str = "",
    exponent: float = 1.0,
    blend: str = "",
    styles: int = 1,
) -> LayerPlan:
    """Read what is to be compared.

    Args:
        network: Whose layers are named.
        content: Content layers with weights, such as ``block4_conv2``; empty for the network's usual one.
        style: Style layers with weights, such as ``block1_conv1 block3_conv1:0.5``; empty for the usual ones.
        exponent: Weight of each style layer over the one before.
        blend: Shares of the style pictures, such as ``75, 25``; empty for equal ones.
        styles: How many style pictures there are.

    Raises:
        LayerError: a name the network doesn't have, what is no weight, shares for another number of styles.
    """
    architecture = ARCHITECTURES[network]
    return LayerPlan(
        content=content_layers(content, architecture),
        style=style_layers(style, architecture, exponent),
        blend=blend_shares(blend, styles),
    )


def content_layers(text: str, architecture: Architecture) -> dict[str, float]:
    """Content layers in order of depth, with weights that sum to 1. Raises LayerError."""
    return _normalized(_parse(text, architecture) or {architecture.content: 1.0})


def style_layers(text: str, architecture: Architecture, exponent: float = 1.0) -> dict[str, float]:
    """Style layers in order of depth, with weights that sum to 1. Raises LayerError.

    The weight of the n-th layer is multiplied by ``exponent ** n``.
    """
    chosen = _parse(text, architecture) or dict.fromkeys(architecture.style, 1.0)
    raised = {name: weight * exponent**number for number, (name, weight) in enumerate(chosen.items())}
    return _normalized(raised)


def blend_shares(text: str, styles: int) -> tuple[float, ...]:
    """Share of each of `styles` styles, summing to 1. Raises LayerError if the text gives another number."""
    words = re.findall(r"[^\s,;:/]+", text)
    if not words:
        return (1.0 / styles,) * styles
    shares = [_weight(word) for word in words]
    if len(shares) != styles:
        raise LayerError(
            f"The blend has {_counted(len(shares), 'share')} for {_counted(styles, 'style')}: {text[:80]}"
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
