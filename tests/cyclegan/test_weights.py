"""Files of weights: what ships, what training writes, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.cyclegan.networks import residual_generator
from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.cyclegan.settings import Upsampling
from ai_playground.cyclegan.weights import (
    WeightsError,
    generator_shapes,
    read_own,
    shipped,
    write_own,
)

KINDS: tuple[Upsampling, ...] = ("resize", "transposed")


def zeros(filters: int = 2, blocks: int = 1, upsampling: Upsampling = "resize") -> list[Any]:
    return [np.zeros(shape, np.float32) for shape in generator_shapes(filters, blocks, upsampling)]


@pytest.mark.parametrize("upsampling", KINDS)
def test_the_shapes_are_those_of_the_network(upsampling: Upsampling) -> None:
    model = residual_generator(2, 3, upsampling)
    assert [array.shape for array in model.get_weights()] == list(generator_shapes(2, 3, upsampling))


@pytest.mark.parametrize("painter", PAINTERS)
def test_every_painter_ships_and_its_way_back(painter: str) -> None:
    both = shipped(painter), shipped(painter, "photographer")
    assert [(each.filters, each.blocks, each.upsampling) for each in both] == [(24, 6, "resize")] * 2
    assert not np.array_equal(both[0].arrays[0], both[1].arrays[0])


@pytest.mark.parametrize("upsampling", KINDS)
def test_what_is_written_is_read_and_its_kind_known(upsampling: Upsampling, tmp_path: Path) -> None:
    write_own(tmp_path / "own.npz", zeros(4, 2, upsampling), zeros())
    found = read_own(tmp_path / "own.npz")
    assert (found.filters, found.blocks, found.upsampling) == (4, 2, upsampling)
    assert read_own(tmp_path / "own.npz", "photographer").filters == 2


def test_what_is_no_generators_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "own.npz"
    with pytest.raises(WeightsError, match=r"own\.npz is missing"):
        read_own(path)
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(WeightsError, match="damaged"):
        read_own(path)
    np.savez(path, other=np.zeros(3))
    with pytest.raises(WeightsError, match="no weights of a painter"):
        read_own(path)
    write_own(path, zeros()[:-1], [])
    with pytest.raises(WeightsError, match="another network"):
        read_own(path)
    wrong = zeros()
    wrong[6] = np.zeros((5, 5, 8, 8))
    write_own(path, wrong, [])
    with pytest.raises(WeightsError, match=r"array 6 has the shape \(5, 5, 8, 8\)"):
        read_own(path)
    write_own(path, [*zeros()[:-1], np.full(3, np.nan)], [])
    with pytest.raises(WeightsError, match="no numbers"):
        read_own(path)
