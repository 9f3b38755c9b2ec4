"""What the four networks strive for, on arrays of either backend."""

from __future__ import annotations

from typing import Any

from ai_playground.cyclegan.settings import AdversarialLoss


def adversarial(logits: Any, goal: float, kind: AdversarialLoss) -> Any:
    """How far a discriminator's answers are from `goal`: 1 for real, 0 for made, between when smoothed."""
    from keras import ops

    if kind == "least_squares":
        return ops.mean(ops.square(logits - goal))
    # log(1 + e^x) - goal x, which is the cross-entropy of a sigmoid, overflows nowhere.
    return ops.mean(ops.softplus(logits) - goal * logits)


def discriminator(real: Any, made: Any, smoothing: float, kind: AdversarialLoss) -> Any:
    """Mean of the losses on real pictures and on made ones."""
    return (adversarial(real, 1.0 - smoothing, kind) + adversarial(made, 0.0, kind)) / 2


def lecam(real: Any, made: Any, average_real: Any, average_made: Any) -> Any:
    """LeCam regularization (Tseng et al., 2021): it grows as answers for the real and the made part.

    A discriminator that knows its few paintings by heart answers ever more surely; here being sure costs.

    Args:
        real, made: A discriminator's answers now.
        average_real, average_made: Averages of its answers over the steps so far; constants.
    """
    from keras import ops

    return ops.mean(ops.square(real - average_made)) + ops.mean(ops.square(made - average_real))


def distance(one: Any, other: Any) -> Any:
    """Mean absolute difference: of a picture and what is left of it after a cycle, or of itself repainted."""
    from keras import ops

    return ops.mean(ops.abs(one - other))
