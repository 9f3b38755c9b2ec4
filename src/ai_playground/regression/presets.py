"""Ways to begin. The knobs as they come are the lecture's.

What a preset says doesn't answer a question of the lesson; a test runs each and holds it to its figures.
"""

from __future__ import annotations

from ai_playground.settings import Preset

PRESETS = (
    Preset(
        "lecture",
        "The lecture's run",
        "Misses the exact slope by 31 %. What would you change: the epochs, the rate, the order?",
        {},
    ),
    Preset(
        "diverge",
        "See it diverge",
        "All points in every update, and a rate one notch too high: every step overshoots more.",
        {"method": "batch", "learning_rate": 0.0041, "epochs": 300},
    ),
    Preset(
        "slow",
        "Slow and almost right",
        "A hundredth of the rate, a hundred times the epochs, as in the blog; here the slope is 2.7 % off.",
        {"learning_rate": 1e-5, "epochs": 10_000},
    ),
    Preset(
        "shrink",
        "Shrink the rate",
        "Starts as fast as the lecture's run, then takes ever smaller steps: 3.3 % off.",
        {"schedule": "inverse_time", "epochs": 1000},
    ),
    Preset(
        "adaptive",
        "Adaptive",
        "Adam, which sets each step's length by the pulls so far, finds the line in 200 steps on all points.",
        {"method": "batch", "optimizer": "adam", "learning_rate": 1.0, "epochs": 200},
    ),
    Preset(
        "standardise",
        "Rescale first",
        "Standardised fires make the surface round. Step through it: how many steps does it take?",
        {"method": "batch", "standardize": True, "learning_rate": 0.5, "epochs": 25},
    ),
)
