"""The documents say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import as_table

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("docs/*.md")])


def test_the_table_of_knobs_is_the_settings() -> None:
    assert as_table(RegressionSettings) in (ROOT / "docs" / "regression.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_a_document_points_at_is_there(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []
