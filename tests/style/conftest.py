"""Networks and traced functions that one run makes and the next takes up, where neither is what is tested."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest


@pytest.fixture(scope="module")
def traced_once() -> Iterator[None]:
    """What a run compares comes by arguments, of any size: runs on the same layers share a function."""
    from ai_playground.style import objective

    trace, traces = objective._traced, {}

    def traced(network: Any, layers: Any, targets: Any) -> Any:
        key = network, layers, tuple(mask is not None for mask in targets.masks)
        if key not in traces:
            traces[key] = trace(network, layers, targets)
        return traces[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(objective, "_traced", traced)
        yield


@pytest.fixture(scope="module")
def loaded_once(traced_once: None) -> Iterator[None]:
    """A network's weights never change."""
    from ai_playground.perceptual.network import load_network
    from ai_playground.style import objective, scores, yardstick

    load = cache(load_network)
    with pytest.MonkeyPatch.context() as patched:
        for module in (objective, scores, yardstick):
            patched.setattr(module, "load_network", load)
        yield
