"""Goals to reach with the knobs, judged by what the fixed yardstick says of the run's picture.

No knob is looked at: whatever way leads there will do. Each goal takes two things together: no picture of a
grid reaches it with the page's other knobs as they come.
"""

from __future__ import annotations

from ai_playground.lesson.tasks import Exercise
from ai_playground.lesson.text import percent
from ai_playground.style.yardstick import Judged

# Content error below which the photograph is still itself.
KEPT = 0.3
# Share of the style gap to close to each of two paintings, in percent.
BOTH = 70.0
# Structural similarity with the photograph below which nothing of it is left. The content error doesn't tell:
# it may be below 0.8 for a texture beside a blurred photograph, and above 1.4 for a cat in plain sight.
GONE = 0.2
# Share of the style gap to close in one layer, in percent, and in another the most of it that may be closed.
PAINTED, UNPAINTED = 80.0, 70.0
# Total variation, the mean squared difference of neighbours down plus that across, below which there is no
# grain. At 160 px what deep layers alone paint out of noise has 0.04 to 0.23, photographs and swatches
# have 0.003 to 0.03.
SMOOTH = 0.01
# A squared error: 0.1 is about a third of the distance.
REMEMBERED = 0.1
# Share of the style gap that is closed in block 1 by its own style, in percent; noise may close 80 of it.
COLORED = 90.0


def _two_painters(run: Judged) -> tuple[bool, str]:
    kept = run.measure.content_error
    closed = [run.measure.closed_to(number) for number in range(len(run.measure.style))]
    if len(closed) < 2:
        return False, "This picture has one style. Choose a second one, and press Run."
    gaps = " and ".join(f"{each:.0f} %" for each in closed)
    return (
        kept < KEPT and min(closed) > BOTH,
        f"Content error {kept:.2f} (below {KEPT}), style gaps closed {gaps} (each above {BOTH:.0f}).",
    )


def _still_there(run: Judged) -> str:
    """What is left of the photograph, in words."""
    left = run.measure.ssim
    shown = " The photograph still shows." if left >= GONE else ""
    return f"structural similarity {left:.2f} (below {GONE}).{shown}"


def _texture(run: Judged) -> tuple[bool, str]:
    deep, shallow = run.measure.closed_in("block4_conv1"), run.measure.closed_in("block1_conv1")
    grain = run.measure.total_variation
    done = run.measure.ssim < GONE and deep > PAINTED and shallow < UNPAINTED and grain < SMOOTH
    return done, (
        f"Style gap closed in block 4 {deep:.0f} % (above {PAINTED:.0f}), in block 1 {shallow:.0f} % (below "
        f"{UNPAINTED:.0f}); grain {grain:.3f} (below {SMOOTH}); {_still_there(run)}"
    )


def _remember(run: Judged) -> tuple[bool, str]:
    deep, shallow = run.measure.content["block5_conv1"], run.measure.closed_in("block1_conv1")
    done = deep < REMEMBERED and shallow > COLORED and run.measure.ssim < GONE
    return done, (
        f"Error in block 5 {deep:.2f} (below {REMEMBERED}), a square: its features are {percent(deep**0.5)} "
        f"of their size away. Style gap closed in block 1 {shallow:.0f} % (above {COLORED:.0f}); "
        f"{_still_there(run)}"
    )


EXERCISES = (
    Exercise(
        "keep",
        "One house, two painters",
        f"Choose two styles, and close more than {BOTH:.0f} % of the gap to each of them in one picture, "
        f"with a content error below {KEPT}. With the other knobs as they come too little of the photograph "
        "is kept. (Some photographs are hard to bring near some paintings; the first of each will do.)",
        _two_painters,
    ),
    Exercise(
        "texture",
        "The brush, but neither its colors nor grain",
        "Paint a texture that block 4 takes for the painting (the first chosen) and block 1, which sees "
        f"colors and the finest strokes, doesn't: more than {PAINTED:.0f} % of the style gap closed in the "
        f"one, less than {UNPAINTED:.0f} % in the other, with nothing of the photograph left, a structural "
        f"similarity with it below {GONE}. And without the grain that deep layers leave: a total "
        f"variation below {SMOOTH}, the mean squared difference of neighbours down plus that across.",
        _texture,
    ),
    Exercise(
        "remember",
        "What the deepest layer remembers",
        "Paint what block 5 takes for the photograph and block 1 for the painting (the first chosen): an "
        f"error below {REMEMBERED} in the one, more than {COLORED:.0f} % of the style gap closed in the "
        f"other. And nobody is to see the photograph: a structural similarity with it below {GONE}. Which "
        "knobs say from which layers content and style are taken?",
        _remember,
    ),
)
