"""Draw assets/pictures/regression.svg: the lecture's run beside the exact fit, as the engine computes them.

The home page and the loading card show it. Run from anywhere: python training/draw_regression_picture.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ai_playground.regression.data import load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import minimiser
from ai_playground.regression.settings import RegressionSettings

OUTPUT = Path(__file__).parents[1] / "assets" / "pictures" / "regression.svg"
WIDTH, HEIGHT, MARGIN = 720, 480, 28
ORANGE, BLUE, INK = "#d9480f", "#1f5fd6", "#1b2333"
STAGES = (1, 3, 10, 30)


def draw() -> str:
    """The picture as SVG: points, the descent at a few epochs, where it ends, and the exact line."""
    settings = RegressionSettings()
    points = load_points(settings)
    run = {snapshot.epoch: snapshot.coefficients for snapshot in descend(points, settings)}
    exact = minimiser(points, settings)
    right, top = 42.0, 156.0

    def place(x: float, y: float) -> tuple[float, float]:
        across = MARGIN + x / right * (WIDTH - 2 * MARGIN)
        return round(across, 1), round(HEIGHT - MARGIN - y / top * (HEIGHT - 2 * MARGIN), 1)

    def straight(line: NDArray[np.float64], colour: str, extra: str) -> str:
        (x1, y1), (x2, y2) = place(0.0, float(line[0])), place(right, float(line[0] + line[1] * right))
        return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}" {extra}/>'

    dots = [place(float(x), float(y)) for x, y in zip(points.x, points.y, strict=True)]
    shapes = [f'<circle cx="{x}" cy="{y}" r="6" fill="{INK}" fill-opacity=".55"/>' for x, y in dots]
    shapes += [straight(run[epoch], ORANGE, 'stroke-width="1.5" stroke-opacity=".35"') for epoch in STAGES]
    shapes.append(straight(exact, BLUE, 'stroke-width="3.5" stroke-dasharray="10 7"'))
    shapes.append(straight(run[settings.epochs], ORANGE, 'stroke-width="4.5"'))
    slopes = f"descent ends at slope {run[settings.epochs][1]:.3f}, the exact slope is {exact[1]:.3f}"
    body = "\n".join(shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
        f"<title>Thefts against fires: {slopes}</title>\n{body}\n</svg>\n"
    )


if __name__ == "__main__":
    OUTPUT.write_text(draw(), encoding="utf-8")
