"""Two pictures, one over the other, and a line between them to move."""

from __future__ import annotations

import traitlets

from ai_playground.ui.widget import Widget, script


class BeforeAfter(Widget):
    """`before` left of the line, `after` right of it: image files (JPEG, PNG) of one size.

    The line follows the pointer, a finger and the arrow keys, in the browser alone. The alternative texts say
    what the pictures show. All of them are traits and can be set at any time.
    """

    _esm = script("before_after")

    before = traitlets.Bytes().tag(sync=True)
    after = traitlets.Bytes().tag(sync=True)
    alt_before = traitlets.Unicode().tag(sync=True)
    alt_after = traitlets.Unicode().tag(sync=True)

    def __init__(self, before: bytes, after: bytes, alt_before: str, alt_after: str) -> None:
        super().__init__(before=before, after=after, alt_before=alt_before, alt_after=alt_after)
