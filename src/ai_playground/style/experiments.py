"""The experiments of the two documents that started this lesson, and one of ours, each a grid of pictures."""

from __future__ import annotations

from ai_playground.style import found_post, from_the_post, from_the_report
from ai_playground.style.experiment import Experiment, row

EXPERIMENTS = (
    *from_the_post.EXPERIMENTS,
    *from_the_report.EXPERIMENTS,
    Experiment(
        "optimizer",
        "Optimizers",
        "Three ways down the same hill, with the same number of steps: which gets furthest?",
        "",
        "ours",
        (
            *row("optimizer", {"L-BFGS": "lbfgs"}, learning_rate=0.1),
            *row("optimizer", {"Adam": "adam", "plain gradient": "plain"}, learning_rate=0.02),
        ),
        found_post.optimizer,
    ),
)
