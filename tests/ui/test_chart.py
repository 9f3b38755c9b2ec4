from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from traitlets import TraitError

from ai_playground.ui.chart import EDIT_HINT, Chart
from ai_playground.ui.layers import line, points

AXIS = {"label": "fires", "log": False, "domain": [0, 40]}
THREE = [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]


@pytest.fixture
def chart() -> Chart:
    layers = [line([[0, 0], [40, 40]]), points(THREE)]
    return Chart("Thefts", AXIS, {**AXIS, "label": "thefts"}, layers, editable=True)


@pytest.fixture
def edits(chart: Chart) -> list[tuple[Any, ...]]:
    heard: list[tuple[Any, ...]] = []
    chart.on_edit(lambda *edit: heard.append(edit))
    return heard


def edit(chart: Chart, action: str, index: Any = 1, x: Any = 5.0, y: Any = 6.0) -> None:
    chart.receive({"type": "edit", "action": action, "index": index, "x": x, "y": y})


def drag(chart: Chart, name: Any, index: int = 0) -> None:
    chart.receive({"type": "edit", "action": "move", "index": index, "x": 5, "y": 6, "drag": name})


def test_an_edit_reaches_the_callback_in_plain_numbers(chart: Chart, edits: list[tuple[Any, ...]]) -> None:
    edit(chart, "move", 2, 5, 6)
    edit(chart, "add")
    assert edits == [("move", 2, 5.0, 6.0, False), ("add", 3, 5.0, 6.0, False)]
    assert [type(value) for value in edits[0]] == [str, int, float, float, bool]


def test_moves_of_one_drag_go_on_and_those_of_the_next_begin_anew(
    chart: Chart, edits: list[tuple[Any, ...]]
) -> None:
    for name in ("a", "a", "a", "b", "b"):
        drag(chart, name)
    edit(chart, "add")
    drag(chart, "b")
    assert [goes_on for *_, goes_on in edits] == [False, True, True, False, True, False, False]


def test_a_drag_begins_with_the_first_move_that_is_accepted(chart: Chart) -> None:
    heard: list[bool] = []

    def refuse_the_first(*edit: Any) -> None:
        heard.append(edit[-1])
        if len(heard) == 1:
            raise ValueError("not there")

    chart.on_edit(refuse_the_first)
    chart.show_errors_with(lambda _error: None)
    for _ in range(3):
        drag(chart, "a")
    assert heard == [False, False, True]


def test_a_removed_point_is_named_with_its_own_place(chart: Chart, edits: list[tuple[Any, ...]]) -> None:
    edit(chart, "remove", 1, 99, 99)
    assert edits == [("remove", 1, 2.0, 20.0, False)]


def test_places_are_clamped_to_the_axes(chart: Chart, edits: list[tuple[Any, ...]]) -> None:
    edit(chart, "move", 0, -1e300, 1e300)
    chart.y_axis = {"label": "loss", "log": True, "domain": [1e-3, 1e3]}
    edit(chart, "add", 0, 41, 0)
    assert edits == [("move", 0, 0.0, 40.0, False), ("add", 3, 40.0, 1e-3, False)]


@pytest.mark.parametrize("index", [-1, 3, 0.5, 10**400, True, "1", None, float("nan"), [1]])
def test_a_point_that_does_not_exist_is_not_edited(
    chart: Chart, edits: list[tuple[Any, ...]], index: Any
) -> None:
    edit(chart, "move", index)
    edit(chart, "remove", index)
    assert edits == []


@pytest.mark.parametrize("place", [float("nan"), float("inf"), 10**400, True, "5", None, {}])
def test_a_place_that_is_no_finite_number_is_refused(
    chart: Chart, edits: list[tuple[Any, ...]], place: Any
) -> None:
    edit(chart, "move", x=place)
    edit(chart, "add", y=place)
    assert edits == []


@pytest.mark.parametrize(
    "message",
    [
        None,
        "edit",
        {},
        {"type": "edit"},
        {"type": "edit", "action": "explode", "index": 0, "x": 1, "y": 1},
        {"type": "edit", "action": ["move"], "index": 0, "x": 1, "y": 1},
        {"type": "unknown", "action": "move", "index": 0, "x": 1, "y": 1},
    ],
)
def test_unknown_messages_are_ignored(chart: Chart, edits: list[tuple[Any, ...]], message: Any) -> None:
    chart.receive(message)
    assert edits == []


def test_a_chart_that_is_not_editable_takes_no_edits(chart: Chart, edits: list[tuple[Any, ...]]) -> None:
    chart.editable = False
    edit(chart, "add")
    chart.editable = True
    chart.layers = [line(THREE)]
    edit(chart, "add")
    assert edits == []


@pytest.mark.parametrize(
    ("log", "domain"),
    [(False, [1, 1]), (False, [2, 1]), (False, [0, np.inf]), (False, [np.nan, 1]), (True, [0, 1])],
)
def test_an_impossible_axis_is_refused(chart: Chart, log: bool, domain: list[float]) -> None:
    with pytest.raises(TraitError, match="axis"):
        chart.x_axis = {"label": "x", "log": log, "domain": domain}


def test_what_is_no_layer_is_refused(chart: Chart) -> None:
    for wrong in ({"kind": "pie"}, {}, "points"):
        with pytest.raises(TraitError, match="layers"):
            chart.layers = [wrong]


def test_only_an_editable_chart_says_how_it_is_edited() -> None:
    assert Chart("a", AXIS, AXIS, editable=True).hint == EDIT_HINT
    assert Chart("a", AXIS, AXIS).hint == ""
    assert Chart("a", AXIS, AXIS, editable=True, hint="Drag the outlier.").hint == "Drag the outlier."


def test_coordinates_leave_as_binary_buffers_not_as_text(chart: Chart) -> None:
    from ipywidgets.widgets.widget import _remove_buffers

    _, paths, buffers = _remove_buffers({"layers": chart.layers})
    assert paths == [["layers", 0, "xy"], ["layers", 1, "xy"]]
    assert np.frombuffer(buffers[1]).reshape(-1, 2).tolist() == THREE
