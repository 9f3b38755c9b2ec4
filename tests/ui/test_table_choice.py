from __future__ import annotations

from typing import Any

import pytest

from ai_playground.ui.table_choice import TableChoice


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def choice(heard: list[Any]) -> TableChoice:
    choice = TableChoice(text="Read as commas", columns=["a", "b", "c"], chosen=[0, 1])
    choice.on_choose(lambda x, y: heard.append((x, y)))
    choice.on_answer(heard.append)
    return choice


def test_another_column_is_chosen_for_one_axis(choice: TableChoice, heard: list[Any]) -> None:
    choice.receive({"type": "choose", "axis": "y", "index": 2})
    choice.receive({"type": "choose", "axis": "x", "index": 2})
    assert heard == [(0, 2), (2, 1)]


def test_the_column_of_the_other_axis_changes_places_with_it(choice: TableChoice, heard: list[Any]) -> None:
    choice.receive({"type": "choose", "axis": "x", "index": 1})
    assert heard == [(1, 0)]


def test_an_answer_is_handed_over_by_its_place(choice: TableChoice, heard: list[Any]) -> None:
    choice.answers = ["It is 1.25", "It is 1250"]
    choice.receive({"type": "answer", "index": 1})
    assert heard == [1]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "choose", "axis": "z", "index": 1},
        {"type": "choose", "axis": "x", "index": "1"},
        {"type": "choose", "axis": "x"},
        {"type": "choose", "axis": ["x"], "index": float("nan")},
        {"type": "answer", "index": 0},
        {"type": "answer"},
    ],
)
def test_senseless_messages_change_nothing(choice: TableChoice, heard: list[Any], message: Any) -> None:
    choice.receive(message)
    assert heard == []
    assert choice.chosen == [0, 1]


def test_two_columns_leave_nothing_to_choose(choice: TableChoice, heard: list[Any]) -> None:
    choice.columns = ["a", "b"]
    choice.receive({"type": "choose", "axis": "x", "index": 1})
    assert heard == []
