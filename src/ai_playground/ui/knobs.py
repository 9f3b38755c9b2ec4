"""The knobs of a lesson: presets, sliders, choices and switches in one widget."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.settings.model import is_plain_text
from ai_playground.ui.widget import Handlers, Refused, Widget, index_in, item_in, number_in, script

# Changes that can be taken back.
MOST_UNDONE = 50


class Knobs(Widget):
    """Controls for a set of named values.

    Parameters
    ----------
    schema
        One dict a knob: ``name, label, help, group, kind, default, minimum, maximum, log, choices,
        more``. `kind` is ``number``, ``integer``, ``choice``, ``switch`` or ``text``; `choices` are
        ``{"value", "label"}``; a knob with `more` folds under "More" of its group; one with `log` gets a
        logarithmic slider, whose left end is "off" where the minimum is 0. Without both bounds, or as an
        integer with more than 100,000 values (a seed), a number has a field only and no slider.
    values
        Name to value, for every knob. What another widget turns may be among them without a knob: it is
        not shown, but undone.
    presets
        ``{"name", "label", "promise"}``, shown as chips above the knobs.

    Attributes
    ----------
    active_preset
        Name of the preset that is in force, or "". A turned knob clears it.
    notes
        Knob name to ``{"text", "action", "value"}``: a text in place of the help line, and a link-like button
        labelled `action` (None: no button) that sets the knob to `value`.
    disabled
        Knob name to the reason why it can't be turned now.
    hidden
        Names of knobs that aren't shown.
    can_undo
        Whether there is a change of the shown knobs to take back.
    """

    _esm = script("knobs")

    schema = traitlets.List(traitlets.Dict()).tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    presets = traitlets.List(traitlets.Dict()).tag(sync=True)
    active_preset = traitlets.Unicode("").tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)
    disabled = traitlets.Dict().tag(sync=True)
    hidden = traitlets.List(traitlets.Unicode()).tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self, schema: list[dict[str, Any]], values: dict[str, Any], presets: Sequence[dict[str, str]] = ()
    ) -> None:
        super().__init__(schema=schema, values=dict(values), presets=list(presets))
        self._past: deque[dict[str, Any]] = deque(maxlen=MOST_UNDONE)
        # The knob whose message is being handled, and the one handled last: all that a knob passes through
        # while it is turned is one change.
        self._turning = self._turned = ""
        self._undoing = False
        self.observe(self._remember, "values")

    def on_change(self, callback: Callable[[str, Any], object]) -> None:
        """Call ``callback(name, value)`` when a knob was turned; `values` holds the value already.

        Numbers are within the knob's bounds, integers are int, a choice is one of its values, a text is one
        line of printable characters and comes when the visitor has finished it. While a
        slider is dragged it comes at most 20 times a second, and once more with the last value.
        """
        self.register("change", callback)

    def on_preset(self, callback: Callable[[str], object]) -> None:
        """Call ``callback(name)`` when a preset was chosen; it sets `values` and `active_preset`."""
        self.register("preset", callback)

    def on_undo(self, callback: Callable[[dict[str, Any]], object]) -> None:
        """Call ``callback(values)`` with the values to go back to; it sets `values`.

        One step back is one knob, however far it was turned, one preset, or whatever else set `values`.
        """
        self.register("undo", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: change, note, preset, undo."""
        return {
            "change": self._change,
            "note": self._follow_note,
            "preset": self._choose_preset,
            "undo": self._undo,
        }

    def _change(self, message: dict[str, Any], _buffers: object) -> None:
        knob = item_in(message, self.schema)
        self._turn(knob, value_in(message, knob))

    def _follow_note(self, message: dict[str, Any], _buffers: object) -> None:
        knob = item_in(message, self.schema)
        note = self.notes.get(knob["name"])
        if note is None or note.get("action") is None:
            raise Refused
        self._turn(knob, note["value"])

    def _choose_preset(self, message: dict[str, Any], _buffers: object) -> None:
        self.emit("preset", item_in(message, self.presets)["name"])

    def _turn(self, knob: dict[str, Any], value: Any) -> None:
        name = knob["name"]
        if name in self.disabled or name in self.hidden:
            raise Refused
        self._turning = name
        try:
            self.values = {**self.values, name: value}
            self.active_preset = ""
            self.emit("change", name, value)
        finally:
            self._turning = ""

    def _remember(self, change: dict[str, Any]) -> None:
        if self._undoing:
            return
        turned = self._turning or self._turned_elsewhere(change["old"])
        if not turned or turned != self._turned:
            self._past.append(change["old"])
        self._turned = turned
        self._tell_undo()

    def _turned_elsewhere(self, old: dict[str, Any]) -> str:
        """The value that another widget turns, if nothing else has changed."""
        changed = [name for name, value in self.values.items() if old.get(name) != value]
        known = {knob["name"] for knob in self.schema}
        return changed[0] if len(changed) == 1 and changed[0] not in known else ""

    def _undo(self, _message: dict[str, Any], _buffers: object) -> None:
        self._tell_undo()
        if not self._past:
            raise Refused
        self._undoing, self._turned = True, ""
        try:
            self.emit("undo", self._past.pop())
        finally:
            self._undoing = False
            self._tell_undo()

    def _tell_undo(self) -> None:
        """Forget what is as it is now, such as a turn that was refused."""
        while self._past and self._shown(self._past[-1]) == self._shown(self.values):
            self._past.pop()
        self.can_undo = bool(self._past)

    def _shown(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in self.hidden}


def value_in(message: dict[str, Any], knob: dict[str, Any]) -> float | int | bool | str | Any:
    """The value a message gives to a knob, clamped to its bounds; a choice comes as its place in the list."""
    if knob["kind"] == "switch":
        if not isinstance(message.get("value"), bool):
            raise Refused
        return message["value"]
    if knob["kind"] == "choice":
        return knob["choices"][index_in(message, "value", len(knob["choices"]))]["value"]
    if knob["kind"] == "text":
        if not is_plain_text(message.get("value")):
            raise Refused
        return message["value"]
    number = number_in(message, "value")
    if knob["kind"] == "integer":
        # By way of int where it was one: a float holds a seed of 64 bits only roughly.
        number = message["value"] if isinstance(message["value"], int) else round(number)
    if knob["minimum"] is not None:
        number = max(number, knob["minimum"])
    if knob["maximum"] is not None:
        number = min(number, knob["maximum"])
    return int(number) if knob["kind"] == "integer" else float(number)
