from __future__ import annotations

import pytest

from ai_playground.regression.data import Points, load_points
from ai_playground.regression.settings import RegressionSettings


@pytest.fixture
def fire_theft() -> Points:
    return load_points(RegressionSettings())
