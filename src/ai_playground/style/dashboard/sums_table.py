"""The report's table of style losses by layer, beside the losses of a small run on the chosen pictures."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from ai_playground.lesson.text import percent, rounded
from ai_playground.style.plain_sums import REPORTED, WEIGHTS, mean_reported, shares
from ai_playground.style.yardstick import Judged

# The question that the table would answer.
QUESTION = "plain_sums"
_ASK = "<p>Answer the question about block 4 and block 1, and the report's table stands here.</p>"
_HEADINGS = (
    "layer",
    "the report's losses",
    "share of their plain sum",
    "share if it had its weights",
    "your loss",
    "share of your plain sum",
    "your relative error",
)


class SumsTable:
    """The table, hidden until its question is answered.

    Attributes:
        widget: It.
    """

    def __init__(self) -> None:
        self.widget = ipywidgets.HTML(_ASK)
        self._judged: Judged | None = None

    def take(self, judged: Judged) -> None:
        """Take up the small run that decides the question."""
        self._judged = judged

    def show(self) -> None:
        """Show the table, of the run that was taken up last."""
        if self._judged is not None:
            self.widget.value = table(self._judged)


def table(judged: Judged) -> str:
    """The table as HTML; no text in it comes from outside."""
    plain, errors = judged.measure.plain, judged.measure.style[0]
    means = {name: mean_reported(name) for name in REPORTED}
    theirs, weighted, yours = shares(means), shares(means, WEIGHTS), shares(plain)
    rows = "".join(
        f"<tr><th scope='row'>{name}</th>{_cells(name, theirs, weighted)}"
        f"<td>{rounded(plain[name])}</td><td>{percent(yours[name], '.1')}</td><td>{error:.3f}</td></tr>"
        for name, error in zip(REPORTED, errors, strict=True)
    )
    head = "".join(f"<th>{text}</th>" for text in _HEADINGS)
    block = max(weighted, key=weighted.__getitem__)
    return (
        "<p><b>Style losses by layer, in plain sums.</b> The report's figure 3, of three pictures (a "
        "number is missing in print; the first of block5_conv1 is garbled and follows from the sum that it "
        "prints), and a small run on your pictures, in the same unit: the mean squared "
        "difference of the Gram matrices. “The individual style loss of each layer is considerably "
        f"different from each other”, so they gave the layers weights ({_weights()}, as their program has "
        f"them). This run had none; with them {block} would be {percent(weighted[block])} of its sum, and "
        "losses of a run that had them aren't printed. All are what was left at a run's end, so they also "
        f"tell how far it came. Theirs differ by a factor of {rounded(_span(means), 2)}, your plain ones by "
        f"{rounded(_span(plain), 2)}, your relative errors by "
        f"{rounded(_span(dict(zip(REPORTED, errors, strict=True))), 2)}.</p>"
        f"<div class='aip-scroll'><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(name: str, theirs: Mapping[str, float], weighted: Mapping[str, float]) -> str:
    losses = ", ".join("missing" if loss is None else f"{loss:.2g}" for loss in REPORTED[name])
    return f"<td>{losses}</td><td>{percent(theirs[name], '.1')}</td><td>{percent(weighted[name], '.1')}</td>"


def _weights() -> str:
    return ", ".join(f"{weight:.2f}" for weight in WEIGHTS.values())


def _span(losses: Mapping[str, float]) -> float:
    return max(losses.values()) / max(min(losses.values()), 1e-12)
