"""The lesson's formulas, each with the function that does it."""

from __future__ import annotations

from ai_playground.page.formulas import Formula
from ai_playground.style import losses
from ai_playground.style.layers import style_layers
from ai_playground.style.optimizers import Lbfgs


def _squared_norm(body: str) -> str:
    return f"<msup><mrow><mo>‖</mo>{body}<mo>‖</mo></mrow><mn>2</mn></msup>"


_F = "<msup><mi>F</mi><mi>l</mi></msup>"
_P = "<msup><mi>P</mi><mi>l</mi></msup>"
_G = "<msup><mi>G</mi><mi>l</mi></msup>"
_A = "<msup><mi>A</mi><mi>l</mi></msup>"
_W = "<msub><mi>w</mi><mi>l</mi></msub>"

FORMULAS: tuple[Formula, ...] = (
    Formula(
        "Content of layer l",
        f"<mrow><msub><mi>C</mi><mi>l</mi></msub><mo>=</mo>"
        f"<mfrac><mrow>{_squared_norm(f'{_F}<mo>−</mo>{_P}')}</mrow>"
        f"<mrow>{_squared_norm(_P)}</mrow></mfrac></mrow>",
        losses.relative_error,
        ("return",),
    ),
    Formula(
        "Gram matrix: which features go together",
        "<mrow><msubsup><mi>G</mi><mrow><mi>j</mi><mi>k</mi></mrow><mi>l</mi></msubsup><mo>=</mo>"
        "<mfrac><mn>1</mn><mi>M</mi></mfrac><munder><mo>∑</mo><mi>places</mi></munder>"
        "<msubsup><mi>F</mi><mi>j</mi><mi>l</mi></msubsup><msubsup><mi>F</mi><mi>k</mi><mi>l</mi></msubsup>"
        "</mrow>",
        losses.gram_matrix,
        ("return tf.matmul(flat, flat",),
    ),
    Formula(
        "Style of layer l",
        f"<mrow><msub><mi>S</mi><mi>l</mi></msub><mo>=</mo>"
        f"<mfrac><mrow>{_squared_norm(f'{_G}<mo>−</mo>{_A}')}</mrow>"
        f"<mrow>{_squared_norm(_A)}</mrow></mfrac></mrow>",
        losses.terms_of,
        ("relative_error(gram_matrix(",),
    ),
    Formula(
        "Loss",
        f"<mrow><mi>L</mi><mo>=</mo><mi>α</mi><munder><mo>∑</mo><mi>l</mi></munder>{_W}"
        f"<msub><mi>C</mi><mi>l</mi></msub><mo>+</mo><mi>β</mi><munder><mo>∑</mo><mi>l</mi></munder>{_W}"
        "<msub><mi>S</mi><mi>l</mi></msub><mo>+</mo><mi>γ</mi><mi>V</mi></mrow>",
        losses.Terms.total,
        ("weights.content * content",),
    ),
    Formula(
        "Layer weights by the exponent",
        f"<mrow><msub><mi>w</mi><mrow><mi>l</mi><mo>+</mo><mn>1</mn></mrow></msub><mo>=</mo><mi>e</mi>{_W}"
        "</mrow>",
        style_layers,
        ("layer_exponent**number",),
    ),
    Formula(
        "Total variation",
        "<mrow><mi>V</mi><mo>=</mo><mfrac><mn>1</mn><mi>N</mi></mfrac>"
        "<munder><mo>∑</mo><mi>neighbours</mi></munder><msup><mrow><mo>(</mo><msub><mi>x</mi><mi>i</mi></msub>"
        "<mo>−</mo><msub><mi>x</mi><mi>j</mi></msub><mo>)</mo></mrow><mn>2</mn></msup></mrow>",
        losses.total_variation,
        ("down, across =", "return"),
    ),
    Formula(
        "A step of L-BFGS",
        "<mrow><mi>x</mi><mo>←</mo><mi>x</mi><mo>−</mo><mi>H</mi><mo>∇</mo><mi>L</mi></mrow>",
        Lbfgs.step,
        ("direction = self._direction", "return _within"),
    ),
)
