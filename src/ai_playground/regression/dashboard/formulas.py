"""Each formula of the lesson beside the line of code that does it, read from the code itself."""

from __future__ import annotations

import html
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ai_playground.regression.exact import means_formula
from ai_playground.regression.optimizers import Plain
from ai_playground.regression.theory import Theory


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


def formulas_html() -> str:
    """All formulas as a table of name, formula and code; no text in it comes from outside."""
    rows = "".join(
        f"<tr><th scope='row'>{formula.name}</th>"
        f"<td><math display='block'>{formula.mathml}</math></td>"
        f"<td><pre><code>{html.escape(formula.source())}</code></pre></td></tr>"
        for formula in FORMULAS
    )
    return (
        "<div class='aip-scroll'><table class='aip-formulas'><thead><tr><th>what</th><th>formula</th>"
        f"<th>in code</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _sum(body: str) -> str:
    return f"<munder><mo>∑</mo><mi>i</mi></munder>{body}"


_X = "<msub><mi>x</mi><mi>i</mi></msub>"
_Y = "<msub><mi>y</mi><mi>i</mi></msub>"
_MEAN_X = "<mover><mi>x</mi><mo>¯</mo></mover>"
_MEAN_Y = "<mover><mi>y</mi><mo>¯</mo></mover>"
_DX = f"<mo>(</mo>{_X}<mo>−</mo>{_MEAN_X}<mo>)</mo>"
_DY = f"<mo>(</mo>{_Y}<mo>−</mo>{_MEAN_Y}<mo>)</mo>"
_LAMBDA = "<msub><mi>λ</mi><mi>max</mi></msub>"

FORMULAS: tuple[Formula, ...] = (
    Formula(
        "Exact slope",
        f"<mrow><mi>m</mi><mo>=</mo><mfrac><mrow>{_sum(_DX + _DY)}</mrow>"
        f"<mrow>{_sum(f'<msup><mrow>{_DX}</mrow><mn>2</mn></msup>')}</mrow></mfrac></mrow>",
        means_formula,
        ("slope =",),
    ),
    Formula(
        "Exact intercept",
        f"<mrow><mi>b</mi><mo>=</mo>{_MEAN_Y}<mo>−</mo><mi>m</mi>{_MEAN_X}</mrow>",
        means_formula,
        ("return",),
    ),
    Formula(
        "A step of plain descent",
        "<mrow><mi>w</mi><mo>←</mo><mi>w</mi><mo>−</mo><mi>η</mi><mfrac><mrow><mo>∂</mo><mi>L</mi></mrow>"
        "<mrow><mo>∂</mo><mi>w</mi></mrow></mfrac></mrow>",
        Plain.step,
        ("return",),
    ),
    Formula(
        "Largest stable rate, full batch",
        f"<mrow><msub><mi>η</mi><mi>max</mi></msub><mo>=</mo><mfrac><mn>2</mn>{_LAMBDA}</mfrac></mrow>",
        Theory.stable_rate,
        ("return",),
    ),
)
