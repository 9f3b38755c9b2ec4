"""Thousands of damaged files: whatever is in them, only the reader's own error comes out."""

from __future__ import annotations

import math

import pytest

from ai_playground.tables import TableError
from ai_playground.tables.old_excel import read_old_excel
from ai_playground.tables.sheet_process import sheets_of
from ai_playground.tables.table import read_table
from tests.mutants import mutants

from .books import excel_2, excel_97, excel_2007
from .test_table import OPEN, READ, REFUSED, WRITTEN

ROWS: list[list[str | float]] = [["X", "Y"], [6.2, 29.0], [9.5, 44.0], [10.5, 36.0]]


def survives(content: bytes) -> bool:
    """Whether a file is read, and then gives finite numbers; only a TableError says that it isn't."""
    try:
        table = read_table(content, "mutant.csv")
        pair = table.pair(*table.default())
    except TableError:
        return False
    assert len(pair.x) == len(pair.y)
    assert all(map(math.isfinite, (*pair.x, *pair.y)))
    return True


@pytest.mark.slow
def test_of_five_thousand_damaged_tables_none_raises_anything_but_a_table_error() -> None:
    texts: list[str | bytes] = [content for content, _ in (*READ.values(), *REFUSED.values())]
    texts += [*(content for content, *_ in WRITTEN.values()), *OPEN.values()]
    originals = [text.encode() if isinstance(text, str) else text for text in texts]
    read = sum(map(survives, mutants([content for content in originals if len(content) < 1000], 5000)))
    assert 500 < read < 4500


def test_of_two_thousand_damaged_sheets_of_excel_2_none_raises_anything_but_a_value_error() -> None:
    whole = 0
    for content in mutants([excel_2(ROWS)], 2000):
        try:
            whole += len(sheets_of(excel_2(ROWS)[:4] + content[4:])) > 0
        except ValueError:
            continue
    assert 200 < whole < 1900
    assert read_old_excel(excel_2(ROWS))[1] == {0: 6.2, 1: 29.0}


def test_damaged_workbooks_of_every_kind_raise_nothing_but_a_table_error() -> None:
    for content in mutants([excel_97(ROWS), excel_2007({"One": ROWS})], 12):
        survives(content)
