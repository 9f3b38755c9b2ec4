"""What was reported, each with a button that runs it, and what your runs found beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ai_playground.lesson.findings import Finding, Verdict
from ai_playground.page.layout import card, page
from ai_playground.ui.findings_table import FindingsTable


class Findings:
    """The table.

    Args:
        columns: Headings of the name, the reported figure and the visitor's.
        findings: The rows.
        run: Does the run of the row whose button was pressed, by its name.

    Attributes:
        table: The widget.
        section: The section that shows it.
    """

    def __init__(
        self, columns: Sequence[str], findings: Sequence[Finding], run: Callable[[str], None]
    ) -> None:
        self.table = FindingsTable(columns, [_row(finding) for finding in findings])
        self.table.on_run(run)
        self.section = page(card(self.table))

    def fill(self, name: str, yours: str, verdict: Verdict) -> None:
        """Set what a run found beside what was reported."""
        self.table.update(name, yours=yours, verdict=verdict.word, note=verdict.note)

    def busy(self, name: str) -> None:
        """Say that the run of this row is on, and of no other."""
        self.table.rows = [{**row, "busy": row["name"] == name} for row in self.table.rows]

    def free(self) -> None:
        """Say that no row's run is on."""
        self.busy("")


def _row(finding: Finding) -> dict[str, str | bool]:
    return {
        "name": finding.name,
        "label": finding.label,
        "reported": finding.reported,
        "yours": "",
        "verdict": "",
        "note": finding.note,
        "action": finding.action,
        "busy": False,
    }
