"""How often each value of red, green and blue occurs: what the report's second figure shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ai_playground.locations import assets_directory
from ai_playground.pictures import Pixels

BIN = 4
"""Values that are counted together."""
CHANNELS = ("red", "green", "blue")


@dataclass(frozen=True)
class Set:
    """Of one kind of pictures.

    Attributes:
        label: What they are.
        count: How many.
        shares: Of each bin among all values but 0, (3, 64); each row sums to 1.
    """

    label: str
    count: int
    shares: NDArray[np.float64]


def shares(pictures: Iterable[Pixels]) -> NDArray[np.float64]:
    """Share of each bin of `BIN` values in each channel, (3, 64), values of 0 left out as in the report."""
    counts = np.zeros((3, 256))
    for picture in pictures:
        for channel in range(3):
            counts[channel] += np.bincount(picture[..., channel].ravel(), minlength=256)
    counts[:, 0] = 0
    binned = counts.reshape(3, -1, BIN).sum(axis=2)
    return np.asarray(binned / np.maximum(binned.sum(axis=1, keepdims=True), 1))


@cache
def of_monets() -> tuple[Set, ...]:
    """Monets, photographs and the photographs as our painter paints them: measured, and shipped as counts."""
    told = json.loads(file().read_text(encoding="utf-8"))
    return tuple(Set(each["label"], each["count"], np.array(each["shares"])) for each in told)


def write(sets: Iterable[Set]) -> None:
    """Write what `of_monets` reads."""
    told = [
        {"label": each.label, "count": each.count, "shares": each.shares.round(5).tolist()} for each in sets
    ]
    file().write_text(json.dumps(told), encoding="utf-8")


def file() -> Path:
    """Where the counts lie."""
    return assets_directory() / "cyclegan" / "distributions.json"
