"""The paper's table, each of its networks with a button to train it, and yours beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ai_playground.corners.paper_models import PAPER_MODELS
from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.presets import KEPT
from ai_playground.corners.settings import MODEL_LABELS, Initialization, Model, TrainingSettings
from ai_playground.lesson.findings import Finding, Verdict, word_for
from ai_playground.page.findings import Findings

SAME, CLOSE = 0.02, 0.1
"""Two errors are the same, or close, where they differ by less than this share of the paper's."""

COLUMNS = ("Network", "Report: sheets / photos", "Yours: sheets / photos")
ROWS: dict[str, tuple[Model, Initialization]] = {
    f"{model}/{start}": (model, start) for model in MODEL_LABELS for start in PAPER_MODELS[model].published
}


def paper_table(run: Callable[[str], None]) -> Findings:
    """The table; `run` trains the network of a row, by its name."""
    return Findings(COLUMNS, [_finding(name, *row) for name, row in ROWS.items()], run)


def experiment_of(name: str, size: TrainingSettings) -> TrainingSettings:
    """A row's experiment, of the size (epochs, sheets, noise, seed) of other settings."""
    model, initialization = ROWS[name]
    kept = {name: getattr(size, name) for name in KEPT}
    return TrainingSettings(model=model, initialization=initialization, **kept)


def row_of(settings: TrainingSettings) -> str | None:
    """The row whose experiment these settings are, of whatever size."""
    return next((name for name in ROWS if settings == experiment_of(name, settings)), None)


def compared(settings: TrainingSettings, run: Sequence[Snapshot], measured_on: str) -> tuple[str, Verdict]:
    """The smallest errors of a run, and how they compare with the paper's.

    Args:
        settings: What was trained; a row's experiment.
        run: Its snapshots, one for each epoch, from the start.
        measured_on: The photos of the second figure, in words.
    """
    model = PAPER_MODELS[settings.model]
    found = min(each.train_mae for each in run[1:])
    on_photos = min(each.photo_mae for each in run[1:])
    difference = abs(found / model.published[settings.initialization].train_mae - 1)
    size = f"{run[-1].epoch} epochs, {settings.sheets} sheets"
    note = f"{model.parameters:,} parameters; {size}, {measured_on}"
    return f"{found:.2f} / {on_photos:.2f}", Verdict(word_for(difference, same=SAME, close=CLOSE), note)


def _finding(name: str, model: Model, start: Initialization) -> Finding:
    published = PAPER_MODELS[model].published[start]
    start_label = "all at 0.004" if start == "constant" else "random start"
    return Finding(
        name,
        f"{MODEL_LABELS[model]}, {start_label}",
        f"{published.train_mae:.2f} / {published.real_mae:.2f}",
        "Train",
        f"{PAPER_MODELS[model].parameters:,} parameters",
    )
