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
        "Three ways down the same hill, with the same number of steps at three learning rates: L-BFGS learns "
        "from its last steps how the loss bends, Adam scales each pixel's step by how large its gradients "
        "usually are, plain gradient goes straight down. Which gets furthest?",
        "",
        "ours",
        tuple(
            cell
            for rate in (from_the_post.ADAMS_RATE, 0.1, 0.2)
            for cell in row(
                "optimizer",
                {"L-BFGS": "lbfgs", "Adam": "adam", "plain gradient": "plain"},
                f"rate {rate}",
                learning_rate=rate,
            )
        ),
        found_post.optimizer,
    ),
)
