from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ai_playground.ui.mask import MaskPainter

LAYERS = [{"name": name, "label": name} for name in ("wave", "scream")]


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def painter(heard: list[Any]) -> MaskPainter:
    painter = MaskPainter(LAYERS)
    painter.show(b"picture", 300, 600, "a bridge")
    painter.on_change(lambda name, mask: heard.append((name, mask)))
    return painter


def test_the_grid_has_the_pictures_shape_and_every_region_is_whole_at_first(painter: MaskPainter) -> None:
    assert painter.mask_size == [128, 64]
    for layer in LAYERS:
        mask = painter.mask_of(layer["name"])
        assert mask.shape == (64, 128)
        assert (mask == 255).all()


@pytest.mark.parametrize(
    ("tool", "part"),
    [
        ("whole", np.s_[:, :]),
        ("left", np.s_[:, :64]),
        ("right", np.s_[:, 64:]),
        ("top", np.s_[:32, :]),
        ("bottom", np.s_[32:, :]),
        ("clear", np.s_[:0, :]),
    ],
)
def test_a_button_sets_the_region_of_the_layer_shown(
    painter: MaskPainter, heard: list[Any], tool: str, part: Any
) -> None:
    expected = np.zeros((64, 128), np.uint8)
    expected[part] = 255
    painter.receive({"type": "tool", "name": tool})
    ((name, mask),) = heard
    assert name == "wave"
    assert mask.dtype == np.uint8
    np.testing.assert_array_equal(mask, expected)
    assert painter.mask == expected.tobytes()
    assert (painter.mask_of("scream") == 255).all()


def test_the_centre_is_an_ellipse_and_inverted_it_is_the_rest(painter: MaskPainter, heard: list[Any]) -> None:
    painter.receive({"type": "tool", "name": "centre"})
    painter.receive({"type": "tool", "name": "invert"})
    (_, inside), (_, outside) = heard
    assert inside.mean() / 255 == pytest.approx(np.pi * 0.35**2, abs=0.005)
    np.testing.assert_array_equal(inside, inside[::-1, ::-1])
    np.testing.assert_array_equal(inside.astype(int) + outside, 255)


def test_a_painted_region_comes_as_rows_of_bytes(painter: MaskPainter, heard: list[Any]) -> None:
    painter.receive({"type": "layer", "name": "scream"})
    painted = (np.arange(64 * 128) % 251).astype(np.uint8)
    painter.receive({"type": "paint", "layer": "scream"}, [memoryview(painted.tobytes())])
    ((name, mask),) = heard
    assert name == "scream"
    np.testing.assert_array_equal(mask, painted.reshape(64, 128))
    np.testing.assert_array_equal(painter.mask_of("scream"), mask)
    painter.receive({"type": "layer", "name": "wave"})
    assert set(painter.mask) == {255}


@pytest.mark.parametrize(
    ("message", "sizes"),
    [
        ({"type": "paint", "layer": "wave"}, []),
        ({"type": "paint", "layer": "wave"}, [64 * 128, 64 * 128]),
        ({"type": "paint", "layer": "wave"}, [64 * 128 + 1]),
        ({"type": "paint", "layer": "wave"}, [0]),
        ({"type": "paint", "layer": "scream"}, [64 * 128]),
        ({"type": "paint"}, [64 * 128]),
        ({"type": "tool", "name": "explode"}, []),
        ({"type": "tool", "name": None}, []),
        ({"type": "layer", "name": "sky"}, []),
        ({"type": "layer", "name": ["wave"]}, []),
    ],
)
def test_a_senseless_message_changes_no_region(
    painter: MaskPainter, heard: list[Any], message: dict[str, Any], sizes: list[int]
) -> None:
    painter.receive(message, [memoryview(bytes(size)) for size in sizes])
    assert heard == []
    assert painter.layer == "wave"
    assert all((painter.mask_of(layer["name"]) == 255).all() for layer in LAYERS)


def test_regions_stay_with_a_picture_of_the_same_shape_and_with_their_layer(painter: MaskPainter) -> None:
    left = np.zeros((64, 128), np.uint8)
    left[:, :64] = 255
    painter.set_mask("wave", left)
    painter.show(b"larger", 600, 1200, "the same bridge")
    painter.set_layers([{"name": "sky", "label": "Sky"}, LAYERS[0]])
    np.testing.assert_array_equal(painter.mask_of("wave"), left)
    assert painter.layer == "wave"
    painter.set_layers([{"name": "sky", "label": "Sky"}])
    assert (painter.layer, set(painter.mask)) == ("sky", {255})
    painter.set_layers(LAYERS)
    painter.show(b"upright", 600, 300, "a tower")
    assert painter.mask_of("wave").shape == (128, 64)
    assert (painter.mask_of("wave") == 255).all()


@pytest.mark.parametrize("wrong", [np.zeros((128, 64), np.uint8), np.zeros((64, 128))])
def test_a_region_of_another_shape_or_type_is_refused(painter: MaskPainter, wrong: Any) -> None:
    with pytest.raises(ValueError, match="region"):
        painter.set_mask("wave", wrong)


def test_without_layers_nothing_is_painted(heard: list[Any]) -> None:
    painter = MaskPainter([])
    painter.on_change(lambda *change: heard.append(change))
    painter.receive({"type": "tool", "name": "left"})
    painter.receive({"type": "paint", "layer": ""}, [memoryview(bytes(128 * 128))])
    assert heard == []


def test_undo_brings_back_the_regions_before_one_by_one_in_each_layer(
    painter: MaskPainter, heard: list[Any]
) -> None:
    painter.receive({"type": "tool", "name": "left"})
    left = painter.mask_of("wave").copy()
    painter.receive({"type": "tool", "name": "clear"})
    painter.receive({"type": "layer", "name": "scream"})
    painter.receive({"type": "tool", "name": "undo"})  # nothing was done in this layer
    assert heard[-1][0] == "wave"
    painter.receive({"type": "layer", "name": "wave"})
    painter.receive({"type": "tool", "name": "undo"})
    np.testing.assert_array_equal(painter.mask_of("wave"), left)
    assert painter.mask == left.tobytes()
    painter.receive({"type": "tool", "name": "undo"})
    assert (painter.mask_of("wave") == 255).all()
    assert heard[-1][0] == "wave"
    assert len(heard) == 4


def test_undo_knows_no_picture_of_another_shape(painter: MaskPainter, heard: list[Any]) -> None:
    painter.receive({"type": "tool", "name": "left"})
    painter.show(b"other", 600, 300, "a tower")
    painter.receive({"type": "tool", "name": "undo"})
    assert len(heard) == 1
    assert painter.mask_of("wave").shape == (128, 64)
