"""What somebody reported, and how a run compares with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Word = Literal["same", "close", "differs", ""]


@dataclass(frozen=True)
class Verdict:
    """How a run compares with what was reported: one word, "" for none, and what it was read from."""

    word: Word
    note: str


@dataclass(frozen=True)
class Finding:
    """A reported figure, and the run that repeats it.

    Attributes:
        name: Short identifier.
        label: What was run, for people.
        reported: What was reported, as printed or in few words.
        action: What the button says that runs it.
        note: A small line under the label.
    """

    name: str
    label: str
    reported: str
    action: str
    note: str = ""


def word_for(difference: float, *, same: float, close: float) -> Word:
    """The verdict on a difference, as a share of what was reported, below these limits."""
    return "same" if difference < same else "close" if difference < close else "differs"
