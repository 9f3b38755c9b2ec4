"""The lesson's formulas, each with the function that does it."""

from __future__ import annotations

from ai_playground.page.formulas import Formula
from ai_playground.regression.axes import Axes
from ai_playground.regression.exact import leverages, means_formula
from ai_playground.regression.optimizers import Plain
from ai_playground.regression.theory import Theory


def _sum(body: str) -> str:
    return f"<munder><mo>∑</mo><mi>i</mi></munder>{body}"


_X = "<msub><mi>x</mi><mi>i</mi></msub>"
_Y = "<msub><mi>y</mi><mi>i</mi></msub>"
_MEAN_X = "<mover><mi>x</mi><mo>¯</mo></mover>"
_MEAN_Y = "<mover><mi>y</mi><mo>¯</mo></mover>"
_DX = f"<mo>(</mo>{_X}<mo>−</mo>{_MEAN_X}<mo>)</mo>"
_DY = f"<mo>(</mo>{_Y}<mo>−</mo>{_MEAN_Y}<mo>)</mo>"
_E = "<msub><mi>e</mi><mi>j</mi></msub>"
_LAMBDA_J = "<msub><mi>λ</mi><mi>j</mi></msub>"
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
        "Largest stable rate, all points in every update",
        f"<mrow><msub><mi>η</mi><mi>max</mi></msub><mo>=</mo><mfrac><mn>2</mn>{_LAMBDA}</mfrac></mrow>",
        Theory.stable_rate,
        ("return",),
    ),
    Formula(
        "Error along an axis of the surface, after k steps on all points",
        f"<mrow>{_E}<mo>(</mo><mi>k</mi><mo>)</mo><mo>=</mo><msup><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>η</mi>"
        f"{_LAMBDA_J}<mo>)</mo></mrow><mi>k</mi></msup>{_E}<mo>(</mo><mn>0</mn><mo>)</mo></mrow>",
        Axes.errors_after,
        ("return",),
    ),
    Formula(
        "Its factor in one step",
        f"<mrow><mn>1</mn><mo>−</mo><mi>η</mi>{_LAMBDA_J}</mrow>",
        Axes.factors,
        ("return",),
    ),
    Formula(
        "A point's leverage: lift the point by 1, and the exact line rises there by so much",
        f"<mrow><msub><mi>h</mi><mi>i</mi></msub><mo>=</mo><mfrac><mn>1</mn><mi>n</mi></mfrac><mo>+</mo><mfrac>"
        f"<msup><mrow>{_DX}</mrow><mn>2</mn></msup><mrow><munder><mo>∑</mo><mi>j</mi></munder><msup><mrow>"
        f"<mo>(</mo><msub><mi>x</mi><mi>j</mi></msub><mo>−</mo>{_MEAN_X}<mo>)</mo></mrow><mn>2</mn></msup></mrow>"
        "</mfrac></mrow>",
        leverages,
        ("orthogonal, _", "return"),
    ),
)
