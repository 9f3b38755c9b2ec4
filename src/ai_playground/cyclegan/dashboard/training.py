"""Training on the page: knobs, run bar, samples as they are painted, losses, distance from the paintings."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ai_playground.cyclegan import bundle
from ai_playground.cyclegan.dashboard import charts
from ai_playground.cyclegan.dashboard.data_flow import DataFlow
from ai_playground.cyclegan.dashboard.kept_runs import RUN_BEFORE, KeptRuns
from ai_playground.cyclegan.dashboard.on_page import OnPage
from ai_playground.cyclegan.dashboard.own_pictures import OwnPictures
from ai_playground.cyclegan.export import trained_on
from ai_playground.cyclegan.kept import Kept
from ai_playground.cyclegan.own_pictures import OwnPicturesError
from ai_playground.cyclegan.presets import KEPT, PRESETS
from ai_playground.cyclegan.recording import load_recording
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import SNAPSHOTS, Moment, study
from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.learning.state_file import CheckpointError
from ai_playground.lesson.text import about
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query
from ai_playground.page.layout import dashboard, page, stack
from ai_playground.page.run_control import RunControl
from ai_playground.page.run_view import RunView
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.settings import as_words, from_query
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.picture import Picture
from ai_playground.ui.run_bar import RunBar

MAX_RUN_SECONDS = 4 * 3600.0
PAINTED_A_SECOND = 1.0


def share_done(job: Job[Moment]) -> float:
    """How much of its training a run has done, also one that was brought back in the middle of it."""
    return 0.0 if job.snapshot is None else job.snapshot.step / job.snapshot.steps


class Training:
    """One run and what is shown of it.

    Args:
        banner: Where what goes wrong is explained.
        slot: The queue to compute in.
        album: Takes up the charts and pictures.
        told: Whether the question of this name has been answered.
        on_show: Called when the page's address and code have to follow.
        on_trained: Called with a run that is over.

    Attributes:
        panel: The knobs.
        bar: The run bar.
        control: The run.
        own: The visitor's pictures to train on.
        runs: Where a run is taken home, brought back and gone on with.
        dashboard: All of it, for a cell of the notebook.
        notices: Sentences about what the page's address asks for in vain.
    """

    def __init__(
        self,
        banner: Banner,
        slot: RunSlot,
        album: Album,
        told: Callable[[str], bool],
        on_show: Callable[[], None],
        on_trained: Callable[[StudySettings, Moment], None],
    ) -> None:
        self._slot, self._told, self._on_show, self._on_trained = slot, told, on_show, on_trained
        settings, self.notices = from_query(StudySettings, address_query())
        self._recorded = load_recording("whole")
        self._run = OnPage(self._recorded.settings)
        self._before: list[Moment] = []
        self._as_shipped = False
        self._next: Kept | None = None
        self._run_before: Kept | None = None
        self.panel = SettingsPanel(
            settings, PRESETS, on_change=self._follow, on_show=on_show, kept=KEPT, disabled=self._disabled
        )
        self.runs = KeptRuns(banner, self._keep, self.go_on, self.bring_back, self._before_this)
        self.own = OwnPictures(banner, lambda: self.panel.show(self.panel.settings))
        self.bar = RunBar(step_unit="snapshot", steps=(1,))
        self._pictures = Picture(
            900,
            "photos that no training sees, painted, and made photos again",
            "Top: photos that were never trained on. Middle: painted. Bottom: made photos again.",
        )
        across, up = charts.axes([], [], "loss")
        self._four = Chart("The four losses", across, up, aspect=0.5)
        self._kept = Chart("Cycle and identity loss, unweighted", across, up, aspect=0.5, labels_beside=True)
        self._distance = Chart("Distance from the paintings", across, up, aspect=0.5)
        self.flow = DataFlow()
        views = (self._pictures, self._four, self._distance, self._kept)
        self.control = RunControl(
            self.bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(*views, *self.flow.views),
            figures=self._figures,
            on_end=self._end,
            share_done=share_done,
            on_drop=self._forget,
            remark=self._remark,
            hertz=PAINTED_A_SECOND,
        )
        shown = stack(
            "aip-views",
            self._pictures,
            stack("aip-two aip-level", self._four, self._distance),
            stack("aip-two aip-level", self._kept, self.flow.widget),
            self.runs.widget,
            self.own.widget,
        )
        self.dashboard = page(dashboard(self.bar, self.panel.knobs, shown))
        album.take(self._said_of_run, shown)
        banner.watch(self.dashboard)

    @property
    def trained(self) -> StudySettings:
        """The settings of the run on the page."""
        return self._run.settings

    @property
    def settings(self) -> StudySettings:
        """The knobs as they stand."""
        return self.panel.settings

    def replay(self) -> None:
        """Show the recorded run."""
        self._take_up(OnPage(self._recorded.settings))
        self.control.show_recorded(self._recorded)

    def watch(self, changes: dict[str, Any]) -> None:
        """Do a run with these changes, on the pictures that ship, where it can be watched."""
        self.control.drop()
        self.panel.take(StudySettings(**changes))
        self._as_shipped = True
        try:
            self.control.run()
        finally:
            self._as_shipped = False

    def go_on(self, kept: Kept) -> None:
        """Do the steps that are left of a run, from where it stands; CheckpointError if it can't be."""
        self._refuse_if_active()
        settings = kept.to_go_on(self.own.pair(kept.settings.swatch), self.settings.steps)
        self._next = kept
        try:
            self.control.drop()
            self.panel.take(settings)
            self.control.run()
        finally:
            self._next = None

    def bring_back(self, kept: Kept) -> None:
        """Show a run as it stands, and its knobs; CheckpointError while another is on."""
        self._refuse_if_active()
        self.control.drop()
        pair = None
        with suppress(OwnPicturesError):
            pair = self.own.pair(kept.settings.swatch)
        self._take_up(OnPage.brought_back(kept, pair))
        self.panel.take(kept.settings)
        self.control.show_again(kept.moments)

    @property
    def went_on(self) -> tuple[tuple[int, int], ...]:
        """Where the run on the page was gone on with; see `Kept`."""
        return self._run.went_on

    def view(self) -> RunView[StudySettings, Moment]:
        """The run on the page, with the moments before it was gone on with."""
        view = self.control.view(self.trained)
        earlier = self._run.earlier
        return replace(view, history=[*earlier, *view.history], shown=len(earlier) + view.shown)

    def _refuse_if_active(self) -> None:
        if self.control.active:
            raise CheckpointError("A run is on already. Keep it if you want it, press Stop, then do this.")

    def _keep(self) -> Kept:
        """The run of the visitor as it stands. Raises CheckpointError if there is none."""
        return self._run.kept(self.view().history)

    def _before_this(self) -> Kept:
        """The visitor's run that was on the page before; its button waits until there was one."""
        assert self._run_before is not None
        return self._run_before

    def _follow(self, change: Change[StudySettings]) -> None:
        self.control.follow(change)

    def _make_job(self) -> Job[Moment]:
        settings = self.settings
        pair = bundle.shipped(settings.swatch) if self._as_shipped else self.own.pair(settings.swatch)
        self._keep_before()
        self._take_up(OnPage.begun(settings, pair, self._next))
        return Job(
            study,
            self.trained,
            None,
            pair,
            self._run.stand,
            max_steps=max(self.trained.steps // (self.trained.steps // SNAPSHOTS or 1), 1) + 3,
            max_seconds=MAX_RUN_SECONDS,
            seed=self.trained.seed,
            slot=self._slot,
            prepare=device.configure,
        )

    def _take_up(self, run: OnPage) -> None:
        if not run.compares_with(self._run):
            self._before = []
        self._run = run
        self._on_show()

    def _forget(self) -> None:
        self._keep_before()
        self._take_up(self._run.forgotten())

    def _keep_before(self) -> None:
        """Keep the run on the page: for the chart of the next, and to show it again.

        One that is gone on with is no other run.
        """
        if self._next is not None:
            return
        if len(history := self.view().history_shown) > 1:
            self._before = list(history)
        with suppress(CheckpointError):  # none of the visitor's
            self._run_before = self._keep()
            self.runs.back.disabled = False

    def _end(self, job: Job[Moment]) -> None:
        if not self.control.recorded and job.snapshot is not None and job.snapshot.painter:
            self._on_trained(self.trained, job.snapshot)

    def _said_of_run(self) -> str:
        recorded = "Recorded. " if self.control.recorded else ""
        shown: Moment | None = self.control.shown
        return f"{recorded}{as_words(self.trained)}. Trained on {trained_on(self.trained, shown)}."

    def _remark(self, job: Job[Moment]) -> str:
        if self.control.recorded:
            return self._recorded.remark(self.settings)
        if job.loading:
            return "Loading TensorFlow and building four networks takes some seconds."
        back = "" if self._run_before is None else f"“{RUN_BEFORE}” brings back yours from before."
        return " ".join(filter(None, (self._run.said(self.control.shown, job.state), back)))

    # The painter's work.

    def _paint(self) -> None:
        history = self.view().history_shown
        shown: Moment | None = self.control.shown
        self._pictures.show(self._run.rows(shown))
        self._four.show(**charts.losses(history, charts.FOUR))
        self._kept.show(**charts.losses(history, charts.KEPT_TERMS, "loss, pixels −1 to 1"))
        of = self._recorded if self.control.recorded or shown is None else shown
        self._distance.show(
            **charts.distances(history, of.untouched, of.alike, self._before, self._told("few"))
        )
        self.flow.tell(shown)

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        if job is None or shown is None:
            return []
        found = [["step", f"{shown.step:,} of {shown.steps:,}"], ["distance", f"{shown.distance:,.0f}"]]
        newest: Moment = self.control.newest
        first = self._run.first_step
        if job.state is State.RUNNING and newest.step > first:
            each = job.seconds_since_first / (newest.step - first)
            found.append(["s/step", f"{each:.2f}"])
            found.append(["left", about(each * (newest.steps - newest.step))])
        return found

    def _disabled(self, settings: StudySettings) -> dict[str, str]:
        """Knobs without effect under these settings, and why."""
        own = {"swatch": "Your own paintings are trained on."} if self.own.paintings.heap.pictures else {}
        if settings.generator == "unet":
            return own | dict.fromkeys(("blocks", "upsampling"), "Only residual generators have it.")
        return own | {"levels": "Only a U-Net has it."}
