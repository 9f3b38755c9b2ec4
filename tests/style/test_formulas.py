"""The formulas of the page, and the words beside them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from ai_playground.style.dashboard.formulas import FORMULAS

NOTEBOOK = Path(__file__).parents[2] / "lessons" / "02_style.ipynb"


def test_every_letter_of_the_formulas_is_explained_on_the_page() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    (legend,) = (line for cell in cells for line in cell["source"] if line.startswith("The letters: "))
    named = set(re.findall(r"\*(\w)\*", legend))
    used = {letter for each in FORMULAS for letter in re.findall("<mi>(.)</mi>", each.mathml)}
    # The formula of a step explains its matrix itself.
    assert used - named == {"H"}
    assert "∇*L*" in legend
