"""The way of the pictures through the four networks, and where each loss is taken."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets
import numpy as np

from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import Moment
from ai_playground.lesson.text import rounded
from ai_playground.page.layout import stack

PARTS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "adversarial": (
        "Fool the judge",
        ("photo", "painter", "painted", "judge"),
        ("painter",),
    ),
    "cycle": (
        "Come back",
        ("photo", "painter", "painted", "photographer", "back"),
        ("cycle_photo",),
    ),
    "identity": ("Leave it be", ("painting", "painter2", "same"), ("identity_painting",)),
    "judging": ("Judge", ("painted", "painting", "judge"), ("judge_painting",)),
}
"""Each loss: what its button says, the parts at work, and its name in `step.LOSSES`."""
_TOLD = {
    "adversarial": "The judge sees what was made: the painter's loss is how far the answer is from “real”.",
    "cycle": "The photographer makes a photo of it: the loss is how far that is from the first one.",
    "identity": "The painter is given a painting: the loss is how much it changes what needs no change.",
    "judging": "The judge sees a painting and a made one: its loss is how badly it tells the two apart.",
}
_HALF = "Half of it: the other begins at a painting and has a judge of photos."
_BOXES = {
    "photo": (4, 16, "photo", "aip-flow-picture"),
    "painter": (130, 16, "painter", "aip-flow-network"),
    "painted": (256, 16, "painted", "aip-flow-picture"),
    "photographer": (256, 96, "photographer", "aip-flow-network"),
    "back": (130, 96, "photo again", "aip-flow-picture"),
    "judge": (382, 56, "judge", "aip-flow-network"),
    "painting": (382, 136, "painting", "aip-flow-picture"),
    "painter2": (256, 176, "painter", "aip-flow-network"),
    "same": (130, 176, "the same?", "aip-flow-picture"),
}
_WIDE, _HIGH = 108, 34
_ARROWS = (
    ("photo", "painter"),
    ("painter", "painted"),
    ("painted", "photographer"),
    ("photographer", "back"),
    ("painted", "judge"),
    ("painting", "judge"),
    ("painting", "painter2"),
    ("painter2", "same"),
)


class DataFlow:
    """A picture of the half that begins at a photo; the other half is the same with the kinds exchanged.

    Attributes:
        views: The widgets that `tell` changes.
        widget: The picture and a button for each loss.
    """

    def __init__(self) -> None:
        self._drawing, self._said = ipywidgets.HTML(), ipywidgets.HTML()
        self._part = "cycle"
        self._moment: Moment | None = None
        buttons = []
        for name, (label, _, _) in PARTS.items():
            button = ipywidgets.Button(description=label)
            button.on_click(lambda _button, name=name: self.choose(name))
            buttons.append(button)
        self.views = (self._drawing, self._said)
        self.widget = stack("aip-flow", stack("aip-tools", *buttons), self._drawing, self._said)
        self._draw()

    def choose(self, part: str) -> None:
        """Light up the parts that one of the losses passes."""
        self._part = part
        self._draw()

    def tell(self, moment: Moment | None) -> None:
        """Write the losses of this moment where they are taken."""
        if moment is not self._moment:
            self._moment = moment
            self._draw()

    def _draw(self) -> None:
        self._drawing.value = drawing(self._part, self._moment)
        self._said.value = f"<p>{_TOLD[self._part]}</p><p>{_HALF}</p>"


def drawing(part: str, moment: Moment | None) -> str:
    """The picture as SVG; no text in it comes from outside."""
    _, lit, names = PARTS[part]
    boxes, arrows = [], []
    for name, (x, y, text, kind) in _BOXES.items():
        on = " aip-flow-on" if name in lit else ""
        boxes.append(
            f"<g class='{kind}{on}'><rect x='{x}' y='{y}' width='{_WIDE}' height='{_HIGH}' rx='6'/>"
            f"<text x='{x + _WIDE / 2}' y='{y + _HIGH / 2 + 5}'>{text}</text></g>"
        )
    for start, end in _ARROWS:
        (x1, y1), (x2, y2) = _ends(start, end)
        on = " aip-flow-on" if start in lit and end in lit else ""
        arrows.append(f"<path class='aip-flow-arrow{on}' d='M{x1} {y1}L{x2} {y2}'/>")
    value = "" if moment is None else _value(moment, names)
    alt = f"Lit: {', '.join(_BOXES[name][2] for name in lit)}"
    return (
        f"<svg class='aip-flow-drawing' viewBox='0 0 494 240' role='img' aria-label='{alt}'>"
        f"{''.join(arrows)}{''.join(boxes)}<text class='aip-flow-loss' x='4' y='234'>{value}</text></svg>"
    )


def _value(moment: Moment, names: tuple[str, ...]) -> str:
    found = [float(moment.losses[LOSSES.index(name)]) for name in names]
    if not np.isfinite(found).all():
        return ""
    return f"this loss at step {moment.step:,}: {', '.join(rounded(value) for value in found)}"


def _ends(start: str, end: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where an arrow leaves one box and meets the other: on the sides that face each other."""
    (x1, y1, *_), (x2, y2, *_) = _BOXES[start], _BOXES[end]
    if abs(x2 - x1) >= _WIDE:
        right = x2 > x1
        return (
            (x1 + (_WIDE if right else 0), y1 + _HIGH / 2),
            (x2 + (0 if right else _WIDE), y2 + _HIGH / 2),
        )
    down = y2 > y1
    middle = _WIDE / 2
    return ((x1 + middle, y1 + (_HIGH if down else 0)), (x2 + middle, y2 + (0 if down else _HIGH)))
