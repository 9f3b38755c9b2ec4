from __future__ import annotations

import re
from itertools import pairwise

import pytest

from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.style.schedule import COARSEST, SizeError, Stage, stages
from ai_playground.style.settings import StyleSettings

SHORTEST = ARCHITECTURES["vgg16"].shortest
SHAPES = [(480, 640), (640, 480), (500, 500), (1333, 2000), (300, 2048), (2048, 777)]


def settings(
    size: int,
    iterations: int = 20,
    schedule: str = "coarse_to_fine",
    network: str = "vgg16",
    noise: float = 0,
) -> StyleSettings:
    return StyleSettings.model_validate(
        {
            "size": size,
            "iterations": iterations,
            "schedule": schedule,
            "network": network,
            "noise_ratio": noise,
        }
    )


def test_a_flat_run_is_one_stage_of_the_size_asked_for() -> None:
    assert stages(settings(384, 20, "flat"), 480, 640) == (Stage(288, 384, 20),)


@pytest.mark.parametrize("size", [64, 128, 384, 1024])
@pytest.mark.parametrize("shape", SHAPES)
def test_sizes_grow_by_the_root_of_2_to_the_size_asked_for(size: int, shape: tuple[int, int]) -> None:
    try:
        found = stages(settings(size), *shape)
    except SizeError:
        assert size * min(shape) / max(shape) < SHORTEST
        return
    assert max(found[-1].height, found[-1].width) == size
    for small, large in pairwise(found):
        wanted = 2**0.5 * max(small.height, small.width)
        assert max(large.height, large.width) == pytest.approx(wanted, abs=1.3)  # both are rounded


@pytest.mark.parametrize("size", [96, 384, 1000])
@pytest.mark.parametrize("shape", [(480, 640), (640, 480), (500, 500), (300, 640)])
def test_every_stage_has_the_pictures_proportions(size: int, shape: tuple[int, int]) -> None:
    found = stages(settings(size), *shape)
    for stage in found:
        assert stage.height == pytest.approx(stage.width * shape[0] / shape[1], abs=1.2)
        assert min(stage.height, stage.width) >= SHORTEST


def test_a_run_starts_at_half_its_size() -> None:
    assert [stage.width for stage in stages(settings(512), 1000, 1000)] == [256, 362, 512]
    assert [stage.width for stage in stages(settings(192), 1000, 1000)] == [136, 192]  # not below 128


def test_a_run_of_any_size_starts_at_half_of_it() -> None:
    for size in range(2 * COARSEST, 1025):
        for shape in ((600, 800), (500, 500), (1333, 2000)):
            first, *_ = stages(settings(size), *shape)
            assert max(first.height, first.width) == pytest.approx(size / 2, abs=1)


def test_a_run_from_noise_starts_as_coarse_as_it_may() -> None:
    found = stages(settings(512, noise=1.0), 1000, 1000)
    assert [stage.width for stage in found] == [128, 181, 256, 362, 512]
    assert found[0].width == COARSEST
    assert len(stages(settings(512, noise=0.9), 1000, 1000)) == 3  # some photograph is left


def test_every_stage_has_as_many_steps() -> None:
    assert {stage.iterations for stage in stages(settings(1024, 10), 1000, 1000)} == {10}


def test_a_picture_is_enlarged_where_it_is_smaller_than_the_size_asked_for() -> None:
    assert stages(settings(512, 20, "flat"), 60, 80)[-1] == Stage(384, 512, 20)


@pytest.mark.parametrize("schedule", ["flat", "coarse_to_fine"])
@pytest.mark.parametrize("shape", [(100, 1000), (1000, 100), (150, 2000), (77, 1001), (401, 1999), (33, 128)])
def test_too_short_a_side_is_refused_with_a_size_that_fits(schedule: str, shape: tuple[int, int]) -> None:
    with pytest.raises(SizeError, match="shorter side") as refusal:
        stages(settings(64, 20, schedule), *shape)
    (offered,) = re.findall(r"size of (\d+) or more", str(refusal.value))
    last = stages(settings(int(offered), 20, schedule), *shape)[-1]
    assert min(last.height, last.width) >= SHORTEST
    with pytest.raises(SizeError):  # the sizes between come to 32 px by rounding
        stages(settings(int(offered) * 49 // 50 - 1, 20, schedule), *shape)


def test_a_size_beyond_the_knobs_end_is_not_offered() -> None:
    with pytest.raises(SizeError) as refusal:
        stages(settings(1024), 2048, 32)
    assert "Take a size" not in str(refusal.value)


def test_inception_needs_a_larger_picture() -> None:
    least = ARCHITECTURES["inception_v3"].shortest
    with pytest.raises(SizeError, match=f"needs {least}"):
        stages(settings(least - 1, network="inception_v3"), 100, 100)
    assert stages(settings(least, network="inception_v3"), 100, 100)[0].width == least
