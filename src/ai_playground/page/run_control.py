"""Keeps one lesson's run, its run bar and its painter in step. Every lesson page uses this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from ai_playground.jobs import Job, Painter, State, replay
from ai_playground.lesson.recording import RecordedRun
from ai_playground.page.playback import FULL_SPEED, Speed, Timeline
from ai_playground.page.run_view import RunView
from ai_playground.page.settings_panel import Change
from ai_playground.ui.banner import Banner
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.widget import Widget, in_one_burst


def share_of_steps(job: Job[Any]) -> float:
    """How much of its work a run of equally long steps has done; one that is over may have needed fewer."""
    return 1.0 if job.state is State.DONE else min(job.steps_done / job.max_steps, 1.0)


class RunControl:
    """Wires a run bar to jobs.

    Args:
        bar: The run bar to serve.
        banner: Where a failed run is explained.
        make_job: Makes the job for the page's present settings. Called for every new run; one to answer a
            turned knob at once mustn't wait for its turn.
        paint: Paints the page from :attr:`shown`. Called by the painter only.
        views: The widgets that `paint` changes.
        figures: Figures for the right end of the run bar, as label and text.
        speeds: The playing speeds offered; the first is the default.
        share_done: Which share of its work a run has done, 0 to 1.
        on_end: Called once for each run that ends by itself, fails or is stopped, before its last paint.
        on_drop: Called whenever the run on the page is forgotten, such as for one with other settings.
        remark: What the run bar says about the job now, such as what it loads or how it ended; "" if nothing.
        hertz: How often a second the page is painted, at most: where cores are shared it costs the run time.

    Attributes:
        job: The run on the page; None without one.
        make_job: As given.
    """

    def __init__(
        self,
        bar: RunBar,
        banner: Banner,
        *,
        make_job: Callable[[], Job[Any]],
        paint: Callable[[], None],
        views: Sequence[Widget],
        figures: Callable[[], list[list[str]]],
        speeds: tuple[Speed, ...] = (FULL_SPEED,),
        share_done: Callable[[Job[Any]], float] = share_of_steps,
        on_end: Callable[[Job[Any]], None] = lambda _job: None,
        on_drop: Callable[[], None] = lambda: None,
        remark: Callable[[Job[Any]], str] = lambda _job: "",
        hertz: float = 10.0,
    ) -> None:
        self.job: Job[Any] | None = None
        self.make_job = make_job
        self._bar, self._banner = bar, banner
        self._painted = (bar, *views)
        self._paint_page, self._figures, self._on_end = paint, figures, on_end
        self._on_drop, self._remark, self._share_done = on_drop, remark, share_done
        self._speeds = {speed.name: speed for speed in speeds}
        self._timeline = Timeline()
        self._ended_job: Job[Any] | None = None
        self._previewed: Job[Any] | None = None
        self._recorded: Job[Any] | None = None
        # Why a run began that nobody asked for.
        self._why = ""
        self._painter = Painter(self._paint, hertz=hertz, on_error=banner.show_error)
        bar.speeds = [{"name": speed.name, "label": speed.label} for speed in speeds]
        bar.speed = speeds[0].name
        bar.on_run(lambda: self.run())
        bar.on_pause(self.pause)
        bar.on_resume(self.resume)
        bar.on_step(self.step)
        bar.on_stop(self.stop)
        bar.on_reset(self.reset)
        bar.on_seek(self.seek)
        bar.on_speed(self.set_speed)

    @property
    def active(self) -> bool:
        """Whether a run is on: running, paused or waiting its turn."""
        return self.job is not None and self.job.state.active

    @property
    def answered_at_once(self) -> bool:
        """Whether the run on the page answered a turned knob, rather than being asked for."""
        return self.job is not None and self.job is self._previewed

    @property
    def recorded(self) -> bool:
        """Whether the run on the page is one that ships with the package."""
        return self.job is not None and self.job is self._recorded

    @property
    def shown(self) -> Any:
        """The snapshot the page shows: the newest, or the one the timeline points at."""
        return next(reversed(self.history_shown()), None)

    @property
    def newest(self) -> Any:
        """The newest snapshot of the run on the page, whatever the timeline shows; None without a run."""
        return None if self.job is None else self.job.snapshot

    def history_shown(self) -> list[Any]:
        """The snapshots kept of this run, up to the one shown."""
        return list(self.view(None).history_shown)

    def view(self, settings: Any) -> RunView[Any, Any]:
        """What is on the page now, of a run that was begun with `settings`."""
        history = [] if self.job is None else self.job.history
        shown = 0 if not history else self._timeline.place_in(history) + 1
        return RunView(
            settings=settings,
            history=[snapshot for _, snapshot in history],
            shown=shown,
            recorded=self.recorded,
            active=self.active,
            seconds=0.0 if self.job is None else self.job.seconds,
        )

    def run(self, speed: str | None = None, why: str = "") -> None:
        """Start a run with the page's settings, unless one is on already.

        Args:
            speed: Name of the speed it is played at; None means as chosen.
            why: Said beside it, where nobody asked for it.
        """
        if not self.active:
            job = self.make_job()
            job.pace = self._speeds[speed or self._bar.speed].pace()
            self._take_up(job, why)
            self._go(job)

    def follow(self, change: Change[Any]) -> bool:
        """Have a run that is on follow a turned knob; return whether there was one.

        It takes up at its next step what it can; for the rest it gives way to a new run.
        """
        if not self.active:
            if self.recorded:
                self.paint_now()  # its remark says whether the knobs ask for another
            return False
        if change.kept_by_runs:
            self.begin_anew(change.kept_by_runs)
        else:
            self.take_up_live(change)
        return True

    def take_up_live(self, change: Change[Any]) -> None:
        """Hand changed settings to the run that is on; it takes them up at its next step."""
        if self.job is not None:
            self.job.change(change.after, str(change))
            self.paint_now()

    def begin_anew(self, kept: Sequence[str]) -> None:
        """Begin another run in the place of one that can't change what is `kept`, by names, and say so."""
        self.drop()
        self.run(why=f"Begun anew: a run keeps its {', '.join(kept).replace('_', ' ')}.")

    def show_recorded(self, run: RecordedRun[Any, Any]) -> None:
        """Show the end of a run that ships with the package, or say that it is missing."""
        if run.missing:
            self._banner.show(run.missing)
            self.paint_now()
        else:
            self._recorded = _replay(run.snapshots)
            self._show_at_once(self._recorded)

    def show_again(self, snapshots: Sequence[Any]) -> None:
        """Show the end of a run of the visitor's that was on a page before."""
        self._show_at_once(_replay(snapshots))

    def answer_at_once(self) -> None:
        """Run to the end in the caller, for runs too short to watch, and paint the result."""
        self._show_at_once(self.make_job())

    def step(self, count: int) -> None:
        """Do `count` steps more, then pause. Begins a run if none is on."""
        first = not self.active
        if first:
            self._take_up(self.make_job())
        assert self.job is not None
        self._timeline.follow()
        # An engine's first snapshot is its start, before any step.
        self._go(self.job, count + first)

    def pause(self) -> None:
        """Hold the run after its present step."""
        if self.job is not None:
            self.job.pause()
            self.paint_now()

    def resume(self) -> None:
        """Go on with a paused run."""
        if self.job is not None:
            self._timeline.follow()
            self._go(self.job)

    def stop(self) -> None:
        """End the run and keep what it has reached."""
        if self.job is not None and self.active:
            self.job.stop()
            self.paint_now()

    def reset(self) -> None:
        """Forget the run and show the start."""
        self.drop()
        self.paint_now()

    def seek(self, position: int) -> None:
        """Show an earlier snapshot of this run; the last position follows the run again."""
        if self.job is not None:
            self._timeline.seek(position, self.job.history)
            self.paint_now()

    def drop(self) -> None:
        """End the run and forget it, without painting."""
        if self.job is not None:
            self.job.stop()
            self._on_drop()
        self.job = None
        self._timeline.follow()

    def unpainted(self) -> AbstractContextManager[object]:
        """While this is held nothing is painted, so that what belongs together can change together."""
        return self._painter.held()

    def set_speed(self, name: str) -> None:
        """Choose how fast runs are played; applies to a run that is on at once."""
        if name in self._speeds:
            self._bar.speed = name
            if self.job is not None and self.active:
                self.job.pace = self._speeds[name].pace()

    def paint_now(self) -> None:
        """Paint at once, from a callback."""
        self._painter.paint_now()

    def _go(self, job: Job[Any], steps: int | None = None) -> None:
        self._painter.run(job, steps)
        # At once, so that the buttons of the new state can be pressed before the painter's first turn.
        self.paint_now()

    def _show_at_once(self, job: Job[Any]) -> None:
        self._take_up(job)
        self._previewed = job
        job.run_in_foreground()
        self.paint_now()

    def _take_up(self, job: Job[Any], why: str = "") -> None:
        self.job, self._why = job, why
        self._timeline.follow()
        self._banner.clear()

    def _paint(self) -> None:
        job = self.job
        if job is not None and job.state.ended and job is not self._ended_job:
            self._ended_job = job
            if job.error is not None:
                self._banner.show_error(job.error)
            self._on_end(job)
        # Read first and told last: a run that ends meanwhile is called so by the next paint, and whoever
        # sees a run called done sees a page with its last figures.
        state = State.IDLE if job is None else job.state
        with in_one_burst(*self._painted):
            try:
                self._paint_bar(job)
                self._paint_page()
            finally:
                # A run that was answered at once is shown, but it is still to be watched.
                answered = job is not None and self.answered_at_once and job.error is None
                self._bar.state = State.IDLE if answered else state

    def _paint_bar(self, job: Job[Any] | None) -> None:
        bar = self._bar
        bar.figures = self._figures()
        if job is None:
            bar.progress, bar.message = 0.0, ""
            bar.timeline_length = bar.timeline_position = 0
            return
        history = job.history
        bar.timeline_length, bar.timeline_position = len(history), self._timeline.place_in(history)
        bar.progress = self._share_done(job)
        bar.message = self._message(job)

    def _message(self, job: Job[Any]) -> str:
        if job.state is State.QUEUED:
            return f"Waiting: {job.ahead} ahead of you."
        starting = "Starting." if job.snapshot is None and job.state in (State.IDLE, State.RUNNING) else ""
        why = "" if job.state.ended else self._why
        return " ".join(filter(None, (starting, why, self._remark(job), job.note)))


def _replay(snapshots: Sequence[Any]) -> Job[Any]:
    return Job(replay, snapshots, max_steps=len(snapshots) + 1)
