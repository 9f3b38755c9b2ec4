"""The rules that turn a gradient into a step: one object for each parameter, on plain scalars.

A fit has two or three parameters, so Python's own floats are several times faster here than arrays. Every
rule and every constant is that of Keras 3 (tests compare them step by step); note that RMSprop and AdaGrad
add epsilon below the square root and Adam outside of it, and that AdaGrad and FTRL start their sums at 0.1.
"""

from __future__ import annotations

from typing import Any

from ai_playground.regression.settings import RegressionSettings

EPSILON = 1e-7
INITIAL_ACCUMULATOR = 0.1


class Plain:
    """w - rate * g: the gradient itself. Also the base of all other rules.

    Args:
        number: Type of all scalars: float, or numpy.float32.
        momentum: Part of the last step that carries over, 0 to 1 (the rules that have it).
    """

    def __init__(self, number: Any = float, momentum: float = 0.0) -> None:
        self._number = number
        self.momentum = momentum
        self._start()

    @property
    def momentum(self) -> Any:
        """Part of the last step that carries over; may change between steps."""
        return self._momentum

    @momentum.setter
    def momentum(self, value: float) -> None:
        self._momentum = self._number(value)

    def step(self, weight: Any, gradient: Any, rate: Any) -> Any:
        """The parameter after one step.

        Args:
            weight: The parameter, a scalar of the rule's type.
            gradient: The derivative of the loss by it, of the same type.
            rate: The learning rate, of the same type, above zero.
        """
        return weight - rate * gradient

    def _start(self) -> None:
        """Set up what the rule remembers of earlier steps."""


class Momentum(Plain):
    """A heavy ball (Polyak 1964): v = momentum * v - rate * g, then w + v."""

    def _start(self) -> None:
        self._velocity = self._number(0.0)

    def step(self, weight: Any, gradient: Any, rate: Any) -> Any:
        """The parameter after one step."""
        self._velocity = self._momentum * self._velocity - rate * gradient
        return weight + self._velocity


class Nesterov(Momentum):
    """Momentum that looks ahead (Nesterov 1983): w + momentum * v - rate * g with the new v."""

    def step(self, weight: Any, gradient: Any, rate: Any) -> Any:
        """The parameter after one step."""
        self._velocity = self._momentum * self._velocity - rate * gradient
        return weight + self._momentum * self._velocity - rate * gradient


class AdaGrad(Plain):
    """Divides by the root of the sum of squared gradients (Duchi, Hazan and Singer 2011)."""

    def _start(self) -> None:
        self._sum = self._number(INITIAL_ACCUMULATOR)
        self._epsilon, self._half = self._number(EPSILON), self._number(0.5)

    def step(self, weight: Any, gradient: Any, rate: Any) -> Any:
        """The parameter after one step."""
        self._sum += gradient * gradient
        return weight - rate * gradient / (self._sum + self._epsilon) ** self._half


class RMSprop(Plain):
    """Divides by the root of the running mean of squared gradients (Tieleman and Hinton 2012), rho 0.9."""

    RHO = 0.9

    def _start(self) -> None:
        self._mean = self._number(0.0)
        self._rho, self._rest = self._number(self.RHO), self._number(1.0 - self.RHO)
        self._epsilon, self._half = self._number(EPSILON), self._number(0.5)

    def step(self, weight: Any, gradient: Any, rate: Any) -> Any:
        """The parameter after one step."""
        self._mean = self._rho * self._mean + self._rest * gradient * gradient
        return weight - rate * gradient / (self._mean + self._epsilon) ** self._half


class Adam(Plain):
    """Running means of the gradient and of its square (Kingma and Ba 2015), betas 0.9 and 0.999."""

    BETA_1, BETA_2 = 0.9, 0.999

    def _start(self) -> None:
        number = self._number
        self._mean, self._square = number(0.0), number(0.0)
        self._rest_1, self._rest_2 = number(1.0 - self.BETA_1), number(1.0 - self.BETA_2)
        self._epsilon, self._half = number(EPSILON), number(0.5)
        # Powers of the betas, for the correction of the means' start at zero; in float64 for any type.
        self._power_1 = self._power_2 = 1.0

    def step(self, weight: Any, gradient: Any, rate: Any) -> Any:
        """The parameter after one step."""
        self._power_1 *= self.BETA_1
        self._power_2 *= self.BETA_2
        correction = (1.0 - self._power_2) ** 0.5 / (1.0 - self._power_1)
        self._mean += self._rest_1 * (gradient - self._mean)
        self._square += self._rest_2 * (gradient * gradient - self._square)
        length = rate * self._number(correction)
        return weight - length * self._mean / (self._square**self._half + self._epsilon)


class Ftrl(Plain):
    """Follow the regularised leader (McMahan et al. 2013, algorithm 1) without its penalties.

    What the LinearRegressor of the blog ran on. The first step replaces the start point instead of moving it:
    the rule keeps sums of gradients, and computes the parameter from them.
    """

    def _start(self) -> None:
        self._sum = self._number(INITIAL_ACCUMULATOR)
        self._linear = self._number(0.0)
        self._half = self._number(0.5)
        self._last_rate: Any = None

    def step(self, weight: Any, gradient: Any, rate: Any) -> Any:
        """The parameter after one step."""
        # Keras takes the rate as constant and forgets part of the weight when a schedule lowers it;
        # remembering the last rate, as the paper's sigma does, makes no difference where it is constant.
        curvature = self._sum**self._half / (self._last_rate or rate)
        self._last_rate = rate
        self._sum += gradient * gradient
        new_curvature = self._sum**self._half / rate
        self._linear += gradient - (new_curvature - curvature) * weight
        return -self._linear / new_curvature


RULES: dict[str, type[Plain]] = {
    "plain": Plain,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "ftrl": Ftrl,
}


def optimizer(settings: RegressionSettings, number: Any = float) -> list[Plain]:
    """The rule that `settings` name, once for each coefficient of the curve, on scalars of type `number`."""
    return [RULES[settings.optimizer](number, settings.momentum) for _ in range(settings.degree + 1)]
