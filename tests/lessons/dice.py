"""A whole lesson in one file, to learn the parts from: throw dice until the mean settles.

A real one is a package: `settings.py`, engine, `questions.py`, `command.py`, `dashboard/`.
"""

from __future__ import annotations

import argparse
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ai_playground.jobs import Job, RunSlot
from ai_playground.lesson.catalogue import Lesson
from ai_playground.lesson.command import Device, Parser, write_result
from ai_playground.lesson.tasks import Answer, Exercise, Question
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query
from ai_playground.page.layout import dashboard, page, stack
from ai_playground.page.playback import Speed
from ai_playground.page.run_control import RunControl
from ai_playground.page.sections import Download, Sections, decided_by_runs, run_quietly
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.settings import (
    Preset,
    Settings,
    add_options,
    as_python,
    as_words,
    from_query,
    knob,
    read_options,
)
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import line, rule
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.theme import Theme

SLOT = RunSlot("short")
DICE = Lesson(9, "dice", "Dice", "When does a mean settle?", "Throw and watch.", "1 s", "09_dice.ipynb")


class DiceSettings(Settings):
    """The knobs: of the page, the command line and the address."""

    sides: int = knob(6, "sides of the die; swap it in mid-run", group="Die", ge=2, le=100, live=True)
    throws: int = knob(200, "how often it is thrown", group="Die", ge=1, le=5_000, log=True)
    seed: int = knob(0, "the same seed gives the same throws", group="Die", ge=0, le=1_000_000, more=True)

    @property
    def expected(self) -> float:
        """What the mean comes to: (sides + 1) / 2."""
        return (self.sides + 1) / 2


@dataclass(frozen=True)
class Snapshot:
    """After so many throws: their mean, NaN at the start."""

    throws: int
    mean: float


def throw(settings: DiceSettings) -> Generator[Snapshot, DiceSettings | None, None]:
    """The engine: the start, then a snapshot a throw. Settings sent in hold from the next throw on."""
    rng, total = np.random.default_rng(settings.seed), 0
    settings = (yield Snapshot(0, np.nan)) or settings
    for number in range(1, settings.throws + 1):
        total += int(rng.integers(1, settings.sides, endpoint=True))
        settings = (yield Snapshot(number, total / number)) or settings


QUESTIONS: tuple[Question[float], ...] = (
    Question(
        "throws",
        "A hundred times the throws. The mean's distance from 3.5 is about",
        (
            Answer("a hundredth", "Chance adds up, and partly cancels: the sum's own distance grows."),
            Answer("a tenth"),
            Answer("the same", "Then no mean would ever settle."),
        ),
        ({"throws": 20}, {"throws": 2_000}),
        lambda off: 1 if 3 < off[0] / off[1] < 30 else 0,
        lambda off: f"{off[0]:.3f} after 20 throws, {off[1]:.3f} after 2,000: it falls like 1 / √throws.",
    ),
)
PRESETS = (Preset("long", "Many throws", "The mean settles.", {"throws": 5_000}, others_stay=True),)


def _distance(changes: Mapping[str, Any]) -> float:
    """Of the mean from what is expected, over forty seeds."""
    seeds = [DiceSettings(**changes, seed=seed) for seed in range(40)]
    ends = [run_quietly(throw, each, slot=SLOT)[-1].mean - each.expected for each in seeds]
    return float(np.sqrt(np.mean(np.square(ends))))


def _settled(settings: DiceSettings, last: Snapshot) -> tuple[bool, str]:
    off = abs(last.mean - settings.expected)
    return off < 0.05, f"{last.mean:.3f} is {off:.3f} from {settings.expected:g}."


EXERCISES = (Exercise("settle", "Let it settle", "Come within 0.05 of what is expected.", _settled),)


class DiceLesson:
    """The page: each public widget is shown by one cell of the notebook."""

    def __init__(self) -> None:
        settings, notices = from_query(DiceSettings, address_query())
        self.banner, self.bar, self.thrown = Banner(), RunBar(step_unit="throw"), settings
        self.panel = SettingsPanel(settings, PRESETS, on_change=self._follow, on_show=self._show_code)
        axes = {"label": "throw", "domain": [1, 200]}, {"label": "mean", "domain": [1, 6]}
        self.chart = Chart("Mean of the throws", *axes)
        self.control = RunControl(
            self.bar,
            self.banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self.chart,),
            figures=lambda: [],
            speeds=(Speed("watch", "Watch", lambda: 50.0), Speed("full", "Full speed", lambda: None)),
        )
        album = Album(DICE)
        album.take(lambda: as_words(self.thrown), self.chart)
        self.sections: Sections[Any] = Sections(
            lambda: self.control.view(self.thrown),
            quizzes=decided_by_runs(QUESTIONS, _distance, "Throwing ..."),
            formulas=(),
            exercises=EXERCISES,
            judge=lambda exercise, view: exercise.check(view.settings, view.history[-1]),
            downloads=[Download("throws", "Means (CSV)", lambda view: ("dice.csv", "text/csv", _csv(view)))],
            album=album,
        )
        views = stack("aip-views", self.chart)
        self.dashboard = page(Theme(), self.banner, dashboard(self.bar, self.panel.knobs, views))
        self.quiz, self.exercises = self.sections.quiz, self.sections.exercises
        self.take_home = self.sections.take_home
        self.banner.watch(self.dashboard, *self.sections.widgets)
        self.panel.show(settings)
        self.control.paint_now()
        if notices:
            self.banner.show(" ".join(notices), tone="note")

    def _follow(self, change: Change[DiceSettings]) -> None:
        if self.control.active:
            self.thrown = change.after
        self.control.follow(change)

    def _show_code(self) -> None:
        code = "from tests.lessons.dice import DiceSettings, throw\n\n"
        code += f"for snapshot in throw({as_python(self.panel.settings)}):\n    print(snapshot.mean)\n"
        self.sections.show_code(code, self.panel.query())

    def _make_job(self) -> Job[Snapshot]:
        self.thrown = self.panel.settings
        return Job(throw, self.thrown, max_steps=self.thrown.throws + 2, slot=SLOT)

    def _paint(self) -> None:
        run = self.control.view(self.thrown).history_shown[1:]
        layers = [line(np.array([(each.throws, each.mean) for each in run]))] if len(run) > 1 else []
        across = {"label": "throw", "domain": [1, max(self.thrown.throws, 2)]}
        up = {"label": "mean", "domain": [1, max(self.thrown.sides, *(each.mean for each in run), 2)]}
        expected = rule("y", self.thrown.expected, f"expected {self.thrown.expected:g}")
        self.chart.show(x_axis=across, y_axis=up, layers=[expected, *layers], caption=[])


def _csv(view: Any) -> bytes:
    rows = [f"{each.throws},{each.mean}" for each in view.history_shown[1:]]
    return "\n".join(["throws,mean", *rows]).encode()


def declare(parser: Parser, _device: Device) -> None:
    """Declare `ai-playground dice`."""
    add_options(parser, DiceSettings)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.runs("dice", _run)


def _run(options: argparse.Namespace) -> int:
    *_, last = throw(read_options(DiceSettings, options))
    write_result(asdict(last), lambda found: f"mean {found['mean']:.4f}", as_json=options.json)
    return 0
