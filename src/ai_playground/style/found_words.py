"""What all sentences on a grid are made of: how figures are told, and what they say of the author's claim."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from ai_playground.lesson.text import rounded
from ai_playground.style.differences import larger_share
from ai_playground.style.experiment import OURS, Result


def gaps(results: Sequence[Result]) -> str:
    """What share of the style gap each picture has closed: "12 % (100), 40 % (5)"."""
    return ", ".join(f"{each.measure.closed:.0f} % ({each.name})" for each in results)


def said(agrees: bool | None, who: str = "he", tested: str = "") -> str:
    """Whether that is what the author saw; None where the pictures differ by too little.

    `tested` names the part that was tested, if it isn't all of it.
    """
    part = f", as far as it is tested: {tested}" if tested else ""
    if agrees is None:
        return f"Whether it is as {who} saw it can't be told, the pictures differ by too little{part}."
    return f"{'As' if agrees else 'Not as'} {who} saw it{part}."


def theirs(results: Sequence[Result]) -> list[Result]:
    """Those that the author made, without those that we put beside them."""
    return [each for each in results if not each.name.endswith(OURS)]


def best(results: Sequence[Result], cost: Callable[[Result], float], least: float) -> list[Result]:
    """The result of the lowest cost, and after it those that are less than `least` behind it."""
    in_order = sorted(results, key=cost)
    return [each for each in in_order if each is in_order[0] or cost(each) - cost(in_order[0]) < least]


def any_of(names: Sequence[str]) -> str:
    """Names of which one is meant and it can't be told which: "a", "a or b", "a, b or c"."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def as_far_as(values: Sequence[float]) -> str:
    """Up to which block a row of values rises, without a step before that is no clear rise."""
    steps = itertools.pairwise(values)
    top = 1 + sum(1 for _ in itertools.takewhile(lambda step: larger_share(step[1], step[0]), steps))
    return "all the way" if top == len(values) else f"as far as block {top}" if top > 1 else "nowhere"


def percents(values: Sequence[float]) -> str:
    """Shares, without their names."""
    return ", ".join(f"{value:.0f}" for value in values) + " %"


def pixels(values: Sequence[float]) -> str:
    """Lengths, without their names."""
    return ", ".join(f"{value:.1f}" for value in values) + " px"


def errors(results: Sequence[Result]) -> str:
    """The content error of each picture."""
    return ", ".join(f"{each.measure.content_error:.2f} ({each.name})" for each in results)


def losses(results: Sequence[Result]) -> str:
    """The loss that each run came to."""
    return ", ".join(f"{rounded(each.last.loss)} ({each.name})" for each in results)
