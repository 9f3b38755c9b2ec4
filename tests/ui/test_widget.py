from __future__ import annotations

import math
import re
from typing import Any

import pytest

from ai_playground.ui.knobs import Knobs
from ai_playground.ui.theme import Theme
from ai_playground.ui.widget import STATIC, Refused, Widget, index_in, item_in, number_in

SCRIPTS = sorted(STATIC.glob("*.js"))


class Echo(Widget):
    """Emits what it hears."""

    _esm = "export default {}"

    def handlers(self) -> Any:
        return {"echo": lambda message, buffers: self.emit("echo", message["value"], len(buffers))}


@pytest.mark.parametrize(
    "message", [None, "echo", 7, [], {}, {"type": "eval"}, {"type": ["echo"]}, {"type": None}]
)
def test_a_message_that_no_handler_knows_changes_nothing(message: Any) -> None:
    widget, heard = Echo(), []
    widget.register("echo", lambda *values: heard.append(values))
    widget.receive(message)
    assert heard == []


def test_callbacks_are_called_in_the_order_they_came() -> None:
    widget, heard = Echo(), []
    widget.register("echo", lambda value, _: heard.append(("first", value)))
    widget.register("echo", lambda value, _: heard.append(("second", value)))
    widget.receive({"type": "echo", "value": 3})
    assert heard == [("first", 3), ("second", 3)]


def test_an_error_in_a_callback_is_raised_when_nobody_takes_it() -> None:
    widget = Echo()
    widget.register("echo", lambda *_: math.sqrt(-1))
    with pytest.raises(ValueError, match=r"nonnegative|math domain"):
        widget.receive({"type": "echo", "value": 3})


def test_the_browser_is_told_when_its_message_was_dealt_with_even_after_an_error() -> None:
    widget, sent = Echo(), []
    widget.send = lambda content: sent.append(content)
    widget.show_errors_with(lambda error: sent.append(type(error)))
    widget.register("echo", lambda *_: math.sqrt(-1))
    widget.receive({"type": "echo", "value": 3, "n": 12})
    assert sent == [ValueError, {"type": "heard", "n": 12}]


def test_an_unnumbered_message_gets_no_answer() -> None:
    widget, sent = Echo(), []
    widget.send = lambda content: sent.append(content)
    for n in (None, "7", 1.5):
        widget.receive({"type": "echo", "value": 3, "n": n})
    assert sent == []


@pytest.mark.parametrize("value", [None, "3", True, math.nan, math.inf, -math.inf, 10**400, [], {}])
def test_only_a_finite_number_is_a_number(value: Any) -> None:
    with pytest.raises(Refused):
        number_in({"value": value}, "value")


@pytest.mark.parametrize(("sent", "index"), [(0, 0), (2, 2), (3, 2), (1e300, 2), (-1, 0), (1.9, 1)])
def test_an_index_is_clamped_to_the_list(sent: float, index: int) -> None:
    assert index_in({"index": sent}, "index", 3) == index


def test_an_empty_list_has_no_index() -> None:
    with pytest.raises(Refused):
        index_in({"index": 0}, "index", 0)


def test_an_item_is_found_by_its_name_only() -> None:
    items = [{"name": "a"}, {"name": "b"}]
    assert item_in({"name": "b"}, items) is items[1]
    for name in ("c", None, 0, ["a"]):
        with pytest.raises(Refused):
            item_in({"name": name}, items)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_html_or_a_trait(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "model.set(",
    ):
        assert forbidden not in text


def test_a_widget_carries_the_shared_helpers_and_the_theme_its_stylesheet() -> None:
    assert "function connect(" in Knobs([], {})._esm
    assert "--aip-reference: #1f5fd6" in str(Theme()._css)


def test_a_stylesheet_stands_beside_the_script_of_its_name_and_is_in_the_one_of_all() -> None:
    sheet = str(Theme()._css)
    for path in STATIC.glob("*.css"):
        assert path.with_suffix(".js").exists(), path.name
        assert path.read_text(encoding="utf-8") in sheet


def test_every_colour_is_a_variable() -> None:
    rules = str(Theme()._css).split("\n}\n", 1)[1]
    assert re.findall(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(", rules, re.IGNORECASE) == []
