"""The page of the style lesson: choices, settings, run and views, wired together."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.lesson.text import about
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query
from ai_playground.page.layout import dashboard, page
from ai_playground.page.playback import Speed
from ai_playground.page.run_control import RunControl
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.perceptual.download import ShowProgress, weights_file
from ai_playground.perceptual.layers import LayerError
from ai_playground.perceptual.precision import Arithmetic
from ai_playground.pictures import Pixels
from ai_playground.settings import as_words
from ai_playground.style.dashboard.address import read_address
from ai_playground.style.dashboard.choices import Choices, Chosen
from ai_playground.style.dashboard.grids import Grids
from ai_playground.style.dashboard.sections import make_sections
from ai_playground.style.dashboard.views import Views
from ai_playground.style.descriptor import arithmetic
from ai_playground.style.estimate import Estimate, estimate, refuse_if_too_large, usual_rate
from ai_playground.style.export import as_python, settings_from_png
from ai_playground.style.inputs import Style
from ai_playground.style.knob_rules import cost_of, disabled_knobs
from ai_playground.style.presets import PRESETS
from ai_playground.style.quiz import QuizRun
from ai_playground.style.recording import load_recording
from ai_playground.style.schedule import stages
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot, check, stylize
from ai_playground.ui.banner import Banner
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.theme import Theme

# Pictures are large: that many make a timeline, and take some 30 MB at 512 px.
KEPT_SNAPSHOTS = 60
PICTURES_A_SECOND = 3.0
MAX_RUN_SECONDS = 3600.0
SLOT = RunSlot("long")
# The choosers' sliders turn this knob.
TURNED_ELSEWHERE = ("style_blend",)


@dataclass(frozen=True, eq=False)
class RunInputs:
    """What the run on the page was made of at its start."""

    chosen: Chosen
    settings: StyleSettings

    @cached_property
    def cost(self) -> Estimate:
        """What the run was to cost."""
        return estimate(self.settings, self.chosen.content.shape[:2])


class StyleLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        choices: The choosers.
        inputs: Pictures of the run on the page, and its settings at the start; each snapshot has its own.
        dashboard: Run bar, knobs, the picture with the choosers beside it, its curves.
        experiments: The authors' experiments.
        grids: The same as the page shows them.
        quiz: Predictions to make and check.
        formulas: Each formula beside the code that does it.
        exercises: Goals to reach with the knobs.
        take_home: Downloads, code and link for what is on the page.
    """

    def __init__(self) -> None:
        self.banner = Banner()
        self._downloading = ""
        self._rates: dict[Arithmetic, float] = {}
        self._watched: Chosen | None = None  # pictures of a question's run that is about to begin
        self.choices = Choices(self.banner, self._choose)
        settings, notices = read_address(address_query(), self.choices)
        recording = load_recording()
        self._recorded = recording
        self.inputs = RunInputs(self.choices.of(recording.content, recording.styles), recording.settings)
        self.panel = SettingsPanel(
            settings,
            PRESETS,
            on_change=self._follow,
            on_show=self._show_code,
            kept=TURNED_ELSEWHERE,
            turned_elsewhere=TURNED_ELSEWHERE,
            disabled=disabled_knobs,
            on_undo=self._bring_back,
        )
        self.bar = RunBar(step_unit="step", steps=(1, 10, 50))
        self.views = Views()
        self.choices.photos.take_from(self.views.picture, unless=self._open_result)
        self.control = RunControl(
            self.bar,
            self.banner,
            make_job=self._make_job,
            paint=self._paint,
            views=self.views.painted,
            figures=self._figures,
            speeds=(Speed("full", "Full speed", lambda: None), Speed("slow", "Slow motion", lambda: 2.0)),
            on_end=self._learn_rate,
            remark=self._remark,
            hertz=PICTURES_A_SECOND,
        )
        self.dashboard = page(
            Theme(),
            self.banner,
            dashboard(
                self.bar,
                self.panel.knobs,
                self.views.lay_out(self.choices.widget, self.choices.regions),
            ),
        )
        album = Album(lesson_called("style"))
        album.take(self._said_of_run, *self.views.painted)
        self.sections = make_sections(
            lambda: self.control.view(self.inputs.settings),
            lambda: self.inputs.chosen,
            self.choices,
            SLOT,
            album,
            self._watch,
        )
        self.experiments = Grids(
            self.banner, SLOT, self.choices, lambda: self.settings, self._open_cell, self.sections.answered
        )
        self.sections.on_answer(self.experiments.run.conclude)
        self.grids = self.experiments.widget
        album.take(self.experiments.said, self.grids)
        self.quiz, self.formulas = self.sections.quiz, self.sections.formulas
        self.exercises, self.take_home = self.sections.exercises, self.sections.take_home
        self.banner.watch(self.dashboard, *self.sections.widgets)
        self.panel.show(settings)
        self.control.show_recorded(recording)
        if notices:
            self.banner.show(" ".join(notices), tone="note")

    @property
    def settings(self) -> StyleSettings:
        """The knobs as they stand."""
        return self.panel.settings

    # Callbacks of the choosers.

    def _choose(self, other_pictures: bool) -> None:
        self._take_with_pictures(self.settings.changed(style_blend=self.choices.blend), other_pictures)

    def _open_cell(self, settings: StyleSettings, chosen: Chosen) -> None:
        """Take up settings and pictures of a cell of the grid."""
        before = self.choices.now()
        self.choices.show(chosen.photo, chosen.styles, settings)
        now = self.choices.now()
        settings = settings.changed(style_blend=self.choices.blend)
        self._take_with_pictures(settings, (now.photo, now.styles) != (before.photo, before.styles))

    def _watch(self, run: QuizRun) -> None:
        """Do a run that decides a question again, where it can be watched, without regions as before."""
        chosen = self.choices.first(run.photo, run.style)
        self.control.drop()
        self._open_cell(run.settings, chosen)
        self._watched = chosen
        self.control.run()

    def _take_with_pictures(self, settings: StyleSettings, other_pictures: bool) -> None:
        if not other_pictures:
            self.panel.take(settings)
            return
        self.panel.show(settings)
        if self.control.active:
            self.control.begin_anew(["pictures"])
        else:
            self._tell_cost()

    def _open_result(self, content: bytes) -> bool:
        """Bring back the knobs of a picture that was taken home; any other becomes the photograph."""
        settings = settings_from_png(content)
        if settings is None:
            return False
        self.banner.clear()
        self._bring_back(settings)
        return True

    def _bring_back(self, settings: StyleSettings) -> None:
        """Take up settings of before, their shares too if they are for as many styles as are chosen now."""
        with suppress(LayerError):
            self.choices.show(self.choices.photos.chosen[0], self.choices.styles.chosen, settings)
        self.panel.take(settings.changed(style_blend=self.choices.blend))

    # One way in for every change of settings.

    def _follow(self, change: Change[StyleSettings]) -> None:
        """Take up settings: in mid-run where they are live, else for the next run."""
        check(self.choices.now().paintings, change.after)
        if not self.control.follow(change):
            self._tell_cost()

    def _tell_cost(self) -> None:
        """Say what a run would cost now."""
        if self.control.job is None:
            self.control.paint_now()
        else:
            self.bar.message = self._cost()

    def _show_code(self) -> None:
        """Keep code, link and address of the page equal to its settings and pictures."""
        regions = any(style.mask is not None for style in self.choices.now().paintings)
        code = as_python(self.settings, *self.choices.files(), regions=regions)
        self.sections.show_code(code, self.panel.query(self.choices.as_query()))

    # The run.

    def _make_job(self) -> Job[Snapshot]:
        chosen, self._watched = self._watched or self.choices.now(), None
        check(chosen.paintings, self.settings)
        planned = stages(self.settings, *chosen.content.shape[:2])
        refuse_if_too_large(self.settings, chosen.content.shape[:2])
        self.inputs = RunInputs(chosen, self.settings)
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
        if self.control.recorded:
            return f"{self._recorded.told} {self._cost()}"
        if job.state.ended:
            return self._cost()
        if job.snapshot is not None:
            return ""
        return self._downloading or "Loading TensorFlow and the network takes some seconds."

    def _cost(self) -> str:
        shape = self.choices.now().content.shape[:2]
        rate = self._rates.get(arithmetic(self.settings))
        return cost_of(self.settings, shape, rate or usual_rate(self.settings, device.available_cores()))

    def _learn_rate(self, job: Job[Snapshot]) -> None:
        """What this machine does in a second, for the next promise; a paced or short run tells nothing."""
        if job.pace is None and job.steps_done > 10 and not self.control.recorded:
            rate = self.inputs.cost.rate(job.steps_done - 1, job.seconds_since_first)
            self._rates[arithmetic(self.inputs.settings)] = rate

    def _said_of_run(self) -> str:
        """What the picture and the curves on the page are of."""
        shown = self.control.shown
        settings = self.inputs.settings if shown is None else shown.settings
        recorded = "Recorded. " if self.control.recorded else ""
        return f"{recorded}{self.inputs.chosen.words}. {as_words(settings)}."

    # The painter's work.

    def _paint(self) -> None:
        job = self.control.job
        marks = [] if job is None else list(job.marks)
        if job is None:
            self.bar.message = self._cost()
            self.views.show_photograph(self.choices.now().content)
        self.views.paint(self.inputs.chosen, self.control.shown, self.control.history_shown(), marks)

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        if job is None or shown is None:
            return []
        found = [["step", f"{shown.step:,} of {shown.steps:,}"], ["loss", f"{shown.loss:.4g}"]]
        if job.state is State.RUNNING:
            found.append(["s/step", f"{1 / max(job.steps_per_second, 1e-9):.2f}"])
            left = self.inputs.cost.seconds_left(self.control.newest.step, job.seconds_since_first)
            if left is not None:
                found.append(["left", about(left)])
        return found


def paint(
    content: Pixels, styles: Sequence[Style], settings: StyleSettings, show_progress: ShowProgress
) -> Generator[Snapshot, StyleSettings | None, None]:
    """`stylize`, with the network's weights downloaded first where they have to be."""
    yield from stylize(content, styles, settings, weights_file(settings.network, show_progress))
