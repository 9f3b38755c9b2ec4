"""The lesson's formulas, each with the function that does it."""

from __future__ import annotations

from ai_playground.cyclegan import losses, schedule, scores
from ai_playground.page.formulas import Formula

_G, _F, _D = "<mi>G</mi>", "<mi>F</mi>", "<mi>D</mi>"


def _of(function: str, body: str) -> str:
    return f"{function}<mo>(</mo>{body}<mo>)</mo>"


def _mean_absolute(body: str) -> str:
    return f"<mi>mean</mi><mo>|</mo>{body}<mo>|</mo>"


FORMULAS: tuple[Formula, ...] = (
    Formula(
        "Adversarial loss of the painter G: how far the judge D is from calling its picture real",
        f"<mrow><mi>mean</mi><msup><mrow><mo>(</mo>{_of(_D, _of(_G, '<mi>x</mi>'))}<mo>−</mo><mn>1</mn>"
        "<mo>)</mo></mrow><mn>2</mn></msup></mrow>",
        losses.adversarial,
        ("ops.square(",),
    ),
    Formula(
        "Cycle loss, F being the photographer; identity loss with y a painting in the place of x, without F",
        f"<mrow>{_mean_absolute(_of(_F, _of(_G, '<mi>x</mi>')) + '<mo>−</mo><mi>x</mi>')}<mo>,</mo>"
        f"<mspace width='0.6em'/>{_mean_absolute(_of(_G, '<mi>y</mi>') + '<mo>−</mo><mi>y</mi>')}</mrow>",
        losses.distance,
        ("return",),
    ),
    Formula(
        "Learning rate η at step t of T: η₀, falling to 0 over the last steps, a share d of all",
        "<mrow><mi>η</mi><mo>(</mo><mi>t</mi><mo>)</mo><mo>=</mo><msub><mi>η</mi><mn>0</mn></msub>"
        "<mi>min</mi><mo>(</mo><mn>1</mn><mo>,</mo><mfrac><mrow><mi>T</mi><mo>−</mo><mi>t</mi></mrow>"
        "<mrow><mi>d</mi><mi>T</mi></mrow></mfrac><mo>)</mo></mrow>",
        schedule.learning_rate,
        ("return",),
    ),
    Formula(
        "Squared Frechet distance of two sets of features, μ being the mean of a set, Σ its covariance",
        "<mrow><msup><mrow><mo>‖</mo><msub><mi>μ</mi><mn>1</mn></msub><mo>−</mo><msub><mi>μ</mi><mn>2</mn>"
        "</msub><mo>‖</mo></mrow><mn>2</mn></msup><mo>+</mo><mi>tr</mi><mo>(</mo><msub><mi>Σ</mi><mn>1</mn>"
        "</msub><mo>+</mo><msub><mi>Σ</mi><mn>2</mn></msub><mo>−</mo><mn>2</mn><msup><mrow><mo>(</mo>"
        "<msub><mi>Σ</mi><mn>1</mn></msub><msub><mi>Σ</mi><mn>2</mn></msub><mo>)</mo></mrow><mrow><mn>1</mn>"
        "<mo>/</mo><mn>2</mn></mrow></msup><mo>)</mo></mrow>",
        scores.frechet_distance,
        ("np.square(one.mean", "+ one.var", "+ other.var", "np.linalg.svd"),
    ),
)
