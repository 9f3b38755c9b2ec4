"""How the learning rate falls."""

from __future__ import annotations


def learning_rate(step: int, steps: int, peak: float, decay_share: float) -> float:
    """The rate of step `step`, counted from 0: `peak`, then in a straight line down to zero at `steps`.

    The last step still has a small rate: zero would be a step for nothing.
    """
    decaying = steps * decay_share
    left = max(steps - step, 0)
    return peak * min(1.0, left / decaying) if decaying else peak
