"""Goals to reach with the knobs, judged by what the fixed yardstick says of the run's picture.

No knob is looked at: whatever way leads there will do.
"""

from __future__ import annotations

from ai_playground.lesson.tasks import Exercise
from ai_playground.style.yardstick import Judged

# Content error below which the photograph is still itself.
KEPT = 0.35
# Structural similarity with the photograph below which nothing of it is left. The content error doesn't tell:
# it may be below 0.8 for a texture beside a blurred photograph, and above 1.4 for a cat in plain sight.
GONE = 0.2
# Share of the style gap to close, in percent, and in one layer the most of it that may be closed.
PAINTED, UNPAINTED = 80.0, 70.0
# Squared errors: 0.1 is about a third of the distance, 0.3 more than half.
REMEMBERED, FORGOTTEN = 0.1, 0.3


def _keep_content(run: Judged) -> tuple[bool, str]:
    kept, closed = run.measure.content_error, run.measure.closed
    done = kept < KEPT and closed > PAINTED
    return (
        done,
        f"Content error {kept:.2f} (below {KEPT}), style gap closed {closed:.0f} % (above {PAINTED:.0f}).",
    )


def _texture(run: Judged) -> tuple[bool, str]:
    left = run.measure.ssim
    deep, shallow = run.measure.closed_in("block4_conv1"), run.measure.closed_in("block1_conv1")
    told = (
        f"Style gap closed in block 4 {deep:.0f} % (above {PAINTED:.0f}), in block 1 {shallow:.0f} % (below "
        f"{UNPAINTED:.0f}); structural similarity {left:.2f} (below {GONE})."
    )
    if left >= GONE:
        told += " The photograph still shows."
    return left < GONE and deep > PAINTED and shallow < UNPAINTED, told


def _remember(run: Judged) -> tuple[bool, str]:
    deep, shallow = run.measure.content["block5_conv1"], run.measure.content["block1_conv1"]
    done = deep < REMEMBERED and shallow > FORGOTTEN
    return done, (
        f"Error in block 5 {deep:.2f} (below {REMEMBERED}), in block 1 {shallow:.2f} (above {FORGOTTEN}). "
        f"These are squares: the features of block 5 are {deep**0.5:.0%} of their size away."
    )


EXERCISES = (
    Exercise(
        "keep",
        "Keep the house, change the paint",
        f"Close more than {PAINTED:.0f} % of the style gap, the photograph's squared distance to the "
        f"painting's style, with a content error below {KEPT}.",
        _keep_content,
    ),
    Exercise(
        "texture",
        "The brush, but not its colors",
        "Paint a texture that block 4 takes for the painting (the first chosen) and block 1, which sees "
        f"colors and the finest strokes, doesn't: more than {PAINTED:.0f} % of the style gap closed in the "
        f"one, less than {UNPAINTED:.0f} % in the other, with nothing of the photograph left, a structural "
        f"similarity with it below {GONE}.",
        _texture,
    ),
    Exercise(
        "remember",
        "What the deepest layer remembers",
        "Paint what block 5 takes for the photograph and block 1 for another picture: an error below "
        f"{REMEMBERED} in the one and above {FORGOTTEN} in the other. Which knob says from which layer the "
        "content is taken?",
        _remember,
    ),
)
