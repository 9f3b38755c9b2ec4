"""The networks against torchvision's shapes, counted by hand, and against their layers written in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import pytest

from ai_playground.patches.networks import (
    RESNET_18,
    RESNET_34,
    patch_network,
    rectangle_head,
    thumbnail_network,
)
from ai_playground.patches.step import Told, build
from ai_playground.patches.weights import networks_of, shipped_weights
from tests.patches import reference
from tests.patches.tiny import SIZES


def resnet(blocks: Sequence[int], channels: int) -> int:
    """Weights of torchvision's ResNet of basic blocks, with 64 outputs, for pictures of so many channels."""

    def convolution(size: int, before: int, after: int) -> int:
        return size * size * before * after + 2 * after  # no bias, but scale and shift of the norm behind it

    total = convolution(7, channels, 64)
    before = 64
    for count, width in zip(blocks, (64, 128, 256, 512), strict=True):
        for _ in range(count):
            total += convolution(3, before, width) + convolution(3, width, width)
            total += convolution(1, before, width) if before != width else 0
            before = width
    return total + 512 * 64 + 64


def trained(*models: keras.Model) -> int:
    return sum(int(np.prod(variable.shape)) for model in models for variable in model.trainable_variables)


def test_networks_of_the_papers_size_have_as_many_weights_as_theirs() -> None:
    head_of_cells = 64 * 16 + 16
    assert (resnet((2, 2, 2, 2), 3), head_of_cells) == (11_209_344, 1_040)
    assert resnet((3, 4, 6, 3), 5) == 21_323_776
    assert trained(patch_network(RESNET_18)) == 11_209_344 + 1_040
    assert trained(thumbnail_network(RESNET_34)) == 21_323_776


def test_the_head_takes_1088_numbers_to_512_to_256_to_5() -> None:
    whole = rectangle_head()
    assert trained(whole) == 1088 * 512 + 512 + 512 * 256 + 256 + 256 * 5 + 5 == 690_181
    assert whole.output_shape == (None, 5)
    assert rectangle_head(thumbnail=False).input_shape == (None, 1024)
    assert rectangle_head(patches=False).input_shape == (None, 64)


def test_the_document_tells_the_sizes_of_the_papers_networks_and_of_those_that_ship() -> None:
    text = (Path(__file__).parents[2] / "docs" / "patches.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith(("| patch |", "| thumbnail |", "| head |"))]
    shipped, paper = networks_of(shipped_weights()).models, build("both", "paper").models
    for row, name in zip(rows, shipped, strict=True):
        *_, told_of_paper, told_of_shipped, _ = row.split("|")
        sizes = [trained(networks[name]) for networks in (paper, shipped)]
        assert told_of_paper.strip().startswith(f"{sizes[0]:,}: ")
        assert told_of_shipped.strip() == ("the same" if sizes[0] == sizes[1] else f"{sizes[1]:,}")


def test_light_networks_have_less_than_four_million_weights_together() -> None:
    assert trained(*build().models.values()) < 4_000_000


def test_a_photos_patches_and_thumbnail_become_64_numbers_each() -> None:
    networks = build()
    assert networks.patch is not None
    assert networks.thumbnail is not None
    assert networks.patch.input_shape == (None, 96, 96, 3)
    assert networks.patch.output_shape == [(None, 64), (None, 16)]
    assert networks.thumbnail.input_shape == (None, 149, 224, 3)
    assert networks.thumbnail.output_shape == (None, 64)
    assert networks.head.input_shape == (None, 16 * 64 + 64)


@pytest.mark.parametrize(
    ("told", "names"), [("patches", ["patch", "head"]), ("thumbnail", ["thumbnail", "head"])]
)
def test_a_network_that_is_left_out_is_not_built(told: Told, names: list[str]) -> None:
    assert list(build(told).models) == names


def randomized(model: keras.Model) -> reference.Weights:
    """Give a network weights of ordinary size, its kept averages included, and return them by layer."""
    rng = np.random.default_rng(0)
    named: dict[str, list[reference.Floats]] = {}
    for layer in model.layers:
        if weights := layer.get_weights():
            # Variances, the last of four, are positive.
            named[layer.name] = [
                rng.uniform(0.5, 1.5, array.shape) if place == 3 else rng.normal(0.0, 0.3, array.shape)
                for place, array in enumerate(weights)
            ]
            layer.set_weights(named[layer.name])
    return named


def test_the_patch_network_computes_what_its_definition_says() -> None:
    model = patch_network(SIZES)
    weights = randomized(model)
    picture = np.random.default_rng(1).uniform(0, 1, (96, 96, 3))
    embedding, logits = (np.asarray(each)[0] for each in model(picture[None].astype(np.float32)))
    expected = reference.embedding(picture, SIZES, weights)
    np.testing.assert_allclose(embedding, expected, atol=1e-4)
    kernel, bias = weights["cells"]
    np.testing.assert_allclose(logits, expected @ kernel + bias, atol=1e-4)


def test_the_thumbnail_network_is_told_of_each_pixel_where_it_is() -> None:
    model = thumbnail_network(SIZES)
    weights = randomized(model)
    picture = np.random.default_rng(1).uniform(0, 1, (149, 224, 3))
    y, x = np.meshgrid(np.linspace(0, 1, 149), np.linspace(0, 1, 224), indexing="ij")
    placed = np.concatenate([picture, y[..., None], x[..., None]], axis=-1)
    embedding = np.asarray(model(picture[None].astype(np.float32)))[0]
    np.testing.assert_allclose(embedding, reference.embedding(placed, SIZES, weights), atol=1e-4)


def test_a_norm_keeps_nine_tenths_of_its_averages_at_a_step_as_pytorchs_does() -> None:
    norms = [
        layer for layer in patch_network(SIZES).layers if isinstance(layer, keras.layers.BatchNormalization)
    ]
    assert {(norm.momentum, norm.epsilon) for norm in norms} == {(0.9, 1e-5)}
