"""The charts of the score over the training draw the recorded runs, and what the report printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.cyclegan.dashboard.over_training import SHOWN, OverTraining
from ai_playground.cyclegan.recording import load_recording
from ai_playground.cyclegan.reported import BEST, BEST_AGAIN, BY_EPOCHS

ROOT = Path(__file__).parents[2]


def drawn(chart: Any, label: str) -> list[list[float]]:
    (layer,) = [each for each in chart.layers if each.get("label") == label]
    return np.frombuffer(layer["xy"]).reshape(-1, 2).tolist()


def test_each_recorded_run_has_a_curve_of_its_distances_and_all_fit() -> None:
    ours, _ = OverTraining().widget.children
    for name, (label, _tone) in SHOWN.items():
        run = load_recording(name)
        assert drawn(ours, label) == [[each.step, each.distance] for each in run.snapshots]
        assert max(each.distance for each in run.snapshots) < ours.y_axis["domain"][1]
    (untouched,) = [each for each in ours.layers if each["kind"] == "rule"]
    assert untouched["at"] == load_recording("whole").untouched


@pytest.mark.parametrize("document", ["lessons/03_cyclegan.ipynb", "docs/experiments.md"])
def test_the_reports_scores_are_drawn_as_the_documents_print_them(document: str) -> None:
    _, theirs = OverTraining().widget.children
    text = (ROOT / document).read_text(encoding="utf-8")
    scores = [float(score) for score in re.findall(r"\b\d\d\.\d\d\b", text)]
    assert {*scores} >= {BEST, BEST_AGAIN, *(score for _, score in BY_EPOCHS)}
    assert drawn(theirs, "") == [list(map(float, each)) for each in BY_EPOCHS]
    assert [each["at"] for each in theirs.layers if each["kind"] == "rule"] == [BEST, BEST_AGAIN]
