from __future__ import annotations

from typing import Any

import pytest

from ai_playground.ui.knobs import Knobs


def knob(name: str, kind: str, default: Any, **more: Any) -> dict[str, Any]:
    item = {"name": name, "label": name, "help": "", "group": "Descent", "kind": kind, "default": default}
    return {**item, "minimum": None, "maximum": None, "log": False, "choices": None, "more": False, **more}


SCHEMA = [
    knob("rate", "number", 0.1, minimum=1e-5, maximum=1.0, log=True),
    knob("epochs", "integer", 100, minimum=1, maximum=10_000),
    knob("method", "choice", "sgd", choices=[{"value": v, "label": v.upper()} for v in ("sgd", "adam")]),
    knob("standardise", "switch", False),
    knob("seed", "integer", 42, minimum=0, maximum=2**64 - 1),
    knob("layers", "text", "", maximum=200),
    knob("weight", "number", 0.0, minimum=0.0, maximum=1_000.0, log=True),
]
PRESETS = [{"name": "diverge", "label": "See it diverge", "promise": "It runs away."}]


@pytest.fixture
def heard() -> list[tuple[Any, ...]]:
    return []


@pytest.fixture
def knobs(heard: list[tuple[Any, ...]]) -> Knobs:
    knobs = Knobs(SCHEMA, {item["name"]: item["default"] for item in SCHEMA}, PRESETS)
    knobs.on_change(lambda name, value: heard.append((name, value)))
    knobs.on_preset(lambda name: heard.append(("preset", name)))
    return knobs


@pytest.mark.parametrize(
    ("name", "sent", "value"),
    [
        ("rate", 0.5, 0.5),
        ("rate", 7, 1.0),
        ("rate", -3, 1e-5),
        ("epochs", 25, 25),
        ("epochs", 24.6, 25),
        ("epochs", 1e300, 10_000),
        ("method", 1, "adam"),
        ("method", 9, "adam"),
        ("standardise", True, True),
        ("seed", 2**60 + 1, 2**60 + 1),
        ("layers", "block1_conv1:0.5 <b>", "block1_conv1:0.5 <b>"),
        ("layers", "", ""),
        ("weight", 1e-9, 1e-9),
    ],
)
def test_a_turned_knob_tells_its_value_within_the_bounds(
    knobs: Knobs, heard: list[tuple[Any, ...]], name: str, sent: Any, value: Any
) -> None:
    knobs.receive({"type": "change", "name": name, "value": sent})
    assert heard == [(name, value)]
    assert type(heard[0][1]) is type(value)
    assert knobs.values[name] == value


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("rate", "0.5"),
        ("rate", float("nan")),
        ("rate", None),
        ("epochs", True),
        ("method", "adam"),
        ("standardise", 1),
        ("standardise", "yes"),
        ("layers", 7),
        ("layers", None),
        ("layers", ["block1_conv1"]),
        ("layers", "x" * 201),
        ("layers", "two\nlines"),
        ("layers", "bell \x07"),
        ("__class__", 1),
        (None, 1),
        ({"name": "rate"}, 1),
    ],
)
def test_a_senseless_value_is_ignored(
    knobs: Knobs, heard: list[tuple[Any, ...]], name: Any, sent: Any
) -> None:
    before = dict(knobs.values)
    knobs.receive({"type": "change", "name": name, "value": sent})
    assert heard == []
    assert knobs.values == before


def test_a_disabled_or_hidden_knob_does_not_turn(knobs: Knobs, heard: list[tuple[Any, ...]]) -> None:
    knobs.disabled = {"rate": "The formula needs none."}
    knobs.hidden = ["epochs"]
    knobs.receive({"type": "change", "name": "rate", "value": 0.5})
    knobs.receive({"type": "change", "name": "epochs", "value": 5})
    assert heard == []


