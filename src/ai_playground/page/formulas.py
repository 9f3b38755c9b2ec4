"""Formulas of a lesson, each beside the line of code that does it, read from the code itself."""

from __future__ import annotations

import html
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Formula:
    """A formula and the function whose source does it.

    Attributes:
        name: What it computes.
        mathml: The formula as MathML, without the outer tag.
        code: The function or property whose lines are shown.
        lines: Text that the lines to show contain, one for each.
    """

    name: str
    mathml: str
    code: Callable[..., Any] | property
    lines: tuple[str, ...]

    def source(self) -> str:
        """The lines of code, without their indent.

        Raises:
            LookupError: if the code no longer has such a line, so that the page can't show a stale one.
        """
        code = self.code.fget if isinstance(self.code, property) else self.code
        source = inspect.getsource(code).splitlines() if code else []
        found = []
        for text in self.lines:
            matching = [line.strip() for line in source if text in line]
            if not matching:
                raise LookupError(f"no line of {self.name!r} contains {text!r}")
            found.append(matching[0])
        return "\n".join(found)


def formulas_html(formulas: Sequence[Formula]) -> str:
    """All formulas as a table of name, formula and code; no text in it comes from outside."""
    rows = "".join(
        f"<tr><th scope='row'>{formula.name}</th>"
        f"<td><math display='block'>{formula.mathml}</math></td>"
        f"<td><pre><code>{html.escape(formula.source())}</code></pre></td></tr>"
        for formula in formulas
    )
    return (
        "<div class='aip-scroll'><table class='aip-formulas'><thead><tr><th>what</th><th>formula</th>"
        f"<th>in code</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
