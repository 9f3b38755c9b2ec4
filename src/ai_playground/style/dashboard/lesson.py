"""The page of the style lesson: choices, settings, run and views, wired together."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ai_playground.jobs import Job, RunSlot, State, device, replay
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query, hidden_knobs, with_hidden_knobs
from ai_playground.page.layout import dashboard, page
from ai_playground.page.run_control import RunControl, Speed
from ai_playground.pictures import Pixels
from ai_playground.serving.catalogue import lesson_called
from ai_playground.settings import as_words, describe, to_query
from ai_playground.style.dashboard.address import read_address
from ai_playground.style.dashboard.choices import Choices, Chosen
from ai_playground.style.dashboard.sections import RunState, Sections
from ai_playground.style.dashboard.sheets import Sheets
from ai_playground.style.dashboard.views import Views
from ai_playground.style.download import ShowProgress, weights_file
from ai_playground.style.estimate import estimate, refuse_if_too_large, usual_rate
from ai_playground.style.export import settings_from_png
from ai_playground.style.guidance import about, cost_of, disabled_knobs
from ai_playground.style.inputs import Style
from ai_playground.style.layers import LayerError
from ai_playground.style.precision import Arithmetic, arithmetic
from ai_playground.style.presets import KEEPING, PRESETS
from ai_playground.style.recording import load_recording
from ai_playground.style.schedule import stages
from ai_playground.style.settings import LIVE, StyleSettings
from ai_playground.style.transfer import Snapshot, check, stylize
from ai_playground.ui import Banner, Knobs, RunBar, Theme

# Pictures are large: that many make a timeline, and take some 30 MB at 512 px.
KEPT_SNAPSHOTS = 60
PICTURES_A_SECOND = 3.0
MAX_RUN_SECONDS = 3600.0
SLOT = RunSlot("long")
# The gallery's sliders turn this knob.
TURNED_ELSEWHERE = "style_blend"


@dataclass(frozen=True, eq=False)
class Painted:
    """What the run on the page was made of at its start, and why it began if nobody pressed Run."""

    chosen: Chosen
    settings: StyleSettings
    why: str = ""


class StyleLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        settings: The knobs as they stand.
        choices: The galleries.
        painted: Pictures of the run on the page, and its settings at the start; each snapshot has its own.
        dashboard: Run bar, knobs, the picture with the galleries beside it, its curves.
        sheets: The authors' experiments.
        quiz: Predictions to make and check.
        formulas: Each formula beside the code that does it.
        exercises: Goals to reach with the knobs.
        take_home: Downloads, code and link for what is on the page.
    """

    def __init__(self) -> None:
        self.banner = Banner()
        self._downloading = self._why = ""
        self._rates: dict[Arithmetic, float] = {}
        self.choices = Choices(self.banner, self._choose)
        self.settings, notices = read_address(address_query(), self.choices)
        recording = load_recording()
        self._recorded = recording
        self.painted = Painted(self.choices.of(recording.content, recording.styles), recording.settings)
        self._knobs = Knobs(
            [knob.as_schema() for knob in describe(StyleSettings) if knob.name != TURNED_ELSEWHERE],
            self.settings.model_dump(),
            [preset.as_schema() for preset in PRESETS],
        )
        self._knobs.on_change(self._turn)
        self._knobs.on_preset(self._choose_preset)
        self._knobs.on_undo(lambda values: self._bring_back(StyleSettings(**values)))
        self._bar = RunBar(step_unit="step", steps=(1, 10, 50))
        self._views = Views()
        self._views.picture.on_file(self._open_result)
        self.control = RunControl(
            self._bar,
            self.banner,
            make_job=self._make_job,
            paint=self._paint,
            views=self._views.painted,
            figures=self._figures,
            speeds=(Speed("full", "Full speed", lambda: None), Speed("slow", "Slow motion", lambda: 2.0)),
            on_end=self._learn_rate,
            remark=self._remark,
            hertz=PICTURES_A_SECOND,
        )
        self.dashboard = page(
            Theme(),
            self.banner,
            dashboard(self._bar, self._knobs, self._views.lay_out(self.choices.widget, self.choices.regions)),
        )
        self._sheets = Sheets(self.banner, SLOT, self.choices, lambda: self.settings, self._open_cell)
        self.sheets = self._sheets.widget
        album = Album(lesson_called("style"))
        album.take(self._said_of_run, *self._views.painted)
        album.take(self._sheets.said, self.sheets)
        self._sections = Sections(self._run_state, self.choices, SLOT, album)
        self.quiz, self.formulas = self._sections.quiz, self._sections.formulas
        self.exercises, self.take_home = self._sections.exercises, self._sections.take_home
        self.banner.watch(self.dashboard, *self._sections.widgets)
        self._set(self.settings)
        self.control.answer_at_once()
        if notices:
            self.banner.show(" ".join(notices), tone="note")

    # Callbacks of the knobs and galleries.

    def _turn(self, name: str, value: Any) -> None:
        before = self.settings
        try:
            self._take(before.changed(**{name: value}), f"{name.replace('_', ' ')} {value}")
        except ValueError:
            self._set(before)
            raise

    def _choose_preset(self, name: str) -> None:
        changes = next(preset.changes for preset in PRESETS if preset.name == name)
        keeps = bool(changes) and KEEPING.issuperset(changes)
        base = self.settings if keeps else StyleSettings(style_blend=self.settings.style_blend)
        self._take(base.changed(**changes), "")

    def _choose(self, other_pictures: bool) -> None:
        settings = self.settings.changed(style_blend=self.choices.blend)
        if other_pictures:
            self._set(settings)
            self._begin_anew("pictures")
        else:
            self._take(settings, f"shares {settings.style_blend or 'equal'}")

    def _open_cell(self, settings: StyleSettings, chosen: Chosen) -> None:
        """Take up settings and pictures of a cell of the sheet."""
        before = self.choices.now()
        self.choices.show(chosen.photo, chosen.styles, settings)
        settings = settings.changed(style_blend=self.choices.blend)
        now = self.choices.now()
        if (now.photo, now.styles) == (before.photo, before.styles):
            self._take(settings, "")
        else:
            self._set(settings)
            self._begin_anew("pictures")

    def _open_result(self, name: str, content: bytes) -> None:
        """A picture that was taken home brings its knobs back; any other becomes the photograph."""
        settings = settings_from_png(content)
        if settings is None:
            self.choices.take_file("photos", name, content)
        else:
            self.banner.clear()
            self._bring_back(settings)

    def _bring_back(self, settings: StyleSettings) -> None:
        """Take up settings of before, their shares too if they are for as many styles as are chosen now."""
        with suppress(LayerError):
            self.choices.show(self.choices.photos.chosen[0], self.choices.styles.chosen, settings)
        self._take(settings.changed(style_blend=self.choices.blend), "")

    # One way in for every change of settings.

    def _take(self, settings: StyleSettings, note: str) -> None:
        """Take up settings: in mid-run where they are live, else for the next run."""
        check(self.choices.now().paintings, settings)
        turned = [name for name, value in settings if value != getattr(self.settings, name)]
        kept = [name.replace("_", " ") for name in turned if name not in LIVE]
        self._set(settings)
        if self.control.active and not kept:
            self.control.change(settings, note)
            self.control.paint_now()
        else:
            self._begin_anew(", ".join(kept))

    def _begin_anew(self, kept: str) -> None:
        """A run that is on gives way, as it can't change what is `kept`; else say what one would cost."""
        if self.control.active:
            self._why = f"Begun anew: a run keeps its {kept}."
            self.control.drop()
            try:
                self.control.run()
            finally:
                self._why = ""
        elif self.control.job is None:
            self.control.paint_now()
        else:
            self._bar.message = self._cost()

    def _set(self, settings: StyleSettings) -> None:
        self.settings = settings
        self._knobs.values = settings.model_dump()
        self._knobs.active_preset = next(
            (preset.name for preset in PRESETS if settings == StyleSettings(**preset.changes)), ""
        )
        disabled = disabled_knobs(settings)
        folded = {knob["name"] for knob in self._knobs.schema if knob["more"]}
        self._knobs.hidden = [
            *hidden_knobs(),
            *(name for name in disabled if name not in folded),
        ]
        self._knobs.disabled = {name: reason for name, reason in disabled.items() if name in folded}
        query = "&".join(filter(None, [to_query(settings), self.choices.as_query()]))
        self._sections.show_settings(settings, with_hidden_knobs(query))

    # The run.

    def _make_job(self, may_wait: bool) -> Job[Snapshot]:
        if not may_wait:
            snapshots = self._recorded.snapshots
            return Job(replay, snapshots, max_steps=len(snapshots) + 1)
        chosen = self.choices.now()
        check(chosen.paintings, self.settings)
        planned = stages(self.settings, *chosen.content.shape[:2])
        refuse_if_too_large(self.settings, chosen.content.shape[:2])
        self.painted = Painted(chosen, self.settings, self._why)
        return Job(
            paint,
            chosen.content,
            chosen.paintings,
            self.settings,
            self._show_download,
            max_steps=sum(stage.iterations for stage in planned) + 2,
            max_seconds=MAX_RUN_SECONDS,
            seed=self.settings.seed,
            history_limit=KEPT_SNAPSHOTS,
            slot=SLOT,
            prepare=device.configure,
        )

    def _show_download(self, done: int, total: int) -> None:
        of = f" of {total / 1e6:.0f}" if total else ""
        self._downloading = f"Downloading the network: {done / 1e6:.0f}{of} MB." if done < total else ""

    def _remark(self, job: Job[Snapshot]) -> str:
        if self.control.answered_at_once:
            return f"{self._recorded.told} {self._cost()}"
        if job.state.ended:
            return self._cost()
        loading = self._downloading or "Loading TensorFlow and the network takes some seconds."
        return f"{self.painted.why} {'' if job.snapshot else loading}".strip()

    def _cost(self) -> str:
        shape = self.choices.now().content.shape[:2]
        rate = self._rates.get(arithmetic(self.settings))
        return cost_of(self.settings, shape, rate or usual_rate(self.settings, device.available_cores()))

    def _learn_rate(self, job: Job[Snapshot]) -> None:
        """What this machine does in a second, for the next promise; a paced or short run tells nothing."""
        if job.pace is None and job.steps_done > 10 and not self.control.answered_at_once:
            settings, shape = self.painted.settings, self.painted.chosen.content.shape[:2]
            cost = estimate(settings, shape)
            done = cost.operations * (cost.share_done(job.steps_done - 1) - cost.share_done(0))
            self._rates[arithmetic(settings)] = done / max(job.seconds_since_first, 1e-3)

    def _said_of_run(self) -> str:
        """What the picture and the curves on the page are of."""
        shown = self.control.shown
        settings = self.painted.settings if shown is None else shown.settings
        recorded = "Recorded. " if self.control.answered_at_once else ""
        return f"{recorded}{self.choices.named(self.painted.chosen)}. {as_words(settings)}."

    def _run_state(self) -> RunState:
        return RunState(self.control.history_shown(), self.control.answered_at_once, self.control.active)

    # The painter's work.

    def _paint(self) -> None:
        job = self.control.job
        marks = [] if job is None else list(job.marks)
        if job is None:
            self._bar.message = self._cost()
            self._views.show_photograph(self.choices.now().content)
        self._views.paint(self.painted.chosen, self.control.shown, self.control.history_shown(), marks)

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        if job is None or shown is None:
            return []
        found = [["step", f"{shown.step:,} of {shown.steps:,}"], ["loss", f"{shown.loss:.4g}"]]
        if job.state is State.RUNNING:
            found.append(["s/step", f"{1 / max(job.steps_per_second, 1e-9):.2f}"])
            cost = estimate(self.painted.settings, self.painted.chosen.content.shape[:2])
            left = cost.seconds_left(self.control.newest.step, job.seconds_since_first)
            if left is not None:
                found.append(["left", about(left)])
        return found


def paint(
    content: Pixels, styles: Sequence[Style], settings: StyleSettings, show_progress: ShowProgress
) -> Generator[Snapshot, StyleSettings | None, None]:
    """`stylize`, with the network's weights downloaded first where they have to be."""
    yield from stylize(content, styles, settings, weights_file(settings.network, show_progress))
