"""Time to quality at 512 px: our search against 500 flat steps of Adam in float32, as tutorials do it.

Both start from the photograph and are judged by one loss: float32, the default weights, the default network.
The tutorials' run is Keras' Adam with a rate of 0.02 on pixels from 0 to 1, clipped after every step. The
time includes tracing and everything else between Run and the step, but not the import of TensorFlow. What
judges our pictures isn't counted: it wouldn't run in a lesson.

Also: the page's own run (coarse to fine, default steps), and when Adam was as far; and the two arithmetics.

Options: --pairs N (of three), --first N, --steps N (of the tutorials' run), --size PX.
"""

from __future__ import annotations

import argparse
import math
import resource
import time
from collections import deque

from ai_playground.jobs import device
from ai_playground.perceptual.precision import Arithmetic
from ai_playground.pictures import Pixels
from ai_playground.style.descriptor import layer_plan
from ai_playground.style.inputs import Style, to_floats, to_pixels
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.objective import Objective
from ai_playground.style.schedule import stages
from ai_playground.style.scores import score
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import stylize

PAIRS = ((0, 0), (2, 3), (4, 1))  # temple like Van Gogh, cat like Kandinsky, coffee like Hokusai
# Steps our search may take at the full size.
MOST = 160
# Every so many of our pictures are judged.
JUDGED = 4
RATE = 0.02


class Judge:
    """The loss in float32 of any picture of one pair at one size, by which both runs are compared."""

    def __init__(self, content: Pixels, styles: list[Style], size: int) -> None:
        self.settings = StyleSettings(size=size, schedule="flat", precision="float32")
        (stage,) = stages(self.settings, *content.shape[:2])
        self.objective = Objective(content, styles, self.settings, layer_plan(self.settings, len(styles)))
        self.objective.enter(stage.height, stage.width)

    def __call__(self, picture: Pixels) -> float:
        """The loss of `picture`, which has the judge's size."""
        return self.objective.evaluate(to_floats(picture))[0].loss


Curve = list[tuple[float, float]]  # seconds since the start, loss


def tutorial(judge: Judge, steps: int) -> tuple[Curve, Pixels]:
    """Adam at full size in float32: the judged loss of every picture, and the last one."""
    import keras
    import tensorflow as tf

    started = time.perf_counter()
    picture, adam, curve = tf.Variable(judge.objective.here), keras.optimizers.Adam(RATE), []
    for _ in range(steps):
        values, gradient = judge.objective.evaluate(picture.numpy())
        curve.append((time.perf_counter() - started, values.loss))
        adam.apply([tf.constant(gradient)], [picture])
        picture.assign(tf.clip_by_value(picture, 0.0, 1.0))
    result = to_pixels(picture.numpy())
    curve.append((time.perf_counter() - started, judge(result)))
    return curve, result


def ours(
    content: Pixels, styles: list[Style], judge: Judge, settings: StyleSettings
) -> tuple[Curve, Pixels, int]:
    """Our search: the judged loss of its pictures at full size until the end, the last one, and the steps."""
    started = time.perf_counter()
    taken = [
        (time.perf_counter() - started, snapshot.picture)
        for snapshot in stylize(content, styles, settings)
        if snapshot.size == settings.size
    ]
    judged = [*taken[:-1:JUDGED], taken[-1]]
    return [(seconds, judge(picture)) for seconds, picture in judged], taken[-1][1], len(taken) - 1


def first_below(curve: Curve, goal: float) -> float | None:
    """Seconds until the loss is `goal` for the first time."""
    return next((seconds for seconds, loss in curve if loss <= goal), None)


def compare_arithmetics(content: Pixels, styles: list[Style], size: int) -> None:
    """Print how the same run ends in bfloat16 and in float32."""
    import tensorflow as tf

    settings = StyleSettings(size=size)
    ends = [
        deque(stylize(content, styles, settings.changed(precision=precision)), 1).pop().picture
        for precision in ("bfloat16", "float32")
    ]
    low, high = (score(end, content, styles, settings).style_gap_closed for end in ends)
    first, second = (tf.image.rgb_to_grayscale(end) for end in ends)
    alike = float(tf.image.ssim(first, second, 255))
    print(
        f"  the same run: style gap closed {low:.2f} % in bfloat16, {high:.2f} % in float32 (limit: 2 apart)"
    )
    print(f"  the two pictures: SSIM of the grey values {alike:.3f} (at least 0.9)", flush=True)


def main() -> None:
    """Measure the pairs and print both sides."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=int, default=len(PAIRS))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--size", type=int, default=512)
    options = parser.parse_args()
    device.configure()
    print(f"{options.steps} steps of Adam at {options.size} px against our search; {device.describe()}")
    for photo, style in PAIRS[options.first : options.first + options.pairs]:
        content, styles = PHOTOS[photo].pixels, [Style(STYLES[style].pixels)]
        judge = Judge(content, styles, options.size)
        adam, picture = tutorial(judge, options.steps)
        seconds, goal = adam[-1]
        closed = score(picture, content, styles, judge.settings).style_gap_closed
        print(f"{PHOTOS[photo].label}: {STYLES[style].label}")
        print(f"  Adam: {seconds:.0f} s to loss {goal:.3f}, style gap closed {closed:.1f} %", flush=True)
        precisions: tuple[Arithmetic, ...] = ("bfloat16", "float32")
        for precision in precisions:
            flat = StyleSettings(size=options.size, iterations=MOST, schedule="flat", precision=precision)
            own, painted, steps = ours(content, styles, judge, flat)
            closed = score(painted, content, styles, judge.settings).style_gap_closed
            reached = first_below(own, goal)
            faster = f"{seconds / reached:.1f} times faster" if reached else "never as good"
            print(
                f"  L-BFGS, {precision}: as good in {reached or math.inf:.0f} s, {faster}; after "
                f"{steps} steps, {own[-1][0]:.0f} s: loss {own[-1][1]:.3f}, style gap closed {closed:.1f} %",
                flush=True,
            )
            page = StyleSettings(size=options.size, precision=precision)
            own, painted, _ = ours(content, styles, judge, page)
            closed = score(painted, content, styles, judge.settings).style_gap_closed
            same = first_below(adam, own[-1][1])
            print(
                f"  as on the page, {precision}: {own[-1][0]:.0f} s to loss {own[-1][1]:.3f}, "
                f"style gap closed {closed:.1f} %; Adam needs {same or seconds:.0f} s"
                f"{'' if same else ' and more'} for it",
                flush=True,
            )
        compare_arithmetics(content, styles, options.size)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of all of it: {peak:.0f} MB")


if __name__ == "__main__":
    main()
