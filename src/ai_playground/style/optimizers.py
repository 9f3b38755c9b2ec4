"""Three rules that turn a gradient into a step, in numpy. Pictures: float32, shape (height, width, 3)."""

from __future__ import annotations

from collections import deque
from typing import Protocol

import numpy as np

from ai_playground.style.curvature import Array, Curvature
from ai_playground.style.settings import OptimizerName

# Pairs of step and change of gradient that L-BFGS remembers.
MEMORY = 20
# A rise of the loss by less than that is no reason to go back: bfloat16 can't resolve it. After a larger one
# the next step is so much shorter than the one that rose, and every good step may be so much longer again.
RISE = 0.05
SHORTER, LONGER = 0.25, 2.0
# Share of the newest picture in Adam's running average.
AVERAGING = 0.1


class Optimizer(Protocol):
    """Proposes the next picture. It keeps what it has learned of the loss between calls."""

    @property
    def result(self) -> Array | None:
        """The picture to show if it is another than the one last proposed; else None."""
        ...

    @property
    def keeps_the_lowest(self) -> bool:
        """Whether a run ends with the picture of the lowest loss, rather than with the last one."""
        ...

    def step(self, picture: Array, gradient: Array, learning_rate: float, loss: float) -> Array:
        """The next picture, within 0 and 1, given the loss and its gradient at `picture`."""
        ...

    def forget(self) -> None:
        """The loss has changed: drop what was learned of the old one."""
        ...

    def resize(self, height: int, width: int, /) -> None:
        """The next picture will be of another size."""
        ...


def make_optimizer(name: OptimizerName) -> Optimizer:
    """The optimizer of that name, new."""
    makers: dict[OptimizerName, type[Optimizer]] = {"lbfgs": Lbfgs, "adam": Adam, "plain": Plain}
    return makers[name]()


class Plain:
    """Plain gradient descent. The step's length is fixed by the first gradient, which changes a pixel by the
    learning rate on average (root mean square).
    """

    result = None
    keeps_the_lowest = False  # a rate that is too large is to be seen

    def __init__(self) -> None:
        self._scale: float | None = None

    def step(self, picture: Array, gradient: Array, learning_rate: float, loss: float) -> Array:  # noqa: ARG002
        """See `Optimizer.step`."""
        if self._scale is None:
            self._scale = 1.0 / max(_rms(gradient), 1e-30)
        return _within(picture - np.float32(learning_rate * self._scale) * gradient)

    def forget(self) -> None:
        """Nothing is learned but the length of the step, which stays: a curve never jumps for it."""

    def resize(self, _height: int, _width: int, /) -> None:
        """Measure the gradient anew."""
        self._scale = None


class Adam:
    """Adam (Kingma & Ba 2015), betas 0.9 and 0.999, with a running average of the pictures as its result."""

    keeps_the_lowest = False

    def __init__(self) -> None:
        self._moments: tuple[Array, Array] | None = None
        self._steps = 0
        self._averaged = 0  # pictures in the average, which begins anew at each size
        self._average: Array | None = None

    @property
    def result(self) -> Array | None:
        """The average of the newest pictures, which is smoother than any of them."""
        return self._average

    def step(self, picture: Array, gradient: Array, learning_rate: float, loss: float) -> Array:  # noqa: ARG002
        """See `Optimizer.step`."""
        first, second = self._moments or (np.zeros_like(picture), np.zeros_like(picture))
        self._steps += 1
        first = np.float32(0.9) * first + np.float32(0.1) * gradient
        second = np.float32(0.999) * second + np.float32(0.001) * gradient * gradient
        self._moments = first, second
        mean, square = first / (1 - 0.9**self._steps), second / (1 - 0.999**self._steps)
        new = _within(picture - np.float32(learning_rate) * mean / (np.sqrt(square) + np.float32(1e-12)))
        # Younger than 1 / AVERAGING steps, it is the mean of all.
        self._averaged += 1
        share = np.float32(max(AVERAGING, 1.0 / self._averaged))
        self._average = new if self._average is None else self._average + share * (new - self._average)
        return new

    def forget(self) -> None:
        """The moments follow a changed loss by themselves."""

    def resize(self, height: int, width: int, /) -> None:
        """Carry the moments over to the new size (as crowsonkb/style-transfer-pytorch does)."""
        self._average, self._averaged = None, 0
        if self._moments is not None:
            first, second = (_resized(moment, height, width) for moment in self._moments)
            self._moments = first, np.maximum(second, 0)


