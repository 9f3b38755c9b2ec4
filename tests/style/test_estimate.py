from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from typing import Any

import pytest

from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.style import estimate as module
from ai_playground.style.estimate import TooLarge, estimate, refuse_if_too_large, usual_rate
from ai_playground.style.schedule import SizeError
from ai_playground.style.settings import StyleSettings

SETTINGS = StyleSettings(
    network="random",
    style_layers="",
    content_layers="",
    style_scale=1.0,
    size=512,
    iterations=10,
    schedule="flat",
    optimizer="lbfgs",
    precision="float32",
)
SHAPE = (300, 400)


@pytest.fixture(autouse=True)
def without_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tensorflow", raising=False)


def refusal(available: int, **changes: Any) -> str:
    with pytest.raises(TooLarge) as caught:
        refuse_if_too_large(SETTINGS.changed(**changes), SHAPE, available)
    return str(caught.value)


def test_operations_of_two_convolutions_are_those_counted_by_hand() -> None:
    # 3 x 3 kernels, 3 to 64 and 64 to 64 channels; a multiplication and an addition each; one Gram matrix.
    forwards = 2 * 9 * (3 * 64 + 64 * 64)
    step = 2 * forwards + 3 * 2 * 64 * 64
    settings = SETTINGS.changed(
        style_layers="block1_conv1", content_layers="block1_conv2", style_scale=0.5, size=64, iterations=7
    )
    pixels = 64 * 48
    assert estimate(settings, SHAPE).work == ((7, pixels * step, (pixels + 32 * 32) * forwards),)


def test_memory_of_two_convolutions_is_that_counted_by_hand() -> None:
    settings = SETTINGS.changed(
        style_layers="block1_conv1", content_layers="block1_conv2", size=100, optimizer="adam"
    )
    # 3 + 64 + 64 values that the gradient needs, three arrays of 64 to compute in, a Gram matrix's gradient;
    # 13 pictures.
    in_float32 = 131 * 4 + 3 * 64 * 4 + 64 * 4 + 13 * 12
    # Half of it, and what is compared in float32 besides.
    in_bfloat16 = 131 * 2 + 3 * 64 * 2 + 128 * 4 + 64 * 4 + 13 * 12
    for precision, expected in (("float32", in_float32), ("bfloat16", in_bfloat16)):
        needed = estimate(settings.changed(precision=precision), (100, 100)).memory_mb - module.BASE_MB
        assert needed == pytest.approx(expected * 100 * 100 / 1e6)


@pytest.mark.parametrize(
    ("knob", "values"),
    [
        ("size", [64, 128, 384, 512, 1024]),
        ("style_scale", [1.0, 1.5, 2.0]),
        ("content_layers", ["block1_conv2", "block3_conv2", "block5_conv3"]),
        ("iterations", [1, 10, 2000]),
        ("network", ["vgg16", "vgg19"]),
        ("schedule", ["flat", "coarse_to_fine"]),
    ],
)
def test_a_larger_run_costs_more(knob: str, values: list[object]) -> None:
    layers = {"style_layers": "block1_conv1", "content_layers": "block5_conv1"}
    costs = [estimate(SETTINGS.changed(**{**layers, knob: value}), SHAPE) for value in values]
    assert all(first.operations < second.operations for first, second in pairwise(costs))
    assert all(first.memory_mb <= second.memory_mb for first, second in pairwise(costs))


def test_every_layer_of_every_network_has_a_cost() -> None:
    for network, architecture in ARCHITECTURES.items():
        costs = [
            estimate(SETTINGS.changed(network=network, style_layers=name, content_layers=name), SHAPE)
            for name in architecture.layers
        ]
        assert all(first.operations < second.operations for first, second in pairwise(costs))


def test_bfloat16_takes_less_memory_and_time() -> None:
    half = SETTINGS.changed(precision="bfloat16")
    assert estimate(half, SHAPE).memory_mb < estimate(SETTINGS, SHAPE).memory_mb
    assert usual_rate(half, 2) > usual_rate(SETTINGS, 2) == 2 * usual_rate(SETTINGS, 1)


def test_seconds_are_operations_by_rate() -> None:
    cost = estimate(SETTINGS, SHAPE)
    assert cost.seconds(1e9) == pytest.approx(cost.operations / 1e9)


