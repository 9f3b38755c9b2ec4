"""Two pictures, one over the other, and a line between them to move; each may change while one looks."""

from __future__ import annotations

from typing import Any

import traitlets

from ai_playground.ui.figures import Grid, Panel
from ai_playground.ui.files import FileReceiver
from ai_playground.ui.savable import Savable
from ai_playground.ui.widget import script


class BeforeAfter(FileReceiver, Savable):
    """`before` left of the line, `after` right of it: image files (JPEG, PNG), several a second if need be.

    The line follows the pointer, a finger and the arrow keys, in the browser alone, and stays where it is
    when a picture changes. While there is only one picture, there is no line.

    Parameters
    ----------
    before, after
        The pictures; empty for none yet.
    alt_before, alt_after
        What they show, in words.
    label_before, label_after
        Stand in their lower corners while both are in sight.
    aspect
        Height over width of the place that is kept for them; a picture of another shape is shown whole. 0: as
        the first picture that comes, which moves what stands below.
    line
        Where the line stands at first, in percent from the left; at 0 `after` is shown whole.
    caption
        Stands below.
    invitation
        Labels a button that opens a file; a file dropped on the pictures counts as much. "" for neither.
        See :class:`~ai_playground.ui.files.FileReceiver` for `on_file`, `on_refused`, `accept`, `max_bytes`.

    All of them are traits and can be set at any time.
    """

    _esm = script("files", "invitation", "sender", "save", "before_after")

    before = traitlets.Bytes().tag(sync=True)
    after = traitlets.Bytes().tag(sync=True)
    alt_before = traitlets.Unicode().tag(sync=True)
    alt_after = traitlets.Unicode().tag(sync=True)
    label_before = traitlets.Unicode("before").tag(sync=True)
    label_after = traitlets.Unicode("after").tag(sync=True)
    aspect = traitlets.Float(0.0, min=0.0, max=10.0).tag(sync=True)
    line = traitlets.Int(50, min=0, max=100).tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    invitation = traitlets.Unicode().tag(sync=True)

    def __init__(self, before: bytes, after: bytes, alt_before: str, alt_after: str, **traits: Any) -> None:
        super().__init__(before=before, after=after, alt_before=alt_before, alt_after=alt_after, **traits)

    def plate(self) -> Grid | None:
        """The two side by side, or the one there is; None for none."""
        panels = [Panel(self.before, self.label_before), Panel(self.after, self.label_after)]
        there = tuple(panel for panel in panels if panel.picture)
        if not there:
            return None
        return Grid(self.alt_after or self.alt_before, there, note=self.caption, columns=("",) * len(there))