class Lbfgs:
    """L-BFGS (Nocedal 1980) with a limited step instead of a line search.

    A line search needs differences of losses that bfloat16 can't resolve. A limit on the root mean square of
    the step does as well and costs no extra gradient; a step that raises the loss plainly is taken back, and
    the limit shrinks (a trust region: Nocedal & Wright, chapter 4). Pairs that show a negative curvature are
    left out.
    The first guess of the curvature is that of each scale and color, which `Curvature` learns from the same
    pairs and keeps when they are dropped.
    """

    result = None
    keeps_the_lowest = True

    def __init__(self) -> None:
        self._pairs: deque[tuple[Array, Array, float]] = deque(maxlen=MEMORY)
        # The picture from which the last step set off, its gradient and its loss.
        self._last: tuple[Array, Array, float] | None = None
        self._reach: float = np.inf  # no step is longer; shrinks where one has raised the loss
        self._curvature = Curvature()

    def step(self, picture: Array, gradient: Array, learning_rate: float, loss: float) -> Array:
        """See `Optimizer.step`. The root mean square of the change is at most `learning_rate`.

        Where the last step has raised the loss, the next one sets off from where that did, and is shorter.
        """
        self._remember(picture, gradient)
        if self._last is not None and loss > (1 + RISE) * self._last[2]:
            self._reach = SHORTER * _rms(picture - self._last[0])
            picture, gradient, loss = self._last
        else:
            self._reach *= LONGER
        self._last = picture, gradient, loss
        direction = self._direction(gradient)
        length = _rms(direction)
        # Before the first pair nothing is known of the curvature: a fifth of what is allowed.
        limit = min(learning_rate if self._pairs else 0.2 * learning_rate, self._reach)
        factor = limit / max(length, 1e-30) if length > limit or not self._pairs else 1.0
        return _within(picture - np.float32(factor) * direction)

    def forget(self) -> None:
        """Drop the pairs: they belong to another loss."""
        self._pairs.clear()
        self._last = None
        self._reach = np.inf

    def resize(self, _height: int, _width: int, /) -> None:
        """Drop the pairs: they belong to another picture."""
        self.forget()

    def _remember(self, picture: Array, gradient: Array) -> None:
        if self._last is None:
            return
        step, change = picture - self._last[0], gradient - self._last[1]
        curvature = _dot(step, change)
        if curvature > 1e-10 * np.sqrt(_dot(step, step) * _dot(change, change)):
            self._pairs.append((step, change, curvature))
            self._curvature.learn(step, change)

    def _direction(self, gradient: Array) -> Array:
        """Inverse curvature times gradient, by the two loops of Nocedal & Wright, algorithm 7.4."""
        direction = gradient.copy()
        factors = []
        for step, change, curvature in reversed(self._pairs):
            factor = np.float32(_dot(step, direction) / curvature)
            direction -= factor * change
            factors.append(factor)
        direction = self._curvature.divide(direction)
        if self._pairs:
            _, change, curvature = self._pairs[-1]
            direction *= np.float32(curvature / max(_dot(change, self._curvature.divide(change)), 1e-30))
        for (step, change, curvature), factor in zip(self._pairs, reversed(factors), strict=True):
            direction += step * (factor - np.float32(_dot(change, direction) / curvature))
        return direction


def _resized(values: Array, height: int, width: int) -> Array:
    from PIL import Image

    channels = [
        np.asarray(Image.fromarray(values[..., c]).resize((width, height), Image.Resampling.BILINEAR))
        for c in range(values.shape[2])
    ]
    stacked: Array = np.stack(channels, axis=-1)
    return stacked


def _within(picture: Array) -> Array:
    return np.clip(picture, np.float32(0.0), np.float32(1.0))


def _dot(first: Array, second: Array) -> float:
    return float(np.dot(first.ravel(), second.ravel()))


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values))))
