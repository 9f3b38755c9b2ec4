"""A file from the visitor's computer."""

from __future__ import annotations

import traitlets

from ai_playground.ui.files import FileReceiver
from ai_playground.ui.widget import script


class FilePicker(FileReceiver):
    """A button that hands over one file, or several at once, up to a size each.

    Parameters
    ----------
    label
        What the button says.
    accept, max_bytes, most_files
        See :class:`~ai_playground.ui.files.FileReceiver`.
    """

    _esm = script("files", "file_picker")

    label = traitlets.Unicode().tag(sync=True)

    def __init__(self, label: str, accept: str, max_bytes: int, most_files: int = 1) -> None:
        super().__init__(label=label, accept=accept, max_bytes=max_bytes, most_files=most_files)
