"""Regions of a picture, painted on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from ai_playground.ui.widget import Handlers, Refused, Widget, item_in, script

LONGEST_SIDE = 128
TOOLS = ["whole", "left", "right", "top", "bottom", "centre", "clear", "invert", "undo"]
# Changes that can be taken back.
MOST_UNDONE = 20


class MaskPainter(Widget):
    """One region a layer, painted with a brush by pointer or finger, or set by a button.

    A region is grey: 255 where it is full, 0 outside, on a grid whose longer side is 128. What is outside of
    the region of the chosen layer is veiled. At first every region is the whole picture; the first stroke in
    a whole one begins it anew.

    Parameters
    ----------
    layers
        ``{"name", "label"}`` of what has a region each; see :meth:`set_layers`.

    Attributes
    ----------
    layer
        Name of the layer whose region is shown and painted.
    mask, mask_size
        That region, row by row, and the grid's width and height.
    """

    _esm = script("mask")

    picture = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    layers = traitlets.List(traitlets.Dict()).tag(sync=True)
    layer = traitlets.Unicode().tag(sync=True)
    mask = traitlets.Bytes().tag(sync=True)
    mask_size = traitlets.List(traitlets.Int()).tag(sync=True)
    tools = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, layers: Sequence[dict[str, str]]) -> None:
        self._masks: dict[str, NDArray[np.uint8]] = {}
        # Each layer's regions before the visitor's changes, oldest first.
        self._past: dict[str, deque[NDArray[np.uint8]]] = {}
        super().__init__(
            mask_size=[LONGEST_SIDE, LONGEST_SIDE],
            tools=[{"name": name, "label": name.capitalize()} for name in TOOLS],
        )
        self.set_layers(layers)

    def show(self, picture: bytes, height: int, width: int, alt: str) -> None:
        """Paint on another picture, an image file of this size; regions are kept if their grid still fits."""
        longest = max(height, width)
        size = [max(1, round(LONGEST_SIDE * side / longest)) for side in (width, height)]
        with self.hold_sync():
            self.picture, self.alt = picture, alt
            if size != self.mask_size:
                self.mask_size = size
                self._masks.clear()
                self._past.clear()
            self._show_layer(self.layer)

    def set_layers(self, layers: Sequence[dict[str, str]]) -> None:
        """Have one region for each of these layers; those that were there keep theirs."""
        names = [layer["name"] for layer in layers]
        self._masks = {name: mask for name, mask in self._masks.items() if name in names}
        self._past = {name: past for name, past in self._past.items() if name in names}
        with self.hold_sync():
            self.layers = list(layers)
            self._show_layer(self.layer if self.layer in names else next(iter(names), ""))

    def mask_of(self, name: str) -> NDArray[np.uint8]:
        """A layer's region, uint8 of shape (height, width) of the grid."""
        return self._masks.get(name, self._preset("whole"))

    def set_mask(self, name: str, mask: NDArray[np.uint8]) -> None:
        """Set a layer's region; calls no callback. Raises ValueError for what isn't uint8 on the grid."""
        if mask.dtype != np.uint8 or mask.shape != self._shape:
            raise ValueError(f"a region is uint8 of shape {self._shape}, not {mask.dtype} of {mask.shape}")
        self._masks[name] = mask
        if name == self.layer:
            self.mask = mask.tobytes()

    def on_change(self, callback: Callable[[str, NDArray[np.uint8]], object]) -> None:
        """Call ``callback(name, mask)`` when the visitor has changed a layer's region."""
        self.register("change", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: layer, tool, paint."""
        return {"layer": self._choose_layer, "tool": self._use_tool, "paint": self._paint}

    @property
    def _shape(self) -> tuple[int, int]:
        width, height = self.mask_size
        return height, width

    def _show_layer(self, name: str) -> None:
        self.layer = name
        self.mask = self.mask_of(name).tobytes()

    def _choose_layer(self, message: dict[str, Any], _buffers: object) -> None:
        self._show_layer(item_in(message, self.layers)["name"])

    def _use_tool(self, message: dict[str, Any], _buffers: object) -> None:
        tool = item_in(message, self.tools)["name"]
        if tool == "undo":
            self._undo()
            return
        self._change(255 - self.mask_of(self.layer) if tool == "invert" else self._preset(tool))

    def _paint(self, message: dict[str, Any], buffers: Sequence[memoryview]) -> None:
        if message.get("layer") != self.layer or len(buffers) != 1:
            raise Refused
        values = np.frombuffer(bytes(buffers[0]), np.uint8)
        if values.size != np.prod(self._shape):
            raise Refused
        self._change(values.reshape(self._shape))

    def _change(self, mask: NDArray[np.uint8]) -> None:
        if not self.layer:
            raise Refused
        past = self._past.setdefault(self.layer, deque(maxlen=MOST_UNDONE))
        past.append(self.mask_of(self.layer))
        self._put(mask)

    def _undo(self) -> None:
        """Take back the newest change of the layer that is shown."""
        if not self._past.get(self.layer):
            raise Refused
        self._put(self._past[self.layer].pop())

    def _put(self, mask: NDArray[np.uint8]) -> None:
        self.set_mask(self.layer, mask)
        self.emit("change", self.layer, mask)

    def _preset(self, name: str) -> NDArray[np.uint8]:
        height, width = self._shape
        y, x = (np.indices((height, width)) + 0.5) / [[[height]], [[width]]]
        inside: dict[str, NDArray[np.bool_]] = {
            "whole": x >= 0,
            "left": x < 0.5,
            "right": x > 0.5,
            "top": y < 0.5,
            "bottom": y > 0.5,
            "centre": np.hypot(x - 0.5, y - 0.5) < 0.35,
            "clear": x < 0,
        }
        return (255 * inside[name]).astype(np.uint8)
