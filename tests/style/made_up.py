"""Ends of runs with the figures that a test wants, and no run behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ai_playground.perceptual.architectures import BUNDLED, Network
from ai_playground.style.experiment import Cell, Result
from ai_playground.style.recording import load_recording
from ai_playground.style.transfer import Snapshot
from ai_playground.style.yardstick import LAYERS, STYLE_LAYERS, Judged, Measure


def judged(
    closed: float = 50.0,
    content: float | Mapping[str, float] = 0.5,
    *,
    loss: float = 1.0,
    ssim: float = 0.5,
    stroke: float = 2.0,
    start_stroke: float = 3.9,
    variation: float = 0.01,
    plain: Mapping[str, float] | None = None,
    weighted: tuple[float, float, float] = (0.5, 0.4, 0.1),
    step: int = 30,
    in_layers: Mapping[str, float] | None = None,
    untrained: float | None = None,
    network: Network = BUNDLED,
    styles: int = 1,
) -> Judged:
    """A run that has closed so many percent of the gap to each style, in layers that are named another."""
    near = {layer: 1 - (in_layers or {}).get(layer, closed) / 100 for layer in STYLE_LAYERS}
    errors = dict.fromkeys(LAYERS, content) if isinstance(content, float) else content
    measured = Measure(
        style=(tuple(near.values()),) * styles,
        start=((1.0,) * len(STYLE_LAYERS),) * styles,
        shares=(1.0 / styles,) * styles,
        content={**dict.fromkeys(LAYERS, 0.5), **errors},
        plain=plain or dict.fromkeys(STYLE_LAYERS, 1.0),
        ssim=ssim,
        total_variation=variation,
        stroke=stroke,
        start_stroke=start_stroke,
    )
    last = _recorded_end()
    settings = last.settings.changed(network=network)
    last = replace(last, loss=loss, weighted=weighted, step=step, settings=settings)
    return Judged(last, measured, untrained)


@cache
def _recorded_end() -> Snapshot:
    return load_recording().snapshots[-1]


def result(column: str, row: str = "", **figures: Any) -> Result:
    """A cell of a grid with such an end."""
    return Result(Cell(row, column, {}), judged(**figures))
