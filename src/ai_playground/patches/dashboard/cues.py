"""How many places are right as one trace of the lens after another is taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ai_playground.jobs import Job, RunSlot
from ai_playground.lesson.recording import RecordingError
from ai_playground.page.layout import card, page
from ai_playground.page.run_control import RunControl
from ai_playground.patches.cues import AMONG, CHANCE, CUES, Cue, Measured, measure
from ai_playground.patches.dashboard.shared_locator import SharedLocator
from ai_playground.patches.recorded_maps import recorded_cues
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.settings import as_words
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import Layer, bar, rule
from ai_playground.ui.run_bar import RunBar

WIDE, NARROW = 22.0, 8.0
"""Of the bars, px."""
ROWS = [-0.6, len(CUES) + 0.1]
"""With room above the first bar for the word "chance", on a phone as well."""
GIVES_AWAY: Mapping[str, tuple[str, ...]] = {
    "whole": (),
    **dict.fromkeys(("nothing", "nothing_grey"), ("content",)),
    **dict.fromkeys(("no_fringes", "no_shade", "grey"), ("content", "cue")),
}
"""Questions that a cue's bar answers in full or in part, by the cue's name."""


class Cues:
    """The bars: of the recording until something is measured.

    Args:
        banner: Where what goes wrong is explained.
        networks: Who is asked.
        slot: The queue to compute in.
        lens: The lens that things are taken away from.
        answered: Whether a question was answered, by its name: until then the bars that answer it are hidden.

    Attributes:
        control: The run.
        section: The section that shows it.
    """

    def __init__(
        self,
        banner: Banner,
        networks: SharedLocator,
        slot: RunSlot,
        lens: Callable[[], LensSettings],
        answered: Callable[[str], bool],
    ) -> None:
        self._networks, self._slot, self._lens, self._answered = networks, slot, lens, answered
        self._measured_lens = LensSettings()
        self._bar = RunBar(steps=(), go="Measure", timeline=False)
        self._chart = Chart(
            "Places that the network gets right",
            {"label": f"% of {16 * len(PHOTOS)} patches", "domain": [0.0, 100.0]},
            {"domain": ROWS},
            description="How many patches are placed right, with one trace of the lens after another gone",
            aspect=0.55,
            hint=f"Wide: the first guess, by chance {100 * CHANCE:.0f} %. Thin: one of the best {AMONG}, by "
            f"chance {100 * AMONG * CHANCE:.0f} %: the dashed lines. {len(PHOTOS)} photos of "
            "the page, sixteen patches each.",
        )
        self.control = RunControl(
            self._bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self._chart,),
            figures=self._figures,
            remark=self._remark,
        )
        self.section = page(card(self._bar, self._chart))
        banner.watch(self.section)
        self._paint()

    def said(self) -> str:
        """What the bars are of."""
        if self.control.shown is None:
            return f"Recorded. Lens: {as_words(LensSettings())}."
        return f"Lens: {as_words(self._measured_lens)}."

    def show(self) -> None:
        """Draw what may be shown by now."""
        self.control.paint_now()

    def _make_job(self) -> Job[Measured]:
        self._measured_lens = self._lens()
        return Job(
            measure,
            self._networks.heat_maps,
            [partial(sample, photo.name) for photo in PHOTOS],
            self._measured_lens,
            max_steps=len(CUES) + 2,
            slot=self._slot,
        )

    def _paint(self) -> None:
        measured: Measured | None = self.control.shown
        if self.control.job is None:
            self._bar.message = (
                "Recorded, with the plain lens. Measure asks anew, with the lens of the knobs."
            )
        if measured is None:
            try:
                measured = recorded_cues()
            except RecordingError as error:
                if self.control.job is None:
                    self._bar.message = str(error)
                return
        shown = [place for place in range(len(measured.right)) if self._may_be_shown(CUES[place])]
        layers: list[Layer] = [
            rule("x", 100 * CHANCE, "chance", "mute"),
            rule("x", 100 * AMONG * CHANCE, "", "mute"),
        ]
        for place in shown:
            y = len(CUES) - 1.0 - place
            first, wider = 100 * measured.right[place], 100 * measured.among[place]
            layers += [bar(y, wider, "before", NARROW), bar(y, first, "now", WIDE)]
        names = [
            f"{cue.label}, {100 * measured.right[place]:.0f} %" if place in shown else cue.label
            for place, cue in enumerate(CUES)
        ]
        hidden = len(measured.right) > len(shown)
        self._chart.show(
            y_axis={"domain": ROWS, "names": names[::-1]},
            layers=layers,
            caption=[["The other bars appear when their questions are answered.", "mute"]] if hidden else [],
        )

    def _remark(self, job: Job[Measured]) -> str:
        if job.steps_done < 2 and not job.state.ended:
            return "Loading TensorFlow and the network takes some seconds."
        told = f"Lens: {as_words(self._measured_lens).lower()}."
        moved = self._measured_lens != self._lens()
        return f"{told} The knobs have moved since: measure anew." if moved else told

    def _may_be_shown(self, cue: Cue) -> bool:
        """Whether its bar gives away no question that is still open."""
        return all(map(self._answered, GIVES_AWAY[cue.name]))

    def _figures(self) -> list[list[str]]:
        shown: Measured | None = self.control.shown
        return [["photos", f"{shown.done} of {shown.of}"]] if shown is not None else []
