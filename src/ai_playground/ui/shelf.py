"""What widgets share that show many small pictures: each goes to the page once, when it comes into sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import traitlets

from ai_playground.ui.widget import Handlers, Refused, Widget

Thumbnail: TypeAlias = bytes | Callable[[], bytes]
"""An image file, or what makes it as soon as it comes into sight."""


class Shelf(Widget):
    """Base of widgets with pictures that are known by name; the browser asks for those it is about to show.

    Attributes
    ----------
    editions
        Picture name to a number that grows whenever the picture is another one.
    """

    editions = traitlets.Dict().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._pictures: dict[str, Thumbnail] = {}
        super().__init__(**traits)

    def handlers(self) -> Handlers:
        """What the browser may send: picture."""
        return {**super().handlers(), "picture": self._hand_out}

    def put(self, name: str, picture: Thumbnail, *, at_once: bool = False) -> None:
        """Keep `picture` in place of the one of that name before.

        With `at_once` it goes out without being asked for, which a kernel that is busy couldn't be.
        """
        edition = self.editions.get(name, 0) + 1
        self._pictures[name] = picture
        if at_once:
            self._deliver(name, edition)
        self.editions = {**self.editions, name: edition}

    def discard(self, name: str) -> None:
        """Forget the picture of that name, if there is one."""
        self._pictures.pop(name, None)

    def take_away(self) -> None:
        """Forget all pictures."""
        self._pictures.clear()
        # The numbers grow on: a name that comes again is another picture.
        self.editions = {name: edition + 1 for name, edition in self.editions.items()}

    def picture(self, name: str) -> bytes | None:
        """The image file of that name, if there is one."""
        picture = self._pictures.get(name)
        if callable(picture):
            picture = self._pictures[name] = picture()
        return picture

    def _hand_out(self, message: dict[str, Any], _buffers: object) -> None:
        name = message.get("name")
        if not isinstance(name, str) or name not in self._pictures:
            raise Refused
        self._deliver(name, self.editions[name])

    def _deliver(self, name: str, edition: int) -> None:
        self.send({"type": "picture", "name": name, "edition": edition}, buffers=[self.picture(name)])
