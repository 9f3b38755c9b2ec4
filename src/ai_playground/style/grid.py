"""The pictures of an experiment, painted one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai_playground.perceptual.architectures import Network
from ai_playground.perceptual.network import WeightsMissing
from ai_playground.pictures import Pixels
from ai_playground.style.inputs import Style
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot, stylize


@dataclass(frozen=True, eq=False)
class GridSnapshot:
    """A grid while it is painted: the cell that is on, its run, or why there is none, in few words."""

    cell: int
    run: Snapshot | None
    problem: str = ""


def paint_grid(
    content: Pixels,
    styles: Sequence[Style],
    cells: Sequence[StyleSettings],
    find_weights: Callable[[Network], Path | None],
) -> Generator[GridSnapshot, Any, None]:
    """Paint one cell after the other; a cell that can't be painted says why and the next goes on.

    Args:
        content: uint8 of shape (height, width, 3).
        styles: The paintings.
        cells: Settings of each cell.
        find_weights: Gives a network's file of weights, or None where it needs none; may download it.
    """
    for number, settings in enumerate(cells):
        try:
            weights = find_weights(settings.network)
        except WeightsMissing:
            yield GridSnapshot(number, None, "needs a download")
            continue
        try:
            for snapshot in stylize(content, styles, settings, weights):
                yield GridSnapshot(number, snapshot)
        except ValueError as error:
            yield GridSnapshot(number, None, str(error))
