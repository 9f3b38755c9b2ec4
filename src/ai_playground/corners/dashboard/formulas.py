"""The lesson's formulas, each with the function that does it."""

from __future__ import annotations

from ai_playground.corners import detector, frame, straighten
from ai_playground.page.formulas import Formula

_SUM = "<munder><mo>∑</mo><mrow><mi>near</mi></mrow></munder>"

FORMULAS: tuple[Formula, ...] = (
    Formula(
        "Error of a photo: mean over the eight numbers",
        "<mrow><mi>E</mi><mo>=</mo><mfrac><mn>1</mn><mn>8</mn></mfrac><munder><mo>∑</mo><mi>k</mi></munder>"
        "<mrow><mo>|</mo><msub><mi>p</mi><mi>k</mi></msub><mo>−</mo><msub><mi>y</mi><mi>k</mi></msub><mo>|</mo></mrow>"
        "</mrow>",
        frame.mean_absolute_error,
        ("distances = ", "distances.mean"),
    ),
    Formula(
        "Target map: a small hill about the corner",
        "<mrow><mi>t</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo><mo>∝</mo><mi>exp</mi><mo>(</mo>"
        "<mo>−</mo><mfrac><mrow><msup><mrow><mo>(</mo><mi>x</mi><mo>−</mo><msub><mi>x</mi><mi>c</mi></msub>"
        "<mo>)</mo></mrow><mn>2</mn></msup><mo>+</mo><msup><mrow><mo>(</mo><mi>y</mi><mo>−</mo>"
        "<msub><mi>y</mi><mi>c</mi></msub><mo>)</mo></mrow><mn>2</mn></msup></mrow>"
        "<mrow><mn>2</mn><msup><mi>σ</mi><mn>2</mn></msup></mrow></mfrac><mo>)</mo></mrow>",
        detector.targets,
        ("across = ", "down = ", "cells = (down"),
    ),
    Formula(
        "Reading a map: the mean place of what lies near its peak, within 8 px",
        f"<mrow><mi>p</mi><mo>=</mo><mfrac><mrow>{_SUM}<mi>s</mi><mo>·</mo><mo>(</mo><mi>x</mi><mo>,</mo>"
        f"<mi>y</mi><mo>)</mo></mrow><mrow>{_SUM}<mi>s</mi></mrow></mfrac><mo>,</mo><mspace width='1em'/>"
        f"<mi>share</mi><mo>=</mo>{_SUM}<mi>s</mi></mrow>",
        detector.read,
        ("near = ", "share = ", "corners = (near"),
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
