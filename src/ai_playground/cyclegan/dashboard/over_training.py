"""The score over the training: of the recorded runs, and of the report beside them."""

from __future__ import annotations

import numpy as np

from ai_playground.cyclegan.recording import load_recording
from ai_playground.cyclegan.reported import BEST, BEST_AGAIN, BY_EPOCHS
from ai_playground.page.layout import stack
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import Layer, Tone, line, points, rule

SHOWN: dict[str, tuple[str, Tone]] = {
    "no_identity": ("no identity loss", "truth"),
    "no_cycle": ("no cycle loss", "reference"),
    "whole": ("everything", "now"),
}
"""Recordings, what their curves are called, and their tones; the whole one is drawn last."""


class OverTraining:
    """Two charts; why their figures can't be compared stands in the notebook.

    Attributes:
        widget: All of it.
    """

    def __init__(self) -> None:
        self.widget = stack("aip-two aip-level", _ours(), _theirs())

    def said(self) -> str:
        """What the charts are of."""
        return "Recorded runs of this page, and scores as a student team's report prints them."


def _ours() -> Chart:
    runs = {name: load_recording(name) for name in SHOWN}
    curves = {
        name: np.array([(each.step, each.distance) for each in run.snapshots])
        for name, run in runs.items()
        if run.snapshots
    }
    layers: list[Layer] = [
        line(curve, label=SHOWN[name][0], tone=SHOWN[name][1], width=1.8) for name, curve in curves.items()
    ]
    untouched = runs["whole"].untouched
    if np.isfinite(untouched):
        layers.insert(0, rule("y", untouched, "photos as they are"))
    top = max((curve[:, 1].max() for curve in curves.values()), default=1.0)
    steps = max((curve[-1, 0] for curve in curves.values()), default=1.0)
    return Chart(
        "Recorded runs of this page",
        {"label": "step", "log": False, "domain": [0, steps]},
        {"label": "Frechet distance, VGG features", "log": False, "domain": [0, 1.1 * top]},
        layers=layers,
        description="Distance from the paintings over the steps of three recorded runs",
        aspect=0.55,
        labels_beside=True,
    )


def _theirs() -> Chart:
    return Chart(
        "The report's runs, a point each",
        {"label": "epoch", "log": False, "domain": [0, 160]},
        {"label": "MiFID on Kaggle", "log": False, "domain": [0, 100]},
        layers=[
            rule("y", BEST, f"its best, {BEST:.2f}", tone="truth"),
            rule("y", BEST_AGAIN, f"run again, {BEST_AGAIN:.2f}", tone="before"),
            line(BY_EPOCHS, width=1.8),
            points(BY_EPOCHS, tone="now", name="reported"),
        ],
        caption=[[", ".join(f"{score:.2f}" for _, score in BY_EPOCHS), "now"]],
        description="Scores that the report prints, of a training each, over its epochs",
        aspect=0.55,
    )
