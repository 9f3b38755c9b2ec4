"""How the learning rate changes from epoch to epoch."""

from __future__ import annotations

import math

from ai_playground.regression.settings import RegressionSettings

# Rates stay above zero because FTRL divides by them.
SMALLEST_FACTOR = 1e-12


def scheduled_rate(settings: RegressionSettings, epoch: int) -> float:
    """The learning rate of the epoch after `epoch` finished ones (0 for the first).

    With t for `epoch`: constant rate; rate / (1 + decay t); rate e^(-decay t);
    rate (1 + cos(pi t / epochs)) / 2 (Loshchilov and Hutter 2017, one period).
    Never less than a trillionth of the rate set.
    """
    factor = 1.0
    if settings.schedule == "inverse_time":
        factor = 1.0 / (1.0 + settings.decay * epoch)
    elif settings.schedule == "exponential":
        factor = math.exp(-settings.decay * epoch)
    elif settings.schedule == "cosine":
        factor = 0.5 * (1.0 + math.cos(math.pi * epoch / settings.epochs))
    return settings.learning_rate * max(factor, SMALLEST_FACTOR)
