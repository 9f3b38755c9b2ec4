"""How the learning rate falls."""

from __future__ import annotations

from ai_playground.patches.study_settings import StudySettings
from ai_playground.patches.train_settings import TrainSettings


def learning_rate(settings: StudySettings | TrainSettings, step: int) -> float:
    """After so many steps: it falls by the same share each step."""
    return float(settings.learning_rate * settings.decay ** (step / settings.steps))
