"""The authors' generators are loaded and compute what theirs do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.cyclegan.authors_weights import direction, read_generator
from ai_playground.cyclegan.networks import residual_generator
from ai_playground.cyclegan.weights import WeightsError
from tests.cyclegan import reference
from tests.cyclegan.torch_writer import authors_state, write_legacy, write_zip

PICTURE = np.random.default_rng(2).uniform(-1, 1, (1, 16, 20, 3)).astype(np.float32)
State = dict[str, Any]
both = pytest.mark.parametrize("write", [write_zip, write_legacy])


def painted(state: State, path: Path, write: Callable[..., Path] = write_zip) -> Any:
    weights = read_generator(write(path, state))
    model = residual_generator(weights.filters, weights.blocks, weights.upsampling)
    model.set_weights(weights.arrays)
    return np.asarray(model(PICTURE))[0]


@both
@pytest.mark.parametrize("dropout", [False, True])
def test_a_generator_paints_as_its_definition_says(
    write: Callable[..., Path], dropout: bool, tmp_path: Path
) -> None:
    state = authors_state(filters=3, blocks=2, dropout=dropout)
    weights = [each.transpose(2, 3, 1, 0) if each.ndim == 4 else each for each in state.values()]
    expected = reference.generator(PICTURE[0], [each.astype(np.float64) for each in weights], blocks=2)
    np.testing.assert_allclose(painted(state, tmp_path / "net.pth", write), expected, atol=1e-4)


def test_names_of_several_cards_and_old_statistics_change_nothing(tmp_path: Path) -> None:
    state = authors_state(filters=2, blocks=1)
    old = {f"module.{name}": array for name, array in state.items()}
    old |= {f"module.model.2.{each}": np.full(2, 9.0, np.float32) for each in ("running_mean", "running_var")}
    old["module.model.2.num_batches_tracked"] = np.array([5], np.int64)
    np.testing.assert_array_equal(painted(old, tmp_path / "old.pth"), painted(state, tmp_path / "new.pth"))


def without(state: State, name: str) -> State:
    return {each: array for each, array in state.items() if each != name}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda state: without(state, "model.4.bias"), "model.4.bias is missing"),
        (lambda state: state | {"model.4.weight": np.zeros((4, 2, 5, 5), np.float32)}, "model.4.weight has"),
        (lambda state: state | {"model.30.weight": np.zeros(2, np.float32)}, "model.30.weight"),
        (lambda state: state | {"model.7.bias": np.full(8, np.nan, np.float32)}, "model.7.bias holds"),
        (lambda state: without(state, "model.1.weight"), "first convolution is model.1.weight"),
        (lambda _state: {"model.0.weight": np.zeros((64, 3, 4, 4), np.float32)}, "Discriminators and U-Nets"),
        (lambda state: {k: v for k, v in state.items() if "conv_block" not in k}, "residual blocks"),
    ],
)
def test_weights_of_another_network_are_refused_and_the_layer_is_named(
    change: Callable[[State], State], named: str, tmp_path: Path
) -> None:
    with pytest.raises(WeightsError, match=named):
        painted(change(authors_state(filters=2, blocks=1)), tmp_path / "net.pth")


def test_a_file_that_would_need_all_memory_is_refused(tmp_path: Path) -> None:
    state = authors_state(filters=2, blocks=1)
    state["model.1.weight"] = np.zeros((1000, 3, 7, 7), np.float32)
    with pytest.raises(WeightsError, match="1000 filters"):
        painted(state, tmp_path / "net.pth")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("style_monet.pth", "photos into paintings (monet)"),
        ("style_ukiyoe_pretrained.pth", "photos into paintings (ukiyoe)"),
        ("monet2photo.pth", "monet into photo"),
        ("latest_net_G.pth", ""),
    ],
)
def test_a_files_name_tells_its_direction(name: str, expected: str) -> None:
    assert direction(Path(name)) == expected


@pytest.mark.parametrize("file", ["zip.pth", "legacy.pth"])
def test_a_file_that_pytorch_wrote_paints_what_pytorch_painted(file: str) -> None:
    folder = Path(__file__).parent / "torch"  # made by make.py there
    weights = read_generator(folder / file)
    model = residual_generator(weights.filters, weights.blocks, weights.upsampling)
    model.set_weights(weights.arrays)
    with np.load(folder / "picture.npz") as there:
        np.testing.assert_allclose(np.asarray(model(there["picture"][None]))[0], there["painted"], atol=1e-4)
