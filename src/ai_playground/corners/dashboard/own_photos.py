"""The visitor's corrected photos, and the network trained further on them."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import numpy as np

from ai_playground.corners.dashboard.network import Network
from ai_playground.corners.finetune import Progress, finetune
from ai_playground.corners.own_data import MOST, Example, OwnDataError, as_archive, merged, read_archive
from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.lesson.text import about, counted
from ai_playground.page.layout import button, stack
from ai_playground.page.reading import Reading
from ai_playground.page.run_control import RunControl
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.layers import line
from ai_playground.ui.run_bar import RunBar

STEPS = 60
SEED = 0
MAX_ARCHIVE_BYTES = 40_000_000
MAX_SECONDS = 1800.0


class OwnPhotos:
    """Keeps the photos, shows how many, trains on them, brings the shipped network back.

    Args:
        banner: Where what goes wrong is explained.
        network: Who is trained.
        slot: The queue to compute in.

    Attributes:
        photos: What has been added.
        reading: Reads an archive.
        widget: All of it, for a cell of the notebook.
    """

    def __init__(self, banner: Banner, network: Network, slot: RunSlot) -> None:
        self.photos: list[Example] = []
        self._banner, self._network, self._slot = banner, network, slot
        self._said = ipywidgets.HTML()
        self._undo = button(banner, "Take the last one back", self.undo)
        self._shipped = button(banner, "Back to the shipped network", self._use_shipped)
        self._downloads = Downloads([{"name": "mine", "label": "My data (ZIP)"}], self._produce)
        self._picker = FilePicker("Bring my data back", ".zip,application/zip", MAX_ARCHIVE_BYTES)
        self._picker.on_file(lambda _name, content: self.bring_back(content))
        self._bar = RunBar(step_unit="step", steps=())
        self._chart = Chart(
            "Error",
            {"label": "step", "log": False, "domain": [0, STEPS]},
            {"label": "px of 192 × 256", "log": False, "domain": [0, 10]},
            aspect=0.2,
        )
        self.control = RunControl(
            self._bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self._chart,),
            figures=self._figures,
            on_end=self._end,
            remark=_remark,
        )
        self.reading = Reading(banner, "photos", MOST)
        tools = stack("aip-tools", self._undo, self._shipped, self._picker)
        self.widget = stack(
            "aip-card aip-pad",
            self._said,
            self._bar,
            self._chart,
            tools,
            self.reading.widget,
            self._downloads,
        )
        banner.watch(self.widget)
        self._tell()
        self._paint()

    def said(self) -> str:
        """What the training's chart is of."""
        return f"Trained on {counted(len(self.photos), 'photo')}, {STEPS} steps, seed {SEED}."

    def add(self, photo: Example, corrected: bool = True) -> None:
        """Keep a photo; one that is kept already gets its new corners. Raises OwnDataError for too many.

        `corrected` is False where its corners are the network's own answer.
        """
        before = len(self.photos)
        self._keep([photo])
        what = "Added" if len(self.photos) > before else "Its corners are replaced"
        note = f"{what}: {counted(len(self.photos), 'photo')} of yours now, below."
        if not corrected:
            note += (
                " This one is as the network saw it: it learns little from that. If a corner is off, correct "
                "it first."
            )
        self._banner.show(note, tone="note")

    def undo(self) -> None:
        """Take the photo that was added last away."""
        if self.photos:
            self.photos.pop()
            self._tell()

    def bring_back(self, content: bytes) -> None:
        """Read an archive that was taken home, in the background, and add its photos."""
        self.reading.start(read_archive, content, lambda read: self._keep(read.examples))

    def _keep(self, new: Sequence[Example]) -> None:
        photos = merged(self.photos, new)
        if len(photos) > MOST:
            raise OwnDataError(f"More than {MOST} photos can't be kept: take them home and begin anew.")
        self.photos = photos
        self._tell()

    def _make_job(self) -> Job[Progress]:
        if not self.photos:
            raise OwnDataError("There are no photos of your own yet: correct one above and add it first.")
        return Job(
            finetune,
            self._network.weights(),
            tuple(self.photos),
            STEPS,
            SEED,
            max_steps=STEPS + 2,
            max_seconds=MAX_SECONDS,
            history_limit=STEPS,
            slot=self._slot,
            prepare=device.configure,
        )

    def _end(self, job: Job[Progress]) -> None:
        """The trained network answers from now on, also one whose training was stopped."""
        if job.snapshot is not None and job.error is None and job.snapshot.step > 0:
            self._network.use(job.snapshot.weights)
            self._tell()

    def _use_shipped(self) -> None:
        self._network.use_shipped()
        self._tell()

    def _tell(self) -> None:
        count = len(self.photos)
        if count == 0:
            text = "No photos of yours yet. Correct one above and press <b>Add to my data</b>."
        else:
            text = f"<b>{counted(count, 'photo')} of yours.</b> Run trains the network further on them."
        which = "trained on your photos" if self._network.own else "the shipped one"
        self._said.value = f"{text} The network that answers now: {which}."
        self._undo.disabled = count == 0
        self._shipped.disabled = not self._network.own

    def _paint(self) -> None:
        history: list[Progress] = self.control.history_shown()
        # An empty chart explains nothing.
        self._chart.layout.display = "" if history else "none"
        if self.control.job is None:
            self._bar.message = f"{STEPS} steps, on your photos and on generated ones beside them."
        if not history:
            return
        steps = [each.step for each in history]
        own = [each.own_error for each in history]
        others = [each.generated_error for each in history]
        self._chart.show(
            y_axis={"label": "px of 192 × 256", "log": False, "domain": [0, 1.1 * max(*own, *others, 1.0)]},
            layers=[
                line(np.column_stack([steps, own]), label="your photos (trained on, mean)", tone="now"),
                line(np.column_stack([steps, others]), label="generated, unseen (median)", tone="reference"),
            ],
            caption=[[f"yours {own[-1]:.2f} px", "now"], [f"generated {others[-1]:.2f} px", "reference"]],
        )

    def _figures(self) -> list[list[str]]:
        shown: Progress | None = self.control.shown
        job = self.control.job
        if shown is None or job is None:
            return []
        found = [["step", f"{shown.step} of {shown.steps}"], ["your error", f"{shown.own_error:.2f} px"]]
        if job.state is State.RUNNING and shown.step:
            left = job.seconds * (shown.steps - shown.step) / shown.step
            found.append(["left", about(left)])
        return found

    def _produce(self, _name: str) -> tuple[str, str, bytes]:
        if not self.photos:
            raise OwnDataError("There are no photos of your own yet: correct one above and add it first.")
        return "my_pages.zip", "application/zip", as_archive(self.photos)


def _remark(job: Job[Progress]) -> str:
    return "Loading TensorFlow and the network takes some seconds." if job.loading else ""
