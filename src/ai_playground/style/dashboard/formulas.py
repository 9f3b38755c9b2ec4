"""The lesson's formulas, each with the function that does it."""

from __future__ import annotations

from ai_playground.page.formulas import Formula
from ai_playground.perceptual import losses
from ai_playground.perceptual.layers import style_layers
from ai_playground.style.optimizers import Lbfgs


def _squared_norm(body: str) -> str:
    return f"<msup><mrow><mo>‖</mo>{body}<mo>‖</mo></mrow><mn>2</mn></msup>"


_F = "<msup><mi>F</mi><mi>l</mi></msup>"
_P = "<msup><mi>P</mi><mi>l</mi></msup>"
_G = "<msup><mi>G</mi><mi>l</mi></msup>"
_A = "<msup><mi>A</mi><mrow><mi>l</mi><mi>s</mi></mrow></msup>"


def _sum(over: str) -> str:
    return f"<munder><mo>∑</mo><mi>{over}</mi></munder>"


def _indexed(name: str, *indices: str) -> str:
    return f"<msub><mi>{name}</mi><mrow>{''.join(f'<mi>{index}</mi>' for index in indices)}</mrow></msub>"


def _raised(index: str) -> str:
    return f"{_indexed('g', index)}<msup><mi>e</mi><mi>{index}</mi></msup>"


def _mean_square(before: str, row: str, column: str) -> str:
    """A line of a formula: the mean over a picture of its squared differences to one of the neighbours."""
    neighbour = f"<msub><mi>x</mi><mrow>{row}<mo>,</mo>{column}</mrow></msub>"
    here = "<msub><mi>x</mi><mrow><mi>i</mi><mo>,</mo><mi>j</mi></mrow></msub>"
    square = f"<msup><mrow><mo>(</mo>{neighbour}<mo>−</mo>{here}<mo>)</mo></mrow><mn>2</mn></msup>"
    return f"<mtr><mtd>{before}</mtd><mtd><mi>mean</mi><mspace width='0.3em'/>{square}</mtd></mtr>"


_NEXT_ROW = "<mi>i</mi><mo>+</mo><mn>1</mn>"
_NEXT_COLUMN = "<mi>j</mi><mo>+</mo><mn>1</mn>"

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
        "Gram matrix of layer l: how strongly features m and n go together, wherever they do",
        "<mrow><msubsup><mi>G</mi><mrow><mi>m</mi><mi>n</mi></mrow><mi>l</mi></msubsup><mo>=</mo>"
        "<mfrac><mn>1</mn><mi>M</mi></mfrac><munder><mo>∑</mo><mi>places</mi></munder>"
        "<msubsup><mi>F</mi><mi>m</mi><mi>l</mi></msubsup><msubsup><mi>F</mi><mi>n</mi><mi>l</mi></msubsup>"
        "</mrow>",
        losses.gram_matrix,
        ("return tf.matmul(flat, flat",),
    ),
    Formula(
        "Style of painting s in layer l",
        f"<mrow>{_indexed('S', 'l', 's')}<mo>=</mo>"
        f"<mfrac><mrow>{_squared_norm(f'{_G}<mo>−</mo>{_A}')}</mrow>"
        f"<mrow>{_squared_norm(_A)}</mrow></mfrac></mrow>",
        losses.terms_of,
        ("relative_error(gram_matrix(",),
    ),
    Formula(
        "Loss",
        f"<mrow><mi>L</mi><mo>=</mo><mi>α</mi>{_sum('l')}{_indexed('w', 'l')}{_indexed('C', 'l')}"
        f"<mo>+</mo><mi>β</mi>{_sum('s')}{_indexed('b', 's')}{_sum('l')}{_indexed('v', 'l')}"
        f"{_indexed('S', 'l', 's')}<mo>+</mo><mi>γ</mi><mi>V</mi></mrow>",
        losses.Terms.total,
        ("content = ", "style = ", "weights.content * content"),
    ),
    Formula(
        "Weights of the style layers: given ones, by the exponent, to a sum of 1",
        f"<mrow>{_indexed('v', 'l')}<mo>=</mo><mfrac><mrow>{_raised('l')}</mrow>"
        f"<mrow>{_sum('k')}{_raised('k')}</mrow></mfrac></mrow>",
        style_layers,
        ("exponent**number", "return"),
    ),
    Formula(
        "Total variation: a mean down and a mean across",
        f"<mtable>{_mean_square('<mi>V</mi><mo>=</mo>', _NEXT_ROW, '<mi>j</mi>')}"
        f"{_mean_square('<mo>+</mo>', '<mi>i</mi>', _NEXT_COLUMN)}</mtable>",
        losses.total_variation,
        ("down, across =", "return"),
    ),
    Formula(
        "A step of L-BFGS: H is about the inverse of the Hessian, the matrix of all second derivatives, and "
        "is never written down but learned from the last steps",
        "<mrow><mi>x</mi><mo>←</mo><mi>x</mi><mo>−</mo><mi>H</mi><mo>∇</mo><mi>L</mi></mrow>",
        Lbfgs.step,
        ("direction = self._direction", "return _within"),
    ),
)
