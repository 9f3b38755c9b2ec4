"""What the report found, beside what your runs find: its networks' figures, and what it concludes in words.

A figure of the report's gets no verdict: its runs were longer, on sheets and photos that nobody has any more.
What it concludes can be tested.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ai_playground.corners.claims import CLAIMS, Claim, judged
from ai_playground.corners.paper_models import EPOCHS, PAPER_MODELS, SHEETS, PaperModel
from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.presets import KEPT
from ai_playground.corners.settings import MODEL_LABELS, Initialization, Model, TrainingSettings
from ai_playground.lesson.findings import Finding
from ai_playground.lesson.text import counted
from ai_playground.page.findings import Findings
from ai_playground.page.layout import card, page

COLUMNS = ("Network", "Report: sheets / photos", "Yours: sheets / photos")
CLAIM_COLUMNS = ("What the report says", "Its verdict", "Yours")
NETWORKS: dict[str, tuple[Model, Initialization]] = {
    f"{model}/{start}": (model, start) for model in MODEL_LABELS for start in PAPER_MODELS[model].published
}
TESTED: dict[str, Claim] = {claim.name: claim for claim in CLAIMS}
ROWS: tuple[str, ...] = (*NETWORKS, *TESTED)
"""The names of all rows of both tables."""


class PaperTables:
    """Both tables: a row's button trains its network, and every run that belongs to a row fills it.

    Args:
        run: Trains a network with the settings that it gets.
        settings: Tells the knobs, of which a row keeps the size (epochs, sheets, noise, seed).

    Attributes:
        networks: The table of the report's networks.
        claims: The table of what it concludes.
        section: The section that shows both.
    """

    def __init__(
        self, run: Callable[[str, TrainingSettings], None], settings: Callable[[], TrainingSettings]
    ) -> None:
        self._run, self._settings = run, settings
        self._ends: dict[tuple[TrainingSettings, str], Snapshot] = {}
        networks = [_network(name, *row) for name, row in NETWORKS.items()]
        self.networks = Findings(COLUMNS, networks, self._train)
        self.claims = Findings(CLAIM_COLUMNS, [_claim(claim) for claim in CLAIMS], self._test)
        self.section = page(card(self.networks.table), card(self.claims.table))

    def remember(self, settings: TrainingSettings, end: Snapshot, photos: str) -> None:
        """Keep the end of a run, for others to be compared with that were measured on the same `photos`."""
        self._ends[settings, photos] = end

    def fill(
        self, settings: TrainingSettings, run: Sequence[Snapshot], photos: str, measured_on: str
    ) -> None:
        """Set a finished run beside what the report has of it, if anything.

        Args:
            settings: What was trained.
            run: Its snapshots, one for each epoch, from the start.
            photos: Which photos it was measured on: only runs of the same ones are compared.
            measured_on: What they are, in words.
        """
        # One epoch is slowed by whatever else the machine does.
        end = replace(run[-1], seconds_per_1000=usual_seconds(run))
        self.remember(settings, end, photos)
        name = network_of(settings)
        if name is not None:
            yours, note = compared(settings, run, measured_on)
            self.networks.table.update(name, yours=yours, note=note)
        for claim in CLAIMS:
            if claim.changes is None or settings != sized(claim.changes, settings):
                continue
            baseline = settings if claim.baseline is None else sized(claim.baseline, settings)
            found, word, note = judged(claim, [*run[:-1], end], self._ends.get((baseline, photos)))
            self.claims.table.update(claim.name, yours=found, verdict=word or "", note=note)

    def busy(self, name: str) -> None:
        """Say that the run of this row is on, and of no other."""
        self.networks.busy(name)
        self.claims.busy(name)

    def free(self) -> None:
        """Say that no row's run is on."""
        self.busy("")

    def _train(self, name: str) -> None:
        self._run(name, experiment_of(name, self._settings()))

    def _test(self, name: str) -> None:
        self._run(name, sized(TESTED[name].changes or {}, self._settings()))


def sized(changes: Mapping[str, Any], size: TrainingSettings) -> TrainingSettings:
    """Settings with `changes`, of the size (epochs, sheets, noise, seed) of others."""
    return TrainingSettings(**{**{name: getattr(size, name) for name in KEPT}, **changes})


def experiment_of(name: str, size: TrainingSettings) -> TrainingSettings:
    """The experiment of a network's row, of the size of other settings."""
    model, initialization = NETWORKS[name]
    return sized({"model": model, "initialization": initialization}, size)


def network_of(settings: TrainingSettings) -> str | None:
    """The network's row whose experiment these settings are, of whatever size."""
    return next((name for name in NETWORKS if settings == experiment_of(name, settings)), None)


def compared(settings: TrainingSettings, run: Sequence[Snapshot], measured_on: str) -> tuple[str, str]:
    """The smallest errors of a run as the report counts them, and why they are no verdict on its own.

    Args:
        settings: What was trained; a row's experiment.
        run: Its snapshots, one for each epoch, from the start.
        measured_on: The photos of the second figure, in words.
    """
    found = min(each.train_mae for each in run[1:])
    on_photos = min(each.photo_mae for each in run[1:])
    note = (
        f"{_told(PAPER_MODELS[settings.model])}. Yours: {counted(run[-1].epoch, 'epoch')} of "
        f"{settings.sheets} sheets, {measured_on}, {usual_seconds(run):.2f} s for 1000. No verdict: the "
        f"report's are {EPOCHS} epochs of {SHEETS} sheets, of a noise it doesn't give, and 3 other photos."
    )
    return f"{found:.2f} / {on_photos:.2f}", note


def usual_seconds(run: Sequence[Snapshot]) -> float:
    """What 1000 sheets take: the median over a run's epochs."""
    return float(np.median([each.seconds_per_1000 for each in run[1:]]))


def _network(name: str, model: Model, start: Initialization) -> Finding:
    published = PAPER_MODELS[model].published[start]
    start_label = "all at 0.004" if start == "constant" else "random start"
    return Finding(
        name,
        f"{MODEL_LABELS[model]}, {start_label}",
        f"{published.train_mae:.2f} / {published.real_mae:.2f}",
        "Train",
        _told(PAPER_MODELS[model]),
    )


def _told(model: PaperModel) -> str:
    """What stands under a network's name."""
    found = [f"{model.parameters:,} parameters"]
    if model.seconds is not None:
        found.append(f"{model.seconds:.0f} s in the report, {model.seconds_per_1000:.3f} s for 1000 sheets")
    return "; ".join([*found, *filter(None, [model.remark])])


def _claim(claim: Claim) -> Finding:
    action = "" if claim.changes is None else "Test"
    return Finding(claim.name, claim.text, claim.reported, action, claim.note)
