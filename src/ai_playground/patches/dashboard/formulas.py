"""The lesson's formulas, each with the function that does it."""

from __future__ import annotations

from ai_playground.page.formulas import Formula
from ai_playground.patches import lens, rectangle, study_exam, study_networks
from ai_playground.patches.grid import Window

_Z, _E = "<mi>z</mi>", "<mi>e</mi>"


def _sub(body: str, index: str) -> str:
    return f"<msub>{body}<mi>{index}</mi></msub>"


def _power(base: str, exponent: str) -> str:
    return f"<msup>{base}{exponent}</msup>"


def _at(body: str, indices: str) -> str:
    letters = "".join(f"<mi>{index}</mi>" for index in indices)
    return f"<msub><mi>{body}</mi><mrow>{letters}</mrow></msub>"


_SUM = "<munder><mo>∑</mo><mi>j</mi></munder>"

FORMULAS: tuple[Formula, ...] = (
    Formula(
        "Probability of cell c, of the network's sixteen answers z (softmax)",
        f"<mrow>{_sub('<mi>p</mi>', 'c')}<mo>=</mo><mfrac>{_power(_E, _sub(_Z, 'c'))}"
        f"<mrow>{_SUM}{_power(_E, _sub(_Z, 'j'))}</mrow></mfrac></mrow>",
        study_networks.answered,
        ("ops.softmax(",),
    ),
    Formula(
        "The same after a ReLU, as we suppose of the report: what is below 0 is 0, and a "
        "cell that is below it for every patch is never named (the code "
        f"adds {study_networks.SMALL:.7f} to the sum, lest it divides 0 by 0)",
        f"<mrow>{_sub('<mi>p</mi>', 'c')}<mo>=</mo><mfrac><mrow><mi>max</mi><mo>(</mo><mn>0</mn><mo>,</mo>"
        f"{_sub(_Z, 'c')}<mo>)</mo></mrow><mrow>{_SUM}<mi>max</mi><mo>(</mo><mn>0</mn><mo>,</mo>"
        f"{_sub(_Z, 'j')}<mo>)</mo></mrow></mfrac></mrow>",
        study_networks.answered,
        ("left = ops.relu", "return left"),
    ),
    Formula(
        "Loss: minus the logarithm of the true cell's probability, averaged over patches",
        "<mrow><mo>−</mo><mi>mean</mi><mspace width='0.2em'/><mi>log</mi>"
        f"{_sub('<mi>p</mi>', 'true')}</mrow>",
        study_networks.patch_loss,
        ("return -ops.mean",),
    ),
    Formula(
        "The same with the loss over the wrong axis: a cell's answers are shared among all patches k of a "
        "step, so they add up to 1 over patches, not over cells. With the ReLU on the "
        "answers, max(0, z) stands in the place of the powers, as above",
        f"<mrow>{_at('p', 'kc')}<mo>=</mo><mfrac>{_power(_E, _at('z', 'kc'))}"
        f"<mrow><munder><mo>∑</mo><mi>l</mi></munder>{_power(_E, _at('z', 'lc'))}</mrow></mfrac></mrow>",
        study_networks.patch_loss,
        ("axis = 0 if", "logs = ops.log_softmax"),
    ),
    Formula(
        "Spread: each cell's standard deviation over patches, and the mean of the sixteen",
        "<mrow><mfrac><mn>1</mn><mn>16</mn></mfrac><munder><mo>∑</mo><mi>c</mi></munder><mi>std</mi>"
        f"<mspace width='0.2em'/>{_sub('<mi>p</mi>', 'c')}</mrow>",
        study_exam.spread,
        ("return",),
    ),
    Formula(
        "Bayes' rule for what was cropped away: how likely window w is beforehand, times how well it "
        "explains each patch's heat map; m is how much patch k of that window would be of cell c. The "
        "exponent weighs a patch's word down, as patches of one photo err together",
        f"<mrow>{_sub('<mi>P</mi>', 'w')}<mo>∝</mo>{_sub('<mi>π</mi>', 'w')}"
        "<munder><mo>∏</mo><mi>k</mi></munder>"
        "<msup><mrow><mo>(</mo><munder><mo>∑</mo><mi>c</mi></munder>"
        f"{_at('p', 'kc')}{_at('m', 'wkc')}<mo>)</mo></mrow>"
        f"<mn>{rectangle.EVIDENCE:g}</mn></msup></mrow>",
        rectangle.guess,
        ("likely = ", "logs = ", "posterior = "),
    ),
    Formula(
        "Overlap of two rectangles: the area that both have over the area that either has",
        "<mfrac><mrow><mi>A</mi><mo>&cap;</mo><mi>B</mi></mrow><mrow><mi>A</mi><mo>&cup;</mo><mi>B</mi></mrow></mfrac>",
        Window.overlap,
        ("together = ", "return"),
    ),
    Formula(
        "What is left of a pixel's value at a distance r from the middle, of a vignetting of 1",
        "<mrow><mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo><mn>2.0625</mn>"
        f"{_power('<mi>r</mi>', '<mn>2</mn>')}<mo>+</mo><mn>8.75</mn>{_power('<mi>r</mi>', '<mn>4</mn>')}"
        f"<mo>+</mo><mn>0.0313</mn>{_power('<mi>r</mi>', '<mn>6</mn>')}</mrow></mfrac></mrow>",
        lens.shade_left,
        ("left = ",),
    ),
    Formula(
        "Where a color's light comes from, if its picture is larger by e: fringes grow with the distance",
        "<mrow><mi>x</mi><mo>→</mo><mfrac><mi>x</mi><mrow><mn>1</mn><mo>+</mo><mi>e</mi></mrow></mfrac></mrow>",
        lens.comes_from,
        ("np.float32(1.0 + enlarged)",),
    ),
)
