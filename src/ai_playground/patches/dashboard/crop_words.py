"""What the crop game says: rectangles with their labels, answers in sentences, the score as a table."""

from __future__ import annotations

import html
from typing import Any

from ai_playground.patches.crop_game import Score
from ai_playground.patches.grid import WHOLE, Window
from ai_playground.patches.rectangle import Guess


def drawn(window: Window, kind: str, who: str) -> dict[str, Any]:
    """A rectangle for a `PhotoMap`, and whose it is."""
    sides = {"x1": window.x1, "y1": window.y1, "x2": window.x2, "y2": window.y2}
    return {**sides, "kind": kind, "label": f"{who}: whole" if window == WHOLE else who}


def was(window: Window) -> str:
    """What the photo was, in a sentence."""
    if window == WHOLE:
        return "Nothing was cropped away."
    return f"{100 * window.factor:.0f} % of each side are left."


def answer(who: str, guess: Guess, true: Window) -> str:
    """How good an answer is, in a sentence."""
    sure = max(guess.cropped, 1.0 - guess.cropped)
    word = "cropped" if guess.cropped > 0.5 else "not cropped"
    how = f"{word}, {100 * sure:.0f} % sure" if sure < 1.0 else word
    return (
        f"{who}: {how}; factor {100 * guess.factor:.0f} %, off by "
        f"{100 * abs(true.factor - guess.factor):.0f} points; "
        f"the rectangle overlaps by {guess.window.overlap(true):.2f}."
    )


def table(scores: dict[str, Score]) -> str:
    """The score of several players as HTML."""

    def row(name: str, cells: list[str]) -> str:
        return f"<tr><th scope=row>{name}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    head = "".join(f"<th scope=col>{html.escape(who)}</th>" for who in scores)
    return (
        f"<table class=aip-score><tr><td></td>{head}</tr>"
        + row("cropped or not", [f"{each.told} of {each.rounds} right" for each in scores.values()])
        + row("factor off by", [f"{100 * each.off:.0f} points" for each in scores.values()])
        + row("overlap, 1: the same rectangle", [f"{each.overlap:.2f}" for each in scores.values()])
        + "</table>"
    )
