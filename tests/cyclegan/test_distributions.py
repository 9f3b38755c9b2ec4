"""How often values occur: counted by hand, and what the documents tell of the shipped counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai_playground.cyclegan import distributions
from ai_playground.cyclegan.distributions import Set, of_monets, shares, write

DOCUMENT = Path(__file__).parents[2] / "docs" / "experiments.md"


def test_values_are_counted_by_fours_and_zeros_are_left_out() -> None:
    picture = np.zeros((2, 2, 3), np.uint8)
    picture[..., 0] = [[0, 1], [3, 4]]  # three that count: two of the first bin, one of the second
    picture[..., 1] = [[255, 252], [0, 0]]
    red, green, blue = shares([picture, picture])
    np.testing.assert_allclose(red[:3], [2 / 3, 1 / 3, 0])
    assert green[63] == 1
    assert not blue.any()  # nothing but zeros


def test_sets_come_back_as_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributions, "file", lambda: tmp_path / "counts.json")
    picture = np.random.default_rng(0).integers(0, 256, (9, 9, 3), np.uint8)
    write([Set("squares", 1, shares([picture]))])
    (again,) = of_monets.__wrapped__()
    assert (again.label, again.count) == ("squares", 1)
    np.testing.assert_allclose(again.shares, shares([picture]), atol=1e-5)


def test_the_documents_figures_of_the_distributions_are_those_that_ship() -> None:
    monets, photos, painted = of_monets()
    assert {each.count for each in of_monets()} == {100}
    for each in of_monets():
        np.testing.assert_allclose(each.shares.sum(axis=1), 1, atol=1e-3)
    elsewhere = [
        round(100 * np.abs(each.shares - monets.shares).sum(axis=1).mean() / 2) for each in (photos, painted)
    ]
    told = "{} % is elsewhere for photos, {} % for painted ones".format(*elsewhere)
    assert told in DOCUMENT.read_text(encoding="utf-8")
