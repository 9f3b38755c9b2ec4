from __future__ import annotations

from typing import Any

import pytest
import traitlets

from ai_playground.ui.figures import Box, Panel
from ai_playground.ui.photo_map import PhotoMap

WINDOW = {"x1": 0.1, "y1": 0.2, "x2": 0.7, "y2": 0.8}


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def photo(heard: list[Any]) -> PhotoMap:
    photo = PhotoMap(smallest=0.5)
    photo.show(b"picture", 200, 300, "a photo")
    photo.on_cell(lambda cell: heard.append(cell))
    photo.on_place(lambda x, y: heard.append((x, y)))
    photo.on_window(lambda *sides: heard.append(sides))
    return photo


def panel_of(photo: PhotoMap) -> Panel:
    plate = photo.plate()
    assert plate is not None
    (panel,) = plate.panels
    assert isinstance(panel, Panel)
    return panel


@pytest.mark.parametrize(
    ("mode", "message", "told"),
    [
        ("cell", {"type": "cell", "cell": 7}, 7),
        ("cell", {"type": "cell", "cell": 99}, 15),
        ("place", {"type": "place", "x": 0.25, "y": 0.75}, (0.25, 0.75)),
        ("place", {"type": "place", "x": -3, "y": 1.5}, (0.0, 1.0)),
        ("window", {"type": "window", **WINDOW}, (0.1, 0.2, 0.7, 0.8)),
    ],
)
def test_what_is_picked_is_told_in_its_mode_alone(
    photo: PhotoMap, heard: list[Any], mode: str, message: dict[str, Any], told: Any
) -> None:
    for other in {"", "cell", "place", "window"} - {mode}:
        photo.mode = other
        photo.receive(message)
    assert heard == []
    photo.mode = mode
    photo.receive(message)
    assert heard == [told]


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        ("cell", {"type": "cell", "cell": "3"}),
        ("cell", {"type": "cell"}),
        ("place", {"type": "place", "x": 0.5, "y": float("nan")}),
        ("place", {"type": "place", "x": True, "y": 0.5}),
        ("window", {"type": "window", **WINDOW, "x2": None}),
        ("window", {"type": "window", **WINDOW, "x2": 0.3}),  # too narrow
        ("window", {"type": "window", **WINDOW, "x1": 0.8, "x2": 0.2}),  # turned around
        ("window", {"type": "window", **WINDOW, "x2": 0.9}),  # of another shape
    ],
)
def test_nonsense_from_the_browser_changes_nothing(
    photo: PhotoMap, heard: list[Any], mode: str, message: dict[str, Any]
) -> None:
    photo.mode = mode
    photo.receive(message)
    assert heard == []
    assert photo.window == []


def test_a_window_of_any_shape_is_taken_where_the_shape_is_free(photo: PhotoMap, heard: list[Any]) -> None:
    photo.mode, photo.keep_shape = "window", False
    photo.receive({"type": "window", **WINDOW, "x2": 0.9})
    assert heard == [(0.1, 0.2, 0.9, 0.8)]
    assert photo.window == [0.1, 0.2, 0.9, 0.8]


def test_another_photo_has_nothing_on_it(photo: PhotoMap) -> None:
    photo.cells, photo.cell_labels = [0.5] * 16, ["50 %"] * 16
    photo.marks, photo.patch = [{"cell": 3, "kind": "true"}], WINDOW
    photo.windows, photo.window = [{**WINDOW, "kind": "network", "label": "network"}], [0.0, 0.0, 0.5, 0.5]
    photo.show(b"other", 100, 400, "another")
    assert photo.aspect == 4
    assert (photo.cells, photo.cell_labels, photo.marks, photo.patch) == ([], [], [], {})
    assert (photo.windows, photo.window) == ([], [])


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("cells", [0.5] * 15),
        ("cells", [2.0] * 16),
        ("cell_labels", ["a"]),
        ("marks", [{"cell": 0, "kind": "wrong"}]),
        ("windows", [{**WINDOW, "kind": "wrong", "label": ""}]),
    ],
)
def test_what_is_no_map_is_refused(photo: PhotoMap, trait: str, value: Any) -> None:
    with pytest.raises(traitlets.TraitError):
        setattr(photo, trait, value)


def test_a_heat_map_is_as_bright_as_the_root_of_what_is_likely_and_says_it_in_percent(
    photo: PhotoMap,
) -> None:
    photo.heat([0.25, 0.64, 0.11, *[0.0] * 13])
    assert photo.cells == pytest.approx([0.5, 0.8, 0.3317, *[0.0] * 13], abs=1e-4)
    assert photo.cell_labels == ["25 %", "64 %", "11 %", *[""] * 13]


def test_it_is_saved_with_what_lies_on_it(photo: PhotoMap) -> None:
    photo.cells, photo.cell_labels = [0.0625] * 16, ["6 %"] * 16
    photo.marks = [{"cell": 6, "kind": "true"}]
    photo.patch = {"x1": 0.6, "y1": 0.3, "x2": 0.65, "y2": 0.36}
    photo.windows = [{**WINDOW, "kind": "network", "label": "network 60 %"}]
    panel = panel_of(photo)
    assert panel.picture == b"picture"
    assert panel.cells == (0.0625,) * 16
    assert panel.boxes == (
        Box(0.5, 0.25, 0.75, 0.5, "truth", "solid", "true"),
        Box(0.1, 0.2, 0.7, 0.8, "now", "dashed", "network 60 %"),
        Box(0.6, 0.3, 0.65, 0.36),
    )


def test_an_empty_frame_is_saved_once_something_lies_in_it(photo: PhotoMap) -> None:
    photo.show(b"", 200, 300, "the frame of the original")
    photo.mode = "window"
    assert photo.plate() is None
    photo.receive({"type": "window", **WINDOW})
    panel = panel_of(photo)
    assert panel.picture == 1.5
    assert panel.boxes == (Box(0.1, 0.2, 0.7, 0.8, "reference", "dotted", "you"),)
