"""The same training with a part taken away or exchanged each time: what breaks is what the part was for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ai_playground.cyclegan.settings import StudySettings


@dataclass(frozen=True)
class Ablation:
    """One of the runs.

    Attributes:
        name: Of its recording.
        label: How it differs, for people.
        changes: The settings that differ from the whole run's.
    """

    name: str
    label: str
    changes: Mapping[str, Any]

    @property
    def settings(self) -> StudySettings:
        """All its settings."""
        return StudySettings(**self.changes)


ABLATIONS = (
    Ablation("whole", "nothing is missing", {}),
    Ablation("no_cycle", "without the cycle loss", {"cycle_weight": 0.0}),
    Ablation("no_identity", "without the identity loss", {"identity_weight": 0.0}),
    Ablation("neither", "with neither of the two", {"cycle_weight": 0.0, "identity_weight": 0.0}),
    Ablation("no_average", "without the moving average", {"averaging": 0.0}),
    Ablation("transposed", "enlarged by transposed convolutions", {"upsampling": "transposed"}),
)
