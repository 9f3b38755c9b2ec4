"""What runs of the page's own size say of the report's claims, and of the lesson's questions.

Claims are judged as on the page, beside runs of the same sheets and photos; the two runs that ship are not
done again. It takes some minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ai_playground.corners.claims import CLAIMS, judged
from ai_playground.corners.dashboard.findings import usual_seconds
from ai_playground.corners.dashboard.sections import quiz_settings
from ai_playground.corners.evaluation_data import generated_photos
from ai_playground.corners.paper_training import Snapshot, by_epoch, train_paper_model
from ai_playground.corners.questions import QUESTIONS
from ai_playground.corners.recording import load_recording
from ai_playground.corners.settings import TrainingSettings


def main() -> None:
    """Print a line for each question, and one for each claim."""
    photos = generated_photos()
    shipped = [load_recording(preset) for preset in ("report", "cured")]
    # What they took says nothing of this machine: `corners_speed.py` times networks side by side.
    done = {
        run.settings: [replace(each, seconds_per_1000=np.nan) for each in run.snapshots] for run in shipped
    }

    def run(settings: TrainingSettings) -> list[Snapshot]:
        if settings not in done:
            done[settings] = by_epoch(list(train_paper_model(settings, photos, photos.pictures[:0])))
        return done[settings]

    def end(changes: Mapping[str, Any]) -> Snapshot:
        found = run(TrainingSettings(**changes))
        return replace(found[-1], seconds_per_1000=usual_seconds(found))

    for question in QUESTIONS:
        runs = [run(quiz_settings(changes)) for changes in question.runs]
        answer = question.answers[question.right(runs)].text
        print(f"{question.name}: {answer}. {question.why(runs)}", flush=True)
    for claim in CLAIMS:
        if claim.changes is not None:
            last = end(claim.changes)
            whole = [*run(TrainingSettings(**claim.changes))[:-1], last]
            found, word, note = judged(claim, whole, last if claim.baseline is None else end(claim.baseline))
            print(f"{claim.name}, reported {claim.reported}: {found} ({word}). {note}", flush=True)


if __name__ == "__main__":
    main()
