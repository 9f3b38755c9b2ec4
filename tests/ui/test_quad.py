from __future__ import annotations

from typing import Any

import pytest

from ai_playground.ui.quad import QuadEditor

CORNERS = [[0.1, 0.2], [0.9, 0.2], [0.9, 0.8], [0.1, 0.8]]
NAMES = ["top left", "top right", "bottom right", "bottom left"]


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def editor(heard: list[Any]) -> QuadEditor:
    editor = QuadEditor(NAMES)
    editor.show(b"picture", 400, 300, "a page")
    editor.outline(CORNERS, [True, False, False, True])
    editor.on_move(lambda index, corners, last: heard.append((index, corners, last)))
    return editor


def move(index: Any = 0, x: Any = 0.15, y: Any = 0.25, last: Any = True) -> dict[str, Any]:
    return {"type": "move", "index": index, "x": x, "y": y, "last": last}


def test_a_moved_corner_is_told_with_all_four_and_is_no_longer_doubtful(
    editor: QuadEditor, heard: list[Any]
) -> None:
    editor.receive(move())
    expected = [[0.15, 0.25], *CORNERS[1:]]
    assert heard == [(0, expected, True)]
    assert editor.corners == expected
    assert editor.doubtful == [False, False, False, True]


def test_a_corner_stays_within_a_quarter_of_the_picture_outside_of_it(
    editor: QuadEditor, heard: list[Any]
) -> None:
    editor.receive(move(2, 7.0, -3.0, False))
    assert heard[0][1][2] == [1.25, -0.25]
    assert heard[0][2] is False


@pytest.mark.parametrize(
    "message",
    [move(x="left"), move(y=float("nan")), move(index=None), move(last=1), {"type": "move"}, move(x=True)],
)
def test_nonsense_from_the_browser_changes_nothing(
    editor: QuadEditor, heard: list[Any], message: dict[str, Any]
) -> None:
    editor.receive(message)
    assert heard == []
    assert editor.corners == CORNERS


def test_another_picture_has_no_outline_and_nothing_to_move(editor: QuadEditor, heard: list[Any]) -> None:
    editor.show(b"other", 100, 200, "another")
    assert editor.corners == []
    assert editor.aspect == 2
    editor.receive(move())
    assert heard == []


@pytest.mark.parametrize("corners", [CORNERS[:3], [[1], [2], [3], [4]], []])
def test_an_outline_has_four_corners(editor: QuadEditor, corners: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="four corners"):
        editor.outline(corners)
