"""The run as Python code, and the page's settings as a link."""

from __future__ import annotations

import traitlets

from ai_playground.ui.widget import Widget, script


class Snippet(Widget):
    """A piece of code with a button that copies it.

    Parameters
    ----------
    text
        The code.
    label
        What the button says.

    Attributes
    ----------
    share_url_query
        The settings as a query string without the question mark; "" for no "Copy link" button.
    address_query
        The same for the page's own address, kept up to date under Voila so that a reload restores the
        settings.
    """

    _esm = script("snippet")

    text = traitlets.Unicode().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    share_url_query = traitlets.Unicode().tag(sync=True)
    address_query = traitlets.Unicode(None, allow_none=True).tag(sync=True)

    def __init__(self, text: str, label: str = "Copy as Python") -> None:
        super().__init__(text=text, label=label)
