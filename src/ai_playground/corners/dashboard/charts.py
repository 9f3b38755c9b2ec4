"""Axes, layers and captions of the charts of a training run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.paper_training import Snapshot
from ai_playground.ui.layers import line, marker, rule

MEDIAN = "median guess, sheets"


def error_axes(
    history: Sequence[Snapshot], past: Sequence[NDArray[np.float64]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Epochs across, errors up, on a log scale: from the smallest of all to the largest after the start.

    Args:
        history: The run's snapshots, one for each epoch.
        past: Points (epoch, error) of the runs before it.
    """
    points = [(each.epoch, value) for each in history for value in (each.held_out_mae, each.photo_mae)]
    points += [(1, each.constant_mae) for each in history[-1:]]
    points += [(int(epoch), float(error)) for curve in past for epoch, error in curve]
    drawn = [(epoch, error) for epoch, error in points if 0 < error < np.inf] or [(1, 50.0)]
    # The start's error is of hundreds of pixels where the constant start answers in thousands.
    later = [error for epoch, error in drawn if epoch > 0] or [error for _, error in drawn]
    low, high = min(error for _, error in drawn), max(later)
    return (
        {"label": "epoch", "log": False, "domain": [0, max(max(epoch for epoch, _ in drawn), 1)]},
        {"label": "px of 192 × 256", "log": True, "domain": [0.8 * low, 1.25 * high]},
    )


def error_layers(history: Sequence[Snapshot], guess: bool) -> list[dict[str, Any]]:
    """The errors of a run, the smallest on photos, and what the median guess scores on unseen sheets.

    That one only if `guess` says so.

    A guess without error, as on sheets that are all alike, has no place on a log scale.
    """
    if not history:
        return []
    epochs = [each.epoch for each in history]
    constant = history[-1].constant_mae
    layers = [
        *([rule("y", constant, MEDIAN, tone="truth")] if guess and constant > 0 else []),
        line(
            np.column_stack([epochs, [e.held_out_mae for e in history]]), label="sheets, unseen", tone="now"
        ),
    ]
    photo = np.array([each.photo_mae for each in history])
    if np.isfinite(photo).all():
        layers.append(line(np.column_stack([epochs, photo]), label="photos", tone="reference"))
        best = int(photo.argmin())
        layers.append(marker(epochs[best], float(photo[best]), f"min {photo[best]:.1f}", tone="reference"))
    return layers


def unit_axes(units: int, epochs: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Epochs across, units up."""
    return (
        {"label": "epoch", "log": False, "domain": [0, epochs]},
        {"label": "units", "log": False, "domain": [0, 1.1 * units]},
    )


def unit_layers(history: Sequence[Snapshot]) -> list[dict[str, Any]]:
    """How many units of the second layer differ, and how many of the first two are dead."""
    epochs = [each.epoch for each in history]
    return [
        line(
            np.column_stack([epochs, [each.distinct_units[1] for each in history]]),
            label="different",
            tone="now",
        ),
        line(
            np.column_stack([epochs, [each.dead_units[1] for each in history]]), label="dead", tone="before"
        ),
        line(
            np.column_stack([epochs, [each.dead_units[0] for each in history]]),
            label="dead, first layer",
            tone="mute",
        ),
    ]


def unit_caption(shown: Snapshot) -> list[list[str]]:
    """The same of one snapshot, in words."""
    return [
        [f"{shown.distinct_units[1]} different", "now"],
        [f"{shown.dead_units[1]} dead, {shown.dead_units[0]} in the first layer", "mute"],
    ]
