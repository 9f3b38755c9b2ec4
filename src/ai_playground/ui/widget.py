"""What all our widgets share: messages from the browser are checked, errors in callbacks are not lost.

Python owns every trait. JavaScript never writes one: it sends a message ``{type, ...}``, and a handler of
that name decides. A message that no handler knows, or that a handler refuses, changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import anywidget

Handlers = dict[str, Callable[[dict[str, Any], Sequence[memoryview]], None]]
STATIC = Path(__file__).parent / "static"


class Refused(Exception):  # noqa: N818 -- not an error of ours: the browser sent something senseless
    """Raised by a message handler: the message makes no sense and is dropped."""


class Widget(anywidget.AnyWidget):
    """Base of our widgets.

    A subclass lists its message handlers in :meth:`handlers`, checks what they get with the functions
    below, and hands plain values to the callbacks with :meth:`emit`. After every message the browser is
    told ``heard`` with the message's number ``n``, so that JavaScript knows when the traits hold the
    answer to what it sent.
    """

    def __init__(self, **traits: Any) -> None:
        self._callbacks: dict[str, list[Callable[..., object]]] = {}
        self._on_error: Callable[[Exception], object] | None = None
        super().__init__(**traits)
        self.on_msg(self._hear)

    def set_state(self, sync_data: object) -> None:
        """Change nothing: these are values for traits, from the browser."""

    def handlers(self) -> Handlers:
        """Message type to handler; a handler gets the message and its binary buffers."""
        return {}

    def show_errors_with(self, show: Callable[[Exception], object]) -> None:
        """Give what callbacks raise to `show` instead of raising it; `Banner.watch` does it for a page."""
        self._on_error = show

    def show_error(self, error: Exception) -> None:
        """Show what a callback raised where `show_errors_with` said, else raise it."""
        if self._on_error is None:
            raise error
        self._on_error(error)

    def register(self, event: str, callback: Callable[..., object]) -> None:
        """Call `callback` at every `event`; the widgets' ``on_<event>`` methods come here."""
        self._callbacks.setdefault(event, []).append(callback)

    def emit(self, event: str, *values: object) -> None:
        """Call the callbacks of `event`, in the order in which they came."""
        for callback in self._callbacks.get(event, []):
            callback(*values)

    def receive(self, message: Any, buffers: Sequence[memoryview] = ()) -> None:
        """Handle a message from the browser; tests click a widget through this."""
        if not isinstance(message, dict):
            return
        handle = self.handlers().get(str(message.get("type")))
        if handle is None:
            return
        try:
            handle(message, buffers)
        except Refused:
            pass
        except Exception as error:
            self.show_error(error)
        finally:
            if isinstance(message.get("n"), int):
                self.send({"type": "heard", "n": message["n"]})

    def _hear(self, _widget: object, message: Any, buffers: Sequence[memoryview]) -> None:
        self.receive(message, buffers)


@contextmanager
def in_one_burst(*widgets: Widget) -> Iterator[None]:
    """Hold back what the widgets' new traits tell the browser; at the end it gets all at once.

    The browser then draws them in one frame, where a message every few milliseconds costs it a frame each.
    """
    with ExitStack() as held:
        for widget in widgets:
            held.enter_context(widget.hold_sync())
        yield


def script(*names: str) -> str:
    """One JavaScript module: the helpers that all widgets use, then ``static/<name>.js`` in this order."""
    return "\n".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in ("shared", *names))


def number_in(message: dict[str, Any], key: str) -> float:
    """A finite number from a message; raises Refused."""
    value = message.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused
    try:
        number = float(value)
    except OverflowError:  # an integer of 400 digits is good JSON
        raise Refused from None
    if not math.isfinite(number):
        raise Refused
    return number


def index_in(message: dict[str, Any], key: str, length: int) -> int:
    """An index from a message, clamped to ``0 .. length - 1``; raises Refused, also when `length` is 0."""
    if length < 1:
        raise Refused
    return int(min(max(number_in(message, key), 0), length - 1))


def item_in(message: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """The one of `items` whose name the message gives; raises Refused."""
    for item in items:
        if item["name"] == message.get("name"):
            return item
    raise Refused