def test_a_notes_action_sets_its_own_value_whatever_the_browser_says(
    knobs: Knobs, heard: list[tuple[Any, ...]]
) -> None:
    knobs.notes = {"rate": {"text": "Stable below 0.004.", "action": "set to the optimum", "value": 0.0021}}
    knobs.receive({"type": "note", "name": "rate", "value": 99})
    assert heard == [("rate", 0.0021)]


def test_a_note_without_an_action_sets_nothing(knobs: Knobs, heard: list[tuple[Any, ...]]) -> None:
    knobs.notes = {"rate": {"text": "Stable below 0.004.", "action": None, "value": 0.0021}}
    knobs.receive({"type": "note", "name": "rate"})
    knobs.receive({"type": "note", "name": "epochs"})
    assert heard == []


def test_a_turned_knob_ends_the_preset(knobs: Knobs) -> None:
    knobs.active_preset = "diverge"
    knobs.receive({"type": "change", "name": "epochs", "value": 7})
    assert knobs.active_preset == ""


def test_only_a_known_preset_is_chosen(knobs: Knobs, heard: list[tuple[Any, ...]]) -> None:
    knobs.receive({"type": "preset", "name": "<script>"})
    knobs.receive({"type": "preset", "name": "diverge"})
    assert heard == [("preset", "diverge")]


@pytest.fixture
def undone(knobs: Knobs) -> Knobs:
    knobs.on_undo(lambda values: setattr(knobs, "values", values))
    return knobs


def test_undo_takes_back_one_knob_after_the_other_and_drags_whole(undone: Knobs) -> None:
    first = dict(undone.values)
    assert not undone.can_undo
    for value in (20, 30, 40):
        undone.receive({"type": "change", "name": "epochs", "value": value})
    undone.receive({"type": "change", "name": "standardise", "value": True})
    undone.receive({"type": "undo"})
    assert undone.values == {**first, "epochs": 40}
    undone.receive({"type": "undo"})
    assert undone.values == first
    assert not undone.can_undo


def test_undo_takes_back_what_a_preset_or_the_page_has_set(undone: Knobs) -> None:
    first = dict(undone.values)
    undone.values = {**first, "rate": 1.0, "epochs": 7}
    undone.receive({"type": "change", "name": "epochs", "value": 8})
    undone.receive({"type": "undo"})
    assert undone.values == {**first, "rate": 1.0, "epochs": 7}
    undone.receive({"type": "change", "name": "epochs", "value": 9})  # another turn than the one taken back
    undone.receive({"type": "undo"})
    undone.receive({"type": "undo"})
    assert undone.values == first


def test_a_turn_that_was_refused_is_no_change_to_take_back(undone: Knobs) -> None:
    first = dict(undone.values)
    undone.on_change(lambda _name, _value: setattr(undone, "values", first))
    undone.receive({"type": "change", "name": "epochs", "value": 9})
    assert undone.values == first
    assert not undone.can_undo


def test_undo_passes_over_knobs_that_are_hidden(undone: Knobs) -> None:
    first = dict(undone.values)
    undone.hidden = ["seed"]
    undone.receive({"type": "change", "name": "epochs", "value": 9})
    undone.values = {**undone.values, "seed": 7}
    undone.receive({"type": "undo"})
    assert undone.values["epochs"] == first["epochs"]
    assert not undone.can_undo


def test_undo_takes_back_what_another_widget_turned_and_its_drags_whole(undone: Knobs) -> None:
    undone.values = {**undone.values, "shares": "50, 50"}
    undone.receive({"type": "change", "name": "epochs", "value": 9})
    for shares in ("60, 40", "70, 30", "75, 25"):
        undone.values = {**undone.values, "shares": shares}
    undone.receive({"type": "undo"})
    assert (undone.values["shares"], undone.values["epochs"]) == ("50, 50", 9)


def test_what_has_no_knob_is_not_turned_from_the_page(knobs: Knobs, heard: list[tuple[Any, ...]]) -> None:
    knobs.values = {**knobs.values, "shares": "50, 50"}
    knobs.receive({"type": "change", "name": "shares", "value": "1, 2"})
    assert heard == []
