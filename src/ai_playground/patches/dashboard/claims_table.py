"""What the report says, beside what runs on the page find: a table with a button for each claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ai_playground.lesson.findings import Finding, Verdict
from ai_playground.page.findings import Findings
from ai_playground.patches.claims import CLAIMS, Outcome
from ai_playground.patches.presets import KEPT
from ai_playground.patches.recording import load_recording
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_settings import StudySettings

COLUMNS = ("What the report says", "Its figure or word", "Yours")
MISSING = "The recorded run that it is judged beside is missing. Install the lessons anew to have it."


class ClaimsTable(Findings):
    """The table; every run that tests a claim fills its row.

    Args:
        run: Does the run of a row where it can be watched: its name, and what it changes of the report's
            settings.
    """

    def __init__(self, run: Callable[[str, Mapping[str, Any]], None]) -> None:
        rows = [Finding(claim.name, claim.text, claim.reported, "Test", claim.note) for claim in CLAIMS]
        changes = {claim.name: claim.changes for claim in CLAIMS}
        super().__init__(COLUMNS, rows, lambda name: run(name, changes[name]))

    def fill_from(self, settings: StudySettings, run: Sequence[Moment]) -> None:
        """Judge the claims that a finished run with these settings tests, whatever its seed and its steps."""
        for claim in CLAIMS:
            kept = {name: getattr(settings, name) for name in KEPT}
            if settings != StudySettings(**{**kept, **claim.changes}):
                continue
            recorded = [load_recording(name) for name in claim.recorded]
            if any(each.missing for each in recorded):
                outcome = Outcome("", None, MISSING)
            else:
                outcome = claim.judge(run, [each.snapshots for each in recorded])
            self.fill(claim.name, outcome.found, Verdict(outcome.word or "", outcome.note))
