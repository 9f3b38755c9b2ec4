"""Platt scaling against draws whose odds are known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.corners.calibration import Calibration, fit
from ai_playground.corners.weights import CALIBRATION, shipped_weights
from ai_playground.locations import lessons_directory


def test_the_line_behind_random_draws_is_found_again() -> None:
    rng = np.random.default_rng(0)
    share = rng.uniform(0.01, 0.99, 200_000)
    behind = Calibration(slope=1.5, offset=0.4)
    found = fit(share, rng.random(len(share)) < behind.probability(share))
    assert found.slope == pytest.approx(behind.slope, abs=0.04)
    assert found.offset == pytest.approx(behind.offset, abs=0.04)


def test_no_line_beside_the_fitted_one_makes_what_happened_likelier() -> None:
    rng = np.random.default_rng(1)
    share = rng.beta(4, 1, 2000)
    near = rng.random(2000) < share**0.5

    def likelihood(line: Calibration) -> float:
        said = line.probability(share).astype(np.float64)
        return float(np.log(np.where(near, said, 1 - said)).sum())

    found = fit(share, near)
    for slope, offset in ((0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01)):
        assert likelihood(Calibration(found.slope + slope, found.offset + offset)) < likelihood(found)


def test_what_is_calibrated_already_keeps_its_probability_and_certainty_stays_finite() -> None:
    share = np.array([0.0, 0.2, 0.5, 0.9, 1.0])
    np.testing.assert_allclose(Calibration(1.0, 0.0).probability(share), share, atol=2e-6)
    assert np.isfinite(Calibration(3.0, 1.0).probability(share)).all()


DOCUMENT = (Path(__file__).parents[2] / "docs" / "corners.md").read_text(encoding="utf-8")


def test_the_document_says_what_a_share_of_three_quarters_is_worth_in_the_network_that_ships() -> None:
    with np.load(shipped_weights()) as arrays:
        line = Calibration(*arrays[CALIBRATION].tolist())
    there = 100 * float(line.probability(np.array([0.75]))[0])
    assert f"share of three quarters, {there:.0f} in 100 lie there" in DOCUMENT


def _table() -> NDArray[np.float64]:
    """Classes of confidence in the document: from, to, said, there, corners."""
    rows = [
        line.strip("| ").split(" | ")
        for line in DOCUMENT.splitlines()
        if re.match(r"\| [01]\S* \| [01]", line)
    ]
    return np.array(rows, float)


def test_the_documents_table_bears_out_what_is_said_of_its_classes() -> None:
    said, there, corners = _table().T[2:]
    assert (len(said), int(corners.sum())) == (8, 3736)
    off = (there - said) / np.sqrt(said * (1 - said) / corners)
    assert (np.abs(off[1:-1]) < 2).all()
    assert off[-1] > 2
    # The table is rounded.
    assert np.average(np.abs(there - said), weights=corners) == pytest.approx(0.013, abs=0.001)


def test_the_page_prints_the_documents_table() -> None:
    notebook = json.loads((lessons_directory() / "04_corners.ipynb").read_text(encoding="utf-8"))
    told = "".join(line for cell in notebook["cells"] for line in cell["source"])
    for low, high, said, there, corners in _table():
        row = f"| {100 * low:.0f} to {high:.0%} | {said:.1%} | {there:.1%} | {corners:,.0f} |".replace(
            "%", " %"
        )
        assert row in told


def test_the_share_of_a_probability_is_the_one_it_came_from() -> None:
    share = np.array([0.01, 0.3, 0.5, 0.97])
    line = Calibration(1.7, 0.4)
    np.testing.assert_allclose(line.share(line.probability(share)), share, rtol=1e-4)
