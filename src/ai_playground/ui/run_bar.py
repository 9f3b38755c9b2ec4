"""The bar above a lesson's dashboard: run, pause, step, stop, reset; figures, progress and the timeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.widget import Handlers, Refused, Widget, index_in, item_in, number_in, script

# What can be done in each state of a job. The first is the one filled button's meaning.
ACTIONS: dict[str, tuple[str, ...]] = {
    "idle": ("run", "step", "reset"),
    "queued": ("stop",),
    "running": ("pause", "stop", "reset"),
    "paused": ("resume", "step", "stop", "reset"),
    "done": ("run", "reset"),
    "stopped": ("run", "reset"),
    "failed": ("run", "reset"),
}


class RunBar(Widget):
    """Buttons for a job, and how far it is. It knows no job: its owner sets traits and acts on events.

    Parameters
    ----------
    step_unit
        What one step is called, in the singular.
    steps
        Sizes of the step buttons.
    go
        What the filled button says that begins a run.
    timeline
        Whether there is one: a run whose newest snapshot holds all of it has no use for it.

    Attributes
    ----------
    state
        ``idle``, ``queued``, ``running``, ``paused``, ``done``, ``stopped`` or ``failed``. Buttons that
        make no sense in it are disabled, and their messages ignored.
    figures
        ``[label, value]`` texts at the right, in digits of equal width.
    progress
        Share of the run that is done, 0 to 1.
    message
        One sentence, read out by screen readers when it changes.
    timeline_length, timeline_position, timeline_label
        Number of snapshots kept, which one is shown (from 0), and its name. Below two snapshots it is
        disabled.
    speeds, speed
        ``{"name", "label"}`` of the speeds to choose from (fewer than two: no choice is shown) and the
        chosen name.
    """

    _esm = script("run_bar")

    step_unit = traitlets.Unicode().tag(sync=True)
    steps = traitlets.List(traitlets.Int()).tag(sync=True)
    go = traitlets.Unicode("Run").tag(sync=True)
    timeline = traitlets.Bool(True).tag(sync=True)
    state = traitlets.Enum(list(ACTIONS), "idle").tag(sync=True)
    actions = traitlets.List(traitlets.Unicode(), list(ACTIONS["idle"])).tag(sync=True)
    figures: traitlets.List[Any] = traitlets.List().tag(sync=True)
    progress = traitlets.Float(0.0).tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)
    timeline_length = traitlets.Int(0).tag(sync=True)
    timeline_position = traitlets.Int(0).tag(sync=True)
    timeline_label = traitlets.Unicode().tag(sync=True)
    speeds = traitlets.List(traitlets.Dict()).tag(sync=True)
    speed = traitlets.Unicode().tag(sync=True)

    def __init__(self, step_unit: str = "epoch", steps: Sequence[int] = (1, 25, 100), **traits: Any) -> None:
        super().__init__(step_unit=step_unit, steps=list(steps), **traits)

    def on_run(self, callback: Callable[[], object]) -> None:
        """Call ``callback()`` when Run (or Run again) was pressed."""
        self.register("run", callback)

    def on_pause(self, callback: Callable[[], object]) -> None:
        """Call ``callback()`` when Pause was pressed."""
        self.register("pause", callback)

    def on_resume(self, callback: Callable[[], object]) -> None:
        """Call ``callback()`` when Resume was pressed."""
        self.register("resume", callback)

    def on_step(self, callback: Callable[[int], object]) -> None:
        """Call ``callback(n)`` when a step button was pressed; `n` is one of `steps`."""
        self.register("step", callback)

    def on_stop(self, callback: Callable[[], object]) -> None:
        """Call ``callback()`` when Stop was pressed."""
        self.register("stop", callback)

    def on_reset(self, callback: Callable[[], object]) -> None:
        """Call ``callback()`` when Reset was pressed."""
        self.register("reset", callback)

    def on_seek(self, callback: Callable[[int], object]) -> None:
        """Call ``callback(index)`` when the timeline was moved, ``0 <= index < timeline_length``."""
        self.register("seek", callback)

    def on_speed(self, callback: Callable[[str], object]) -> None:
        """Call ``callback(name)`` when a speed was chosen; `speed` holds it already."""
        self.register("speed", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: press, step, seek, speed."""
        return {"press": self._press, "step": self._step, "seek": self._seek, "speed": self._choose_speed}

    @traitlets.observe("state")
    def _allow(self, change: Any) -> None:
        self.actions = list(ACTIONS[change["new"]])

    def _allowed(self) -> tuple[str, ...]:
        # By the state itself: another thread may have set it and not come to `actions` yet.
        return ACTIONS[self.state]

    def _press(self, message: dict[str, Any], _buffers: object) -> None:
        action = message.get("action")
        if action == "step" or action not in self._allowed():
            raise Refused
        self.emit(action)

    def _step(self, message: dict[str, Any], _buffers: object) -> None:
        count = number_in(message, "count")
        if "step" not in self._allowed() or count not in self.steps:
            raise Refused
        self.emit("step", int(count))

    def _seek(self, message: dict[str, Any], _buffers: object) -> None:
        index = index_in(message, "index", self.timeline_length if self.timeline else 0)
        self.timeline_position = index
        self.emit("seek", index)

    def _choose_speed(self, message: dict[str, Any], _buffers: object) -> None:
        self.speed = item_in(message, self.speeds)["name"]
        self.emit("speed", self.speed)
