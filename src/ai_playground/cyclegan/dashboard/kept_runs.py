"""Where a run is taken home as a file, brought back, and gone on with."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from ai_playground.cyclegan.kept import MAX_BYTES, Kept, as_file, from_file
from ai_playground.page.layout import button, stack
from ai_playground.ui.banner import Banner
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.sender import File

GO_ON, RUN_BEFORE = "Go on with this run", "Show the run before"
"""What two of the buttons say."""


class KeptRuns:
    """Four buttons; what is wrong with a file is explained, and the run on the page stays.

    Args:
        banner: Where what goes wrong is explained.
        keep: Gives the run on the page as it stands; raises CheckpointError if there is none.
        go_on: Goes on with a run; raises CheckpointError if it can't be.
        show: Shows a run in place of the one on the page; raises CheckpointError if that is on.
        before: Gives the run that was on the page before.

    Attributes:
        downloads: Takes it home.
        picker: Brings it back.
        back: Its button for the run before, which is grey until it is enabled.
        widget: All of it.
    """

    def __init__(
        self,
        banner: Banner,
        keep: Callable[[], Kept],
        go_on: Callable[[Kept], None],
        show: Callable[[Kept], None],
        before: Callable[[], Kept],
    ) -> None:
        self._keep = keep
        items = [{"name": "checkpoint", "label": "Take this run home"}]
        self.downloads = Downloads(items, self._produce)
        self.picker = FilePicker("Bring a run back", ".npz", MAX_BYTES)
        self.picker.on_file(lambda name, content: show(from_file(content, name)))
        said = "After Stop, or with more steps after its end"
        again = button(banner, GO_ON, lambda: go_on(keep()), said)
        said = "The two change places, knobs included"
        self.back = button(banner, RUN_BEFORE, lambda: show(before()), said)
        self.back.disabled = True
        about = ipywidgets.HTML(
            "<b>Keep a run.</b> It is kept as it stood at its newest moment on the page. Its file has the "
            "four networks and all else that the next step depends on, but not what it is trained on. "
            "Brought back another day, it goes on with the very step that would have come, once you ask."
        )
        tools = stack("aip-tools", again, self.back, self.downloads, self.picker)
        self.widget = stack("aip-own", about, tools)

    def _produce(self, _name: str) -> File:
        kept = self._keep()
        return f"cyclegan_step_{kept.stand.step}.npz", "application/octet-stream", as_file(kept)
