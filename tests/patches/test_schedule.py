"""How the learning rate falls, on the page and in a training of one's own."""

from __future__ import annotations

import pytest

from ai_playground.patches.schedule import learning_rate
from ai_playground.patches.study_settings import StudySettings
from ai_playground.patches.train_settings import TrainSettings


@pytest.mark.parametrize("kind", [StudySettings, TrainSettings])
def test_the_rate_falls_by_the_same_share_each_step_and_ends_where_it_is_told(
    kind: type[StudySettings | TrainSettings],
) -> None:
    settings = kind(steps=100, learning_rate=1e-2, decay=0.25)
    assert [learning_rate(settings, step) for step in (0, 50, 100)] == pytest.approx([1e-2, 5e-3, 2.5e-3])