def test_the_time_left_counts_from_the_first_step() -> None:
    cost = estimate(SETTINGS, SHAPE)
    assert cost.rate(10, 4.0) == pytest.approx(10 * cost.work[0][1] / 4.0)  # what went before isn't timed
    assert cost.seconds_left(0, 5.0) is None
    assert cost.seconds_left(4, 8.0) == pytest.approx(12.0)  # of ten equal steps
    assert cost.seconds_left(10, 20.0) == pytest.approx(0.0)


def test_the_share_done_grows_to_one_and_small_sizes_count_less() -> None:
    cost = estimate(SETTINGS.changed(schedule="coarse_to_fine"), SHAPE)
    steps = sum(steps for steps, _, _ in cost.work)
    shares = [cost.share_done(step) for step in range(steps + 1)]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert shares[cost.work[0][0]] < 0.8 * cost.work[0][0] / steps


@pytest.mark.parametrize("available", [1_000_000_000, 1_200_000_000, 1_400_000_000])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_the_size_that_a_refusal_names_fits_and_the_next_does_not(available: int, precision: str) -> None:
    found = re.search(r"Take a size of (\d+) or less", refusal(available, size=1024, precision=precision))
    assert found is not None
    named = SETTINGS.changed(size=int(found[1]), precision=precision)
    refuse_if_too_large(named, SHAPE, available)
    assert "At size" in refusal(available, size=named.size + 1, precision=precision)


def test_a_refusal_says_what_is_needed_and_what_is_free() -> None:
    needed = estimate(SETTINGS, SHAPE).memory_mb
    assert refusal(1_000_000_000).startswith(
        f"At size 512 the run needs about {needed:,.0f} MB of memory, and 1,000 MB are free. Take a size of "
    )


def test_where_nothing_fits_no_size_is_named() -> None:
    assert refusal(500_000_000).endswith("No size would fit.")
    with pytest.raises(TooLarge, match=r"No smaller size would do\.$"):
        refuse_if_too_large(SETTINGS, (100, 1000), 950_000_000)


def test_what_tensorflow_has_already_taken_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = estimate(SETTINGS, SHAPE).memory_mb - module.BASE_MB
    available = round(needed * 1e6) + 1_000_000
    refusal(available)
    monkeypatch.setitem(sys.modules, "tensorflow", object())
    refuse_if_too_large(SETTINGS, SHAPE, available)


def test_this_machines_memory_is_asked_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "available_memory", lambda: 10**12)
    refuse_if_too_large(SETTINGS, SHAPE)
    monkeypatch.setattr(module, "available_memory", lambda: 10**6)
    with pytest.raises(TooLarge):
        refuse_if_too_large(SETTINGS, SHAPE)


def test_a_size_too_small_is_refused_as_the_run_would() -> None:
    with pytest.raises(SizeError):
        estimate(SETTINGS.changed(size=64), (100, 1000))


@pytest.mark.posix
@pytest.mark.slow
def test_a_real_run_needs_about_the_memory_that_was_told_without_tensorflow() -> None:
    script = """
import sys
import numpy as np
from ai_playground.style.estimate import estimate
from ai_playground.style.settings import StyleSettings
from ai_playground.style.inputs import Style
from ai_playground.style.transfer import stylize
settings = StyleSettings(
    network="random", size=320, iterations=1, schedule="flat", optimizer="lbfgs", style_scale=1.0,
    precision="float32", style_layers="", content_layers=""
)
told = estimate(settings, (320, 320)).memory_mb
assert "tensorflow" not in sys.modules
picture = np.random.default_rng(0).integers(0, 256, (320, 320, 3), dtype=np.uint8)
for snapshot in stylize(picture, [Style(picture[::-1])], settings):
    pass
# Its own peak: getrusage's would be that of the tests' process, if that is larger, as Linux hands it on.
with open("/proc/self/status") as file:
    peak = next(line for line in file if line.startswith("VmHWM"))
print(told, int(peak.split()[1]) * 1024 / 1e6)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    told, measured = map(float, done.stdout.split())
    # Up to a third more was seen beside other heavy processes: what the allocator keeps isn't told.
    assert 0.75 * told < measured < 1.4 * told
