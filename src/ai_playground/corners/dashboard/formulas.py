"""The lesson's formulas, each with the function that does it."""

from __future__ import annotations

from ai_playground.corners import calibration, detector, frame, straighten
from ai_playground.corners.detector import NEAR, SIGMA
from ai_playground.page.formulas import Formula

_SUM = "<munder><mo>∑</mo><mrow><mi>near</mi></mrow></munder>"

FORMULAS: tuple[Formula, ...] = (
    Formula(
        "Error of a photo: mean over the eight numbers, a the answer's and b the label's",
        "<mrow><mi>E</mi><mo>=</mo><mfrac><mn>1</mn><mn>8</mn></mfrac><munder><mo>∑</mo><mi>k</mi></munder>"
        "<mrow><mo>|</mo><msub><mi>a</mi><mi>k</mi></msub><mo>−</mo><msub><mi>b</mi><mi>k</mi></msub><mo>|</mo></mrow>"
        "</mrow>",
        frame.mean_absolute_error,
        ("distances = ", "distances.mean"),
    ),
    Formula(
        f"Target map: a small hill about the label's corner, σ = {SIGMA:.0f} px, whose cells sum to 1; where "
        "no corner is, one more class, “nowhere”, has all of it",
        "<mrow><mi>t</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo><mo>∝</mo><mi>exp</mi><mo>(</mo>"
        "<mo>−</mo><mfrac><mrow><msup><mrow><mo>(</mo><mi>x</mi><mo>−</mo><msub><mi>x</mi><mi>c</mi></msub>"
        "<mo>)</mo></mrow><mn>2</mn></msup><mo>+</mo><msup><mrow><mo>(</mo><mi>y</mi><mo>−</mo>"
        "<msub><mi>y</mi><mi>c</mi></msub><mo>)</mo></mrow><mn>2</mn></msup></mrow>"
        "<mrow><mn>2</mn><msup><mi>σ</mi><mn>2</mn></msup></mrow></mfrac><mo>)</mo></mrow>",
        detector.targets,
        ("across = ", "down = ", "cells = (down"),
    ),
    Formula(
        "Reading a map of shares s, which with “nowhere” sum to 1: the corner is the mean place of what lies "
        f"near its peak, within {NEAR:.0f} px, and then once more of what lies so near that mean; the share "
        "is the second's. They are pixels of the frame that was looked at, from near fewer of the photo's",
        f"<mrow><mi>corner</mi><mo>=</mo><mfrac><mrow>{_SUM}<mi>s</mi><mo>·</mo><mo>(</mo><mi>x</mi><mo>,</mo>"
        f"<mi>y</mi><mo>)</mo></mrow><mrow>{_SUM}<mi>s</mi></mrow></mfrac><mo>,</mo><mspace width='1em'/>"
        f"<mi>share</mi><mo>=</mo>{_SUM}<mi>s</mi></mrow>",
        detector.read,
        ("near = ", "share = ", "corners = (near"),
    ),
    Formula(
        "Confidence: the probability that such a share is worth, by a line that was fitted to drawn photos",
        "<mrow><mi>log</mi><mfrac><mi>confidence</mi><mrow><mn>1</mn><mo>−</mo><mi>confidence</mi></mrow></mfrac>"
        "<mo>=</mo><mi>slope</mi><mo>·</mo><mi>log</mi><mfrac><mi>share</mi><mrow><mn>1</mn><mo>−</mo>"
        "<mi>share</mi></mrow></mfrac><mo>+</mo><mi>offset</mi></mrow>",
        calibration.Calibration.probability,
        ("return ",),
    ),
    Formula(
        "Laying flat: the homography, a map of a plane that keeps lines straight; here it takes the four "
        "corners to a rectangle's",
        "<mrow><mo>(</mo><mi>u</mi><mo>,</mo><mi>v</mi><mo>)</mo><mo>=</mo><mfrac><mrow><mo>(</mo>"
        "<msub><mi>h</mi><mn>11</mn></msub><mi>x</mi><mo>+</mo><msub><mi>h</mi><mn>12</mn></msub><mi>y</mi><mo>+</mo>"
        "<msub><mi>h</mi><mn>13</mn></msub><mo>,</mo><mspace width='0.3em'/>"
        "<msub><mi>h</mi><mn>21</mn></msub><mi>x</mi><mo>+</mo><msub><mi>h</mi><mn>22</mn></msub><mi>y</mi><mo>+</mo>"
        "<msub><mi>h</mi><mn>23</mn></msub><mo>)</mo></mrow><mrow><msub><mi>h</mi><mn>31</mn></msub><mi>x</mi><mo>+</mo>"
        "<msub><mi>h</mi><mn>32</mn></msub><mi>y</mi><mo>+</mo><mn>1</mn></mrow></mfrac></mrow>",
        straighten.straightened,
        ("matrix = ",),
    ),
)
