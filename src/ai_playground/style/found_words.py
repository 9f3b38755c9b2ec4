"""What all sentences on a grid are made of: how a row of figures goes, and how figures are told."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ai_playground.lesson.text import rounded
from ai_playground.style.experiment import OURS, Result

# Changes of the style gap by less than that many points are no change.
POINTS = 2.0
# Nor are those of an error or a loss by less than that share.
SHARE = 0.05


def gaps(results: Sequence[Result]) -> str:
    """What share of the style gap each picture has closed: "12 % (100), 40 % (5)"."""
    return ", ".join(f"{each.measure.closed:.0f} % ({each.name})" for each in results)


def trend(values: Sequence[float], least: float) -> str:
    """Which way a row of values goes: "rises", "falls", "stays" or "goes up and down"."""
    steps = [after - before for before, after in itertools.pairwise(values)]
    if max(values) - min(values) < least:
        return "stays"
    if all(step > -least for step in steps) and values[-1] > values[0]:
        return "rises"
    if all(step < least for step in steps) and values[-1] < values[0]:
        return "falls"
    return "goes up and down"


def said(agrees: bool, who: str = "he", tested: str = "") -> str:
    """Whether that is what the author saw; `tested` names the part that was tested, if it isn't all of it."""
    part = f", as far as it is tested: {tested}" if tested else ""
    return f"{'As' if agrees else 'Not as'} {who} saw it{part}."


def theirs(results: Sequence[Result]) -> list[Result]:
    """Those that the author made, without those that we put beside them."""
    return [each for each in results if not each.name.endswith(OURS)]


def as_far_as(values: Sequence[float]) -> str:
    """Up to which block a row of values rises, without a fall before."""
    steps = itertools.pairwise(values)
    top = 1 + sum(1 for _ in itertools.takewhile(lambda step: step[1] > step[0], steps))
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


def verdict(before: float, after: float) -> str:
    """How a loss compares with another."""
    if abs(after / before - 1) < SHARE:
        return "no different"
    return "better" if after < before else "worse"
