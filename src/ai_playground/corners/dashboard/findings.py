"""The report's table, each of its networks with a button to train it, and yours beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ai_playground.corners.presets import KEPT
from ai_playground.corners.report_models import REPORT_MODELS
from ai_playground.corners.report_training import Snapshot
from ai_playground.corners.settings import MODEL_LABELS, Initialization, Model, TrainingSettings
from ai_playground.ui import ReportTable

SAME, CLOSE = 0.02, 0.1
"""Two errors are the same, or close, where they differ by less than this share of the report's."""


class Findings:
    """The table.

    Args:
        run: Called with the model and the initialisation of the row whose button was pressed.
    """

    def __init__(self, run: Callable[[Model, Initialization], None]) -> None:
        keys: dict[str, tuple[Model, Initialization]] = {
            _name(model, start): (model, start)
            for model in MODEL_LABELS
            for start in REPORT_MODELS[model].published
        }
        columns = ["Network", "Report: sheets / photos", "Yours: sheets / photos"]
        self.table = ReportTable(columns, [_row(*key) for key in keys.values()])
        self.table.on_run(lambda name: run(*keys[name]))

    def fill(self, settings: TrainingSettings, run: Sequence[Snapshot], measured_on: str) -> None:
        """Set a run's smallest errors beside the report's row of its network, if it is that row's experiment.

        Only number of epochs and sheets, noise and seed may differ from the report's.

        Args:
            settings: What was trained.
            run: Its snapshots, one for each epoch, from the start.
            measured_on: The photos of the second figure, in words.
        """
        model = REPORT_MODELS[settings.model]
        published = model.published.get(settings.initialization)
        if published is None or settings != reported(settings.model, settings.initialization, settings):
            return
        found = min(each.train_mae for each in run[1:])
        on_photos = min(each.photo_mae for each in run[1:])
        difference = abs(found / published.train_mae - 1)
        verdict = "same" if difference < SAME else "close" if difference < CLOSE else "differs"
        size = f"{run[-1].epoch} epochs, {settings.sheets} sheets"
        self.table.update(
            _name(settings.model, settings.initialization),
            yours=f"{found:.2f} / {on_photos:.2f}",
            verdict=verdict,
            note=f"{model.parameters:,} parameters; {size}, {measured_on}",
        )


def reported(model: Model, start: Initialization, size: TrainingSettings) -> TrainingSettings:
    """The report's experiment with a network, of the size (epochs, sheets, noise, seed) of other settings."""
    kept = {name: getattr(size, name) for name in KEPT}
    return TrainingSettings(model=model, initialization=start, **kept)


def _name(model: Model, start: Initialization) -> str:
    return f"{model}/{start}"


def _row(model: Model, start: Initialization) -> dict[str, Any]:
    published = REPORT_MODELS[model].published[start]
    start_label = "all at 0.004" if start == "constant" else "random start"
    return {
        "name": _name(model, start),
        "label": f"{MODEL_LABELS[model]}, {start_label}",
        "reported": f"{published.train_mae:.2f} / {published.real_mae:.2f}",
        "yours": "",
        "verdict": "",
        "note": f"{REPORT_MODELS[model].parameters:,} parameters",
        "action": "Train",
        "busy": False,
    }
