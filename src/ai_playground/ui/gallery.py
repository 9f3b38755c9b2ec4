"""Pictures to choose from, and the visitor's own: from files or from the camera."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.files import FileReceiver
from ai_playground.ui.shelf import Shelf, Thumbnail
from ai_playground.ui.widget import Handlers, Refused, item_in, number_in, script

SMALLEST_SHARE = 0.01


class Gallery(Shelf, FileReceiver):
    """Thumbnails of which one is chosen, or several; these may share a whole, with a slider for each share.

    After the thumbnails come two tiles that hand over files: "Your picture" opens the file dialog and takes
    what is dropped on it; "Camera", where the browser offers one, takes a picture of at most 1536 px. Tiles
    that are `removable` have a button for it, and what was removed can be asked back.

    Parameters
    ----------
    title
        Stands above the tiles.
    most
        How many may be chosen at once; one always is.
    sharing
        Whether those that are chosen share a whole.
    max_bytes, accept, most_files
        See :class:`~ai_playground.ui.files.FileReceiver`, also for `on_file`, `on_refused` and `on_done`.

    Attributes
    ----------
    items
        ``{"name", "caption", "alt", "removable"}`` of the tiles, made by :meth:`add`.
    chosen, shares
        Names of the chosen pictures, in the order in which they were chosen, and their shares: each at least
        0.01 before they are scaled to sum to 1.
    removed
        ``{"name", "caption"}`` of the tile that "Undo" brings back; empty for no such button.
    """

    _esm = script("files", "shelf", "camera", "gallery")

    title = traitlets.Unicode().tag(sync=True)
    most = traitlets.Int(1, min=1).tag(sync=True)
    sharing = traitlets.Bool(False).tag(sync=True)
    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shares = traitlets.List(traitlets.Float()).tag(sync=True)
    removed = traitlets.Dict().tag(sync=True)

    def __init__(self, title: str, *, accept: str = "image/*", **traits: Any) -> None:
        super().__init__(title=title, accept=accept, **traits)

    def add(
        self,
        name: str,
        caption: str,
        thumbnail: Thumbnail,
        alt: str,
        *,
        removable: bool = False,
        place: int | None = None,
    ) -> None:
        """Add a tile, or give the tile of that name another content; the first one is chosen.

        `thumbnail` is shown 4 : 3 and about 200 px wide; `alt` says what it shows. `place` None is the end.
        """
        item = {"name": name, "caption": caption, "alt": alt, "removable": removable}
        self.put(name, thumbnail)
        items = list(self.items)
        known = [k for k, each in enumerate(items) if each["name"] == name]
        if known:
            items[known[0]] = item
        else:
            items.insert(len(items) if place is None else place, item)
        self.items = items
        if not self.chosen:
            self.select([name])

    def remove(self, name: str) -> None:
        """Take a tile away and forget its picture. Raises ValueError for one that is chosen."""
        if name in self.chosen:
            raise ValueError(f"{name} is chosen")
        self.items = [item for item in self.items if item["name"] != name]
        self.discard(name)

    def select(self, names: Sequence[str], shares: Sequence[float] | None = None) -> None:
        """Choose these pictures, in equal shares unless told; calls no callback.

        Raises ValueError for names that aren't there, for too many or none, and for shares that don't fit.
        """
        known = {item["name"] for item in self.items}
        if not 1 <= len(set(names)) == len(names) <= self.most or not known.issuperset(names):
            raise ValueError(f"one to {self.most} of the pictures are chosen, not {', '.join(names)}")
        if shares is not None and len(shares) != len(names):
            raise ValueError(f"{len(names)} pictures have no {len(shares)} shares")
        # The page never shows pictures with the shares of others.
        with self.hold_sync():
            self.chosen = list(names)
            self.shares = normalized(shares or [1.0] * len(names))

    def on_choose(self, callback: Callable[[list[str], list[float]], object]) -> None:
        """Call ``callback(names, shares)`` when the visitor chose other pictures or other shares of them.

        While a share is dragged it comes at most 20 times a second, and once more with the last value.
        """
        self.register("choose", callback)

    def on_remove(self, callback: Callable[[str], object]) -> None:
        """Call ``callback(name)`` when the visitor wants a tile away; it is still there."""
        self.register("remove", callback)

    def on_undo(self, callback: Callable[[], object]) -> None:
        """Call ``callback()`` when the visitor wants the tile in `removed` back."""
        self.register("undo", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: toggle, share, remove, undo, and what the bases know."""
        return {
            **super().handlers(),
            "toggle": self._toggle,
            "share": self._share,
            "remove": self._ask_away,
            "undo": self._ask_back,
        }

    def _ask_away(self, message: dict[str, Any], _buffers: object) -> None:
        item = item_in(message, self.items)
        if not item["removable"]:
            raise Refused
        self.emit("remove", item["name"])

    def _ask_back(self, _message: dict[str, Any], _buffers: object) -> None:
        if not self.removed:
            raise Refused
        self.emit("undo")

    def _toggle(self, message: dict[str, Any], _buffers: object) -> None:
        name = item_in(message, self.items)["name"]
        kept = {each: share for each, share in zip(self.chosen, self.shares, strict=True) if each != name}
        if name in self.chosen:
            if not kept:
                raise Refused
        elif self.most == 1:
            kept = {name: 1.0}
        elif len(kept) == self.most:
            raise Refused
        else:  # the newcomer gets what all would have had on average
            kept[name] = 1.0 / max(1, len(kept))
        self.select(list(kept), list(kept.values()))
        self._tell()

    def _share(self, message: dict[str, Any], _buffers: object) -> None:
        shares = message.get("shares")
        if not self.sharing or not isinstance(shares, list) or len(shares) != len(self.chosen):
            raise Refused
        numbers = [number_in({"share": share}, "share") for share in shares]
        self.shares = normalized([min(max(number, 0.0), 1.0) for number in numbers])
        self._tell()

    def _tell(self) -> None:
        self.emit("choose", list(self.chosen), list(self.shares))


def normalized(shares: Sequence[float]) -> list[float]:
    """`shares`, none below the smallest, scaled so that they sum to 1."""
    raised = [max(share, SMALLEST_SHARE) for share in shares]
    return [share / sum(raised) for share in raised]
