"""The small training on the page: its flaws as switches, run bar, curves, and what the network answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.lesson.text import about, rounded
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query
from ai_playground.page.layout import dashboard, page, stack
from ai_playground.page.run_control import RunControl
from ai_playground.page.run_view import RunView
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.patches.dashboard import charts
from ai_playground.patches.dashboard.claims_table import ClaimsTable
from ai_playground.patches.dashboard.drawn_cells import how_often, sixteen_maps
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.presets import KEPT, PRESETS
from ai_playground.patches.recording import RECORDED, load_recording
from ai_playground.patches.study import SNAPSHOTS, study
from ai_playground.patches.study_data import HELD_OUT, photo
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_networks import SMALL
from ai_playground.patches.study_settings import StudySettings
from ai_playground.settings import as_words, from_query
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.picture import Picture
from ai_playground.ui.run_bar import RunBar

MAX_RUN_SECONDS = 3600.0
PAINTED_A_SECOND = 2.0
NO_PATCHES = "A thumbnail has no patches."


class Training:
    """One run and what is shown of it.

    Args:
        banner: Where what goes wrong is explained.
        slot: The queue to compute in.
        album: Takes up the charts and pictures.
        on_show: Called when the page's address and code have to follow.

    Attributes:
        panel: The knobs.
        bar: The run bar.
        control: The run.
        trained: Its settings.
        claims: What the report says; a finished run fills the rows that it tests.
        dashboard: All of it, for a cell of the notebook.
        notices: Sentences about what the page's address asks for in vain.
    """

    def __init__(
        self,
        banner: Banner,
        slot: RunSlot,
        album: Album,
        on_show: Callable[[], None],
    ) -> None:
        self._slot = slot
        settings, self.notices = from_query(StudySettings, address_query())
        self._recorded = load_recording("report")
        self.trained = self._recorded.settings
        self._before: list[Moment] = []
        self.panel = SettingsPanel(
            settings, PRESETS, on_change=self._follow, on_show=on_show, kept=KEPT, disabled=without_effect
        )
        self.bar = RunBar(step_unit="snapshot", steps=(1,))
        empty = (
            {"label": "step", "log": False, "domain": [0, 1]},
            {"label": "", "log": False, "domain": [0, 1]},
        )
        self._losses = Chart(
            "Loss",
            *empty,
            aspect=0.66,
            hint="A flaw changes what is counted, so only losses with the same flaws compare. Over the wrong "
            "axis answers are shared among all patches of a step in the place of sixteen cells: one that "
            "knows nothing has another loss. After the ReLU the loss of a patch is at most "
            f"{-np.log(SMALL):.1f}.",
        )
        self._shares = Chart("Patches put into their cell", *empty, aspect=0.66)
        self._spreads = Chart("How much its answers differ", *empty, aspect=0.66)
        self._rectangles = Chart("The rectangle, photos held out", *empty, aspect=0.66)
        self._photo = photo(HELD_OUT[0])
        self._maps = Picture(
            640,
            "heat maps of sixteen patches of a photo that it never learned from",
            "On each cell the map of its patch. Bright: likely. Outlined: the true cell.",
        )
        self._answers = Picture(
            640,
            "how often each cell is the answer",
            "Of all patches held out. Bright: most often. Dark: never.",
        )
        pictures = (self._maps, self._answers)
        curves = (self._spreads, self._shares, self._losses, self._rectangles)
        self.control = RunControl(
            self.bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(*pictures, *curves),
            figures=self._figures,
            on_end=self._end,
            on_drop=self._drop,
            remark=self._remark,
            hertz=PAINTED_A_SECOND,
        )
        shown = stack(
            "aip-views",
            stack("aip-two aip-level", *pictures),
            stack("aip-two aip-level", self._spreads, self._shares),
            stack("aip-two aip-level", self._losses, self._rectangles),
        )
        self.claims = ClaimsTable(self._test)
        self.dashboard = page(dashboard(self.bar, self.panel.knobs, shown))
        album.take(self._said_of_run, shown)
        banner.watch(self.dashboard, self.claims.section)

    @property
    def settings(self) -> StudySettings:
        """The knobs as they stand."""
        return self.panel.settings

    def replay(self) -> None:
        """Show the recorded run of the report's network."""
        self.control.show_recorded(self._recorded)

    def watch(self, changes: Mapping[str, Any]) -> None:
        """Do a run where it can be watched: the report's settings with these changes, or a recorded run's."""
        self.control.drop()
        self.panel.take(StudySettings(**RECORDED.get(changes.get("recorded", ""), changes)))
        self.control.run()

    def _test(self, name: str, changes: Mapping[str, Any]) -> None:
        """Do the run that tests a claim."""
        self.control.drop()
        self.panel.take(StudySettings(**changes))
        self.claims.busy(name)
        self.control.run()

    def view(self) -> RunView[StudySettings, Moment]:
        """The run on the page."""
        return self.control.view(self.trained)

    def _follow(self, change: Change[StudySettings]) -> None:
        self.control.follow(change)

    def _make_job(self) -> Job[Moment]:
        self._keep_before()
        settings = self.settings
        if settings.network != self.trained.network:
            self._before = []  # a spread of patches and one of rectangles don't compare
        self.trained = settings
        return Job(
            study,
            settings,
            # The last steps may make one more than those that are evenly spaced.
            max_steps=settings.steps // max(settings.steps // SNAPSHOTS, 1) + 3,
            max_seconds=MAX_RUN_SECONDS,
            seed=settings.seed,
            slot=self._slot,
            prepare=device.configure,
        )

    def _drop(self) -> None:
        self.claims.free()
        self._keep_before()

    def _keep_before(self) -> None:
        """Keep the run on the page for the charts of the next, if there is one to draw."""
        if len(history := self.view().history_shown) > 1:
            self._before = list(history)

    def _end(self, job: Job[Moment]) -> None:
        self.claims.free()
        last = job.snapshot
        # Not whether the job is done: a limit of time ends it as done, too.
        if last is not None and last.step == last.steps and not self.control.recorded:
            self.claims.fill_from(self.trained, [moment for _, moment in job.history])

    def _said_of_run(self) -> str:
        recorded = "Recorded. " if self.control.recorded else ""
        return f"{recorded}{as_words(self.trained)}. Photos that ship, seen through a simulated lens."

    def _remark(self, job: Job[Moment]) -> str:
        if self.control.recorded:
            return self._recorded.remark(self.settings)
        return "Loading TensorFlow takes some seconds." if job.loading else ""

    # The painter's work.

    def _paint(self) -> None:
        history = self.view().history_shown
        if history:
            self._show_pictures(history[-1])
        self._spreads.show(**charts.spreads(history, self._before))
        self._shares.show(**charts.shares(history, self._before))
        self._losses.show(**charts.losses(history, self.trained))
        self._rectangles.show(**charts.rectangles(history))
        self._rectangles.layout.display = "none" if self.trained.network == "patches" else ""

    def _show_pictures(self, shown: Moment) -> None:
        """A network without patches has neither map."""
        maps, counts = shown.heat_maps, shown.answers
        self._maps.show(sixteen_maps(self._photo, maps.astype(np.float32)) if len(maps) else self._photo)
        counts = counts if len(counts) else np.zeros(PATCHES, np.int32)
        self._answers.show(how_often(counts, self._photo))

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        if job is None or shown is None:
            return []
        found = [["step", f"{shown.step:,} of {shown.steps:,}"], ["spread", rounded(shown.spread, 2)]]
        newest: Moment = self.control.newest
        if job.state is State.RUNNING and newest.step:
            left = job.seconds_since_first / newest.step * (newest.steps - newest.step)
            found.append(["left", about(left)])
        return found


def without_effect(settings: StudySettings) -> dict[str, str]:
    """Knobs without effect under these settings, and why."""
    match settings.network:
        case "patches":
            return {}
        case "thumbnail":
            return dict.fromkeys(("labels_as_cut", "mix"), NO_PATCHES)
    return {"mix": "Here a step has all patches of its photos, to tell a rectangle."}
