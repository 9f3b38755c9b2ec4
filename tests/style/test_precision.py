from __future__ import annotations

import pytest

from ai_playground.style import precision
from ai_playground.style.settings import StyleSettings


def settings(**changes: str) -> StyleSettings:
    return StyleSettings.model_validate({"network": "vgg16", "precision": "auto"} | changes)


@pytest.mark.parametrize("has", [True, False])
def test_auto_takes_bfloat16_where_the_processor_has_it(has: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_processor_has_bfloat16", lambda: has)
    monkeypatch.setattr(precision, "_gpu_has_bfloat16", lambda: False)
    assert precision.arithmetic(settings()) == ("bfloat16" if has else "float32")


@pytest.mark.parametrize("asked", ["float32", "bfloat16"])
def test_what_is_asked_for_is_taken(asked: str) -> None:
    assert precision.arithmetic(settings(precision=asked)) == asked


@pytest.mark.parametrize("network", ["resnet50", "inception_v3"])
@pytest.mark.parametrize("asked", ["auto", "bfloat16"])
def test_networks_of_keras_stay_in_float32(network: str, asked: str) -> None:
    assert precision.arithmetic(settings(network=network, precision=asked)) == "float32"
