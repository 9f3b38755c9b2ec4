"""What was reported, beside what you found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.widget import Handlers, Refused, Widget, item_in, script


class FindingsTable(Widget):
    """A table of reported figures, yours beside them, and a button that runs what is missing.

    Parameters
    ----------
    columns
        Headings of the name, the reported figure and your figure; more columns aren't shown.
    rows
        ``{"name", "label", "reported", "yours", "verdict", "note", "action", "busy"}``. `verdict` is "",
        "same", "close" or "differs"; `note` is a small line under the label; `action` labels the button
        ("" for none).
    """

    _esm = script("findings_table")

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
        super().__init__(columns=list(columns), rows=list(rows))

    def update(self, name: str, **fields: Any) -> None:
        """Change fields of the row `name`."""
        self.rows = [{**row, **fields} if row["name"] == name else row for row in self.rows]

    def on_run(self, callback: Callable[[str], object]) -> None:
        """Call ``callback(name)`` when a row's button was pressed, unless the row is busy."""
        self.register("run", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: run."""
        return {"run": self._run}

    def _run(self, message: dict[str, Any], _buffers: object) -> None:
        row = item_in(message, self.rows)
        if row.get("busy") or not row.get("action"):
            raise Refused
        self.emit("run", row["name"])
