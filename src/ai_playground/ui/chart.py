"""A chart: thin grid, labels on the curves, values under the pointer, points that can be dragged."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import traitlets

from ai_playground.ui.figures import Plot
from ai_playground.ui.layers import TONES, Layer
from ai_playground.ui.savable import Savable
from ai_playground.ui.widget import Handlers, Refused, number_in, script

Edit = Literal["move", "add", "remove"]
KINDS = ("points", "line", "contours", "marker", "rule")
EDIT_HINT = "Drag a point; double-click adds or removes one. Keys: arrows, Page Up, Page Down, +, Delete."
TOUCH_HINT = "Drag a point; double-tap adds or removes one."


class Chart(Savable):
    """Layers drawn over two axes; it scales with the width it is given.

    Parameters
    ----------
    title, caption
        Stand above the chart: the title, then pairs of a text and its tone, such as the newest values.
    x_axis, y_axis
        ``{"label": str, "log": bool, "domain": [low, high]}``; finite, low < high, and 0 < low on a log axis.
        ``"names"``, where there are any, stand at 0, 1, 2, ... in place of numbers.
    layers
        Made by the functions of :mod:`ai_playground.ui.layers`, drawn in this order.
    backdrop
        Layers drawn below all others, for what stays while those change: it isn't sent again with them.
    description
        What the chart shows, in a sentence, for those who can't see it.
    aspect
        Height over width; the height stays between 260 and 440 px.
    editable
        Whether the points of the first points layer can be moved, added and removed.
    equal_units
        Whether a unit is as long across as up, as circles need it. The plot then fills its place in one
        direction only. For two axes that aren't logarithmic.
    labels_beside
        Whether the lines' labels stand right of the plot, each next to its line's end, rather than over it.
    hint
        Stands small below the chart. An editable chart says by itself how it is edited: by mouse and keys or,
        where fingers point, by finger.

    All of them are traits and can be set at any time. A wrong axis or layer raises traitlets.TraitError.
    """

    _esm = script("sender", "save", "chart_plane", "chart_layers", "chart_labels", "chart")

    title = traitlets.Unicode().tag(sync=True)
    caption: traitlets.List[Any] = traitlets.List().tag(sync=True)
    x_axis = traitlets.Dict().tag(sync=True)
    y_axis = traitlets.Dict().tag(sync=True)
    layers: traitlets.List[Any] = traitlets.List().tag(sync=True)
    backdrop: traitlets.List[Any] = traitlets.List().tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    aspect = traitlets.Float(0.62, min=0.1, max=3.0).tag(sync=True)
    editable = traitlets.Bool(False).tag(sync=True)
    equal_units = traitlets.Bool(False).tag(sync=True)
    labels_beside = traitlets.Bool(False).tag(sync=True)
    hint = traitlets.Unicode().tag(sync=True)
    touch_hint = traitlets.Unicode().tag(sync=True)
    _drag: Any = None  # what the browser calls the drag of the newest edit

    def __init__(
        self,
        title: str,
        x_axis: dict[str, Any],
        y_axis: dict[str, Any],
        layers: Sequence[Layer] = (),
        caption: Sequence[Sequence[str]] = (),
        description: str = "",
        aspect: float = 0.62,
        *,
        editable: bool = False,
        labels_beside: bool = False,
        hint: str | None = None,
    ) -> None:
        self._changing = threading.RLock()
        own_hints = editable and hint is None
        super().__init__(
            title=title,
            x_axis=x_axis,
            y_axis=y_axis,
            layers=list(layers),
            caption=[list(part) for part in caption],
            description=description,
            aspect=aspect,
            editable=editable,
            labels_beside=labels_beside,
            hint=EDIT_HINT if own_hints else hint or "",
            touch_hint=TOUCH_HINT if own_hints else "",
        )

    def show(self, **traits: Any) -> None:
        """Set several traits in one message to the browser. For the one thread that paints."""
        with self._changing, self.hold_sync():
            for name, value in traits.items():
                setattr(self, name, value)

    def plate(self) -> Plot | None:
        """What the chart shows now; None while it is empty."""
        with self._changing:
            if not self.layers and not self.backdrop:
                return None
            return Plot(
                self.title,
                tuple((text, tone) for text, tone in self.caption),
                self.x_axis,
                self.y_axis,
                (*self.backdrop, *self.layers),
                self.aspect,
                self.equal_units,
                # How to edit it is of no use on paper.
                "" if self.editable else self.hint,
            )

    def on_edit(self, callback: Callable[[Edit, int, float, float, bool], object]) -> None:
        """Call ``callback(action, index, x, y, goes_on)`` when the visitor edits the points.

        "move": point `index` is to be at (x, y); "add": a new point there, `index` is the number of points so
        far; "remove": point `index`, which lies at (x, y), is to go. What the visitor chose lies within the
        axes' domains. The chart changes nothing itself: the callback answers by setting ``layers``. While a
        point is dragged, moves come at most 20 times a second, and then once for where it was dropped; all
        but the first that the callback accepted (didn't raise) have `goes_on`. A held arrow key drags, too.
        """
        self.register("edit", callback)

    def handlers(self) -> Handlers:
        """See :class:`~ai_playground.ui.widget.Widget`."""
        return {**super().handlers(), "edit": self._edit}

    def _edit(self, message: dict[str, Any], _buffers: Sequence[memoryview]) -> None:
        layer = next((layer for layer in self.layers if layer["kind"] == "points"), None)
        if not self.editable or layer is None:
            raise Refused
        xy = np.frombuffer(layer["xy"]).reshape(-1, 2)
        action, drag = message.get("action"), None
        if action == "add":
            self.emit("edit", "add", len(xy), *self._place_in(message), False)
        elif action == "move":
            drag = message.get("drag")
            goes_on = drag is not None and drag == self._drag
            self.emit("edit", "move", _point_in(message, len(xy)), *self._place_in(message), goes_on)
        elif action == "remove":
            index = _point_in(message, len(xy))
            self.emit("edit", "remove", index, *map(float, xy[index]), False)
        self._drag = drag

    def _place_in(self, message: dict[str, Any]) -> tuple[float, float]:
        """The message's x and y, clamped to the axes' domains."""
        x, y = (
            min(max(number_in(message, key), axis["domain"][0]), axis["domain"][1])
            for key, axis in (("x", self.x_axis), ("y", self.y_axis))
        )
        return x, y

    @traitlets.validate("x_axis", "y_axis")
    def _check_axis(self, proposal: dict[str, Any]) -> dict[str, Any]:
        axis = proposal["value"]
        low, high = (float(bound) for bound in axis["domain"])
        log = bool(axis.get("log", False))
        if not (math.isfinite(low) and math.isfinite(high) and low < high and (low > 0 or not log)):
            raise traitlets.TraitError(f"no {'log ' if log else ''}axis goes from {low} to {high}")
        names = [str(name) for name in axis.get("names", ())]
        return {"label": str(axis.get("label", "")), "log": log, "domain": [low, high], "names": names}

    @traitlets.validate("layers", "backdrop")
    def _check_layers(self, proposal: dict[str, Any]) -> list[Layer]:
        layers: list[Layer] = proposal["value"]
        for layer in layers:
            if not isinstance(layer, dict) or layer.get("kind") not in KINDS:
                raise traitlets.TraitError("layers are made by the functions of ai_playground.ui.layers")
        return layers

    @traitlets.validate("caption")
    def _check_caption(self, proposal: dict[str, Any]) -> list[list[str]]:
        caption = [[str(text), str(tone)] for text, tone in proposal["value"]]
        if any(tone not in TONES for _, tone in caption):
            raise traitlets.TraitError(f"a tone is one of {', '.join(TONES)}")
        return caption


def _point_in(message: dict[str, Any], length: int) -> int:
    """The index in the message, if there is such a point; raises Refused."""
    index = number_in(message, "index")
    if not (index.is_integer() and 0 <= index < length):
        raise Refused
    return int(index)
