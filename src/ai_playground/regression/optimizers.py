"""The rules that turn a gradient into a step, on plain scalars.

A fit has two or three parameters, so Python's own floats are several times faster here than arrays.
Every rule and every constant is that of Keras 3 (tests compare them step by step); note that RMSprop and
AdaGrad add epsilon below the square root and Adam outside of it, and that AdaGrad and FTRL start their sums
at 0.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ai_playground.regression.settings import RegressionSettings

EPSILON = 1e-7
INITIAL_ACCUMULATOR = 0.1


class Plain:
    """w - rate * g: the gradient itself. Also the base of all other rules.

    Args:
        size: How many parameters there are.
        number: Type of all scalars: float, or numpy.float32.
        momentum: Part of the last step that carries over, 0 to 1 (the rules that have it).
    """

    def __init__(self, size: int, number: Any = float, momentum: float = 0.0) -> None:
        self._number = number
        self.momentum = momentum
        self._start(size)

    @property
    def momentum(self) -> Any:
        """Part of the last step that carries over; may change between steps."""
        return self._momentum

    @momentum.setter
    def momentum(self, value: float) -> None:
        self._momentum = self._number(value)

    def step(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> list[Any]:
        """The parameters after one step.

        Args:
            weights: The parameters, scalars of the rule's type.
            gradients: The derivative of the loss by each, of the same type.
            rate: The learning rate, of the same type.
        """
        return [weight - rate * gradient for weight, gradient in zip(weights, gradients, strict=True)]

    def _start(self, size: int) -> None:
        """Set up what the rule remembers of earlier steps."""


class Momentum(Plain):
    """A heavy ball (Polyak 1964): v = momentum * v - rate * g, then w + v."""

    def _start(self, size: int) -> None:
        self._velocities = [self._number(0.0)] * size

    def step(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> list[Any]:
        """The parameters after one step."""
        self._accelerate(gradients, rate)
        return [weight + velocity for weight, velocity in zip(weights, self._velocities, strict=True)]

    def _accelerate(self, gradients: Sequence[Any], rate: Any) -> None:
        momentum = self._momentum
        self._velocities = [
            momentum * velocity - rate * gradient
            for velocity, gradient in zip(self._velocities, gradients, strict=True)
        ]


class Nesterov(Momentum):
    """Momentum that looks ahead (Nesterov 1983): w + momentum * v - rate * g with the new v."""

    def step(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> list[Any]:
        """The parameters after one step."""
        self._accelerate(gradients, rate)
        return [
            weight + self._momentum * velocity - rate * gradient
            for weight, velocity, gradient in zip(weights, self._velocities, gradients, strict=True)
        ]


class AdaGrad(Plain):
    """Divides by the root of the sum of squared gradients (Duchi, Hazan and Singer 2011)."""

    def _start(self, size: int) -> None:
        self._sums = [self._number(INITIAL_ACCUMULATOR)] * size
        self._epsilon, self._half = self._number(EPSILON), self._number(0.5)

    def step(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> list[Any]:
        """The parameters after one step."""
        self._sums = [
            total + gradient * gradient for total, gradient in zip(self._sums, gradients, strict=True)
        ]
        return [
            weight - rate * gradient / (total + self._epsilon) ** self._half
            for weight, gradient, total in zip(weights, gradients, self._sums, strict=True)
        ]


class RMSprop(AdaGrad):
    """Divides by the root of the running mean of squared gradients (Tieleman and Hinton 2012), rho 0.9."""

    def _start(self, size: int) -> None:
        super()._start(size)
        self._sums = [self._number(0.0)] * size
        self._rho, self._rest = self._number(0.9), self._number(1.0 - 0.9)

    def step(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> list[Any]:
        """The parameters after one step."""
        self._sums = [
            self._rho * mean + self._rest * gradient * gradient
            for mean, gradient in zip(self._sums, gradients, strict=True)
        ]
        return [
            weight - rate * gradient / (mean + self._epsilon) ** self._half
            for weight, gradient, mean in zip(weights, gradients, self._sums, strict=True)
        ]


class Adam(Plain):
    """Running means of the gradient and of its square (Kingma and Ba 2015), betas 0.9 and 0.999."""

    BETA_1, BETA_2 = 0.9, 0.999

    def _start(self, size: int) -> None:
        number = self._number
        self._means = [number(0.0)] * size
        self._squares = [number(0.0)] * size
        self._steps = 0
        self._rest_1, self._rest_2 = number(1.0 - self.BETA_1), number(1.0 - self.BETA_2)
        self._epsilon, self._half = number(EPSILON), number(0.5)

    def step(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> list[Any]:
        """The parameters after one step."""
        self._steps += 1
        correction = (1.0 - self.BETA_2**self._steps) ** 0.5 / (1.0 - self.BETA_1**self._steps)
        length = rate * self._number(correction)
        self._means = [
            mean + self._rest_1 * (gradient - mean)
            for mean, gradient in zip(self._means, gradients, strict=True)
        ]
        self._squares = [
            square + self._rest_2 * (gradient * gradient - square)
            for square, gradient in zip(self._squares, gradients, strict=True)
        ]
        return [
            weight - length * mean / (square**self._half + self._epsilon)
            for weight, mean, square in zip(weights, self._means, self._squares, strict=True)
        ]


class Ftrl(Plain):
    """Follow the regularised leader (McMahan et al. 2013, algorithm 1) without its penalties.

    What the lecture's LinearRegressor ran on. The first step replaces the start point instead of moving it:
    the rule keeps sums of gradients, and computes the parameters from them.
    """

    def _start(self, size: int) -> None:
        self._sums = [self._number(INITIAL_ACCUMULATOR)] * size
        self._linear = [self._number(0.0)] * size
        self._half = self._number(0.5)
        self._last_rate: Any = None

    def step(self, weights: Sequence[Any], gradients: Sequence[Any], rate: Any) -> list[Any]:
        """The parameters after one step."""
        # Keras takes the rate as constant and forgets part of the weights when a schedule lowers it;
        # remembering the last rate, as the paper's sigma does, makes no difference where it is constant.
        last_rate, self._last_rate = self._last_rate or rate, rate
        moved = []
        for index, (weight, gradient) in enumerate(zip(weights, gradients, strict=True)):
            curvature = self._sums[index] ** self._half / last_rate
            self._sums[index] += gradient * gradient
            new_curvature = self._sums[index] ** self._half / rate
            self._linear[index] += gradient - (new_curvature - curvature) * weight
            moved.append(-self._linear[index] / new_curvature)
        return moved


RULES: dict[str, type[Plain]] = {
    "plain": Plain,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "ftrl": Ftrl,
}


def optimizer(settings: RegressionSettings, size: int, number: Any = float) -> Plain:
    """The rule that `settings` name, for `size` parameters of type `number`."""
    return RULES[settings.optimizer](size, number, settings.momentum)
