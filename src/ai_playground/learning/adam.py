"""One step of Adam (Kingma and Ba, 2015) on lists of arrays, as a function without a state of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

BETA_2 = 0.999
EPSILON = 1e-8

Arrays = Sequence[Any]


def adam(
    weights: Arrays,
    means: Arrays,
    squares: Arrays,
    gradients: Arrays,
    count: Any,
    rate: Any,
    beta_1: float = 0.9,
) -> tuple[list[Any], list[Any], list[Any]]:
    """Weights, means and squares after a step, with epsilon outside of the correction, as PyTorch has it.

    Args:
        weights: What is trained.
        means, squares: Decaying averages of the gradients and of their squares, 0 before the first step.
        gradients: Of the loss by the weights.
        count: The number of the step, from 1, float.
        rate: Learning rate.
        beta_1: What the means keep at a step.
    """
    from keras import ops

    correction_1, correction_2 = 1.0 - ops.power(beta_1, count), 1.0 - ops.power(BETA_2, count)
    means = [beta_1 * old + (1.0 - beta_1) * gradient for old, gradient in zip(means, gradients, strict=True)]
    squares = [
        BETA_2 * old + (1.0 - BETA_2) * ops.square(gradient)
        for old, gradient in zip(squares, gradients, strict=True)
    ]
    weights = [
        weight - rate / correction_1 * mean / (ops.sqrt(square / correction_2) + EPSILON)
        for weight, mean, square in zip(weights, means, squares, strict=True)
    ]
    return weights, means, squares
