"""Numbers, counts and durations as people read them."""

from __future__ import annotations

import math

_UNITS = (("ms", 0.001, 100.0), ("s", 1.0, 60.0), ("min", 60.0, 60.0), ("h", 3600.0, math.inf))
"""Name, seconds, and from how many on the next one is taken."""


def rounded(value: float, digits: int = 3) -> str:
    """A number of so many significant digits, written out: "0.0123", "15,800"; far from 1 as "1.2e-07"."""
    return f"{float(f'{value:.{digits}g}'):,.12g}"


def floored(value: float, digits: int) -> float:
    """The largest number of so many significant digits that isn't above `value`, which is positive.

    What a computation lost by rounding doesn't count: 0.9999999999999991 gives 1.
    """
    value *= 1.0 + 1e-12
    nearest = float(f"{value:.{digits}g}")
    unit = 10.0 ** (math.floor(math.log10(value)) - digits + 1)
    return nearest if nearest <= value else float(f"{nearest - unit:.{digits}g}")


def signed(value: float, decimals: int = 2) -> str:
    """A number of so many decimals, with a minus as long as a plus: "1.30", "−0.55"."""
    return f"{value:.{decimals}f}".replace("-", "−")


def percent(share: float, spec: str = ".0") -> str:
    """A share in percent, written as `spec` says: "83 %", with ".1" "83.3 %", with "+.0" "+83 %"."""
    return f"{share:{spec}%}".replace("%", " %")


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 epoch", "1,000 epochs"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """A duration that was measured, in two digits: "0.21 ms", "4.3 s", "2.5 min", "1.5 h"."""
    for unit, size, limit in _UNITS:
        if seconds < limit * size:
            figure = float(f"{seconds / size:.2g}")
            if figure < limit:
                return f"{rounded(figure, 2)} {unit}"
            # 59.6 s is a minute.
            seconds = limit * size
    raise ValueError(f"{seconds} s is no duration")


def about(seconds: float) -> str:
    """A duration to come, no more exact than it can be known: "under 1 s", "about 5 s", "about 2.5 min"."""
    return "under 1 s" if seconds < 1.0 else f"about {duration(round(seconds))}"
