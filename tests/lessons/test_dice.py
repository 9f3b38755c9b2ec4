"""The lesson to learn from does all that a lesson does, by the shared parts alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ai_playground.jobs import device
from ai_playground.lesson.command import Parser
from tests.lesson_driver import check, opened_at, press, turn, wait_until
from tests.lessons import dice
from tests.lessons.dice import DiceLesson, DiceSettings


def test_it_runs_is_judged_and_taken_home(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(DiceLesson, "throws=5000&sides=4&seed=much", monkeypatch)
    assert lesson.panel.settings == DiceSettings(throws=5000, sides=4)
    assert "seed must be a number" in lesson.banner.message
    assert lesson.panel.knobs.active_preset == ""
    assert "no run yet" in check(lesson, "settle")["text"]
    lesson.bar.receive({"type": "speed", "name": "full"})
    press(lesson, "run")
    wait_until(lambda: lesson.bar.state == "done")
    verdict = check(lesson, "settle")
    assert verdict["right"], verdict
    rows = lesson.sections.produce("throws")[2].decode().splitlines()
    assert rows[0] == "throws,mean"
    assert rows[-1].startswith("5000,2.")
    assert [layer["kind"] for layer in lesson.chart.layers] == ["rule", "line"]
    assert lesson.sections.snippet.address_query == "sides=4&throws=5000"


def test_its_code_runs_by_itself(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lesson = opened_at(DiceLesson, "throws=3", monkeypatch)
    exec(lesson.sections.snippet.text, {})
    assert len(capsys.readouterr().out.splitlines()) == 4  # the start, and three throws


def test_another_die_is_thrown_from_the_next_step_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(DiceLesson, "throws=3", monkeypatch)
    lesson.bar.receive({"type": "step", "count": 1})
    wait_until(lambda: lesson.bar.state == "paused")
    assert lesson.control.newest.throws == 1
    job = lesson.control.job
    turn(lesson, "sides", 100)
    assert lesson.control.job is job
    assert lesson.chart.layers[0]["at"] == 50.5
    press(lesson, "resume")
    wait_until(lambda: lesson.bar.state == "done")
    assert lesson.control.newest.mean > 6
    assert lesson.bar.message == ""  # it ended by itself, not at a limit


def test_its_quiz_is_decided_by_throwing(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without TensorFlow, which it does not need.
    monkeypatch.setattr(device, "configure", lambda: pytest.fail("it loads TensorFlow"))
    assert dice.QUESTIONS[0].check(1, dice._distance)[0]
    lesson = opened_at(DiceLesson, "", monkeypatch)
    quiz = lesson.sections.quizzes[0]
    quiz.receive({"type": "answer", "index": 1})
    wait_until(lambda: (quiz.verdict or {}).get("right") is not None)
    assert quiz.verdict is not None
    assert quiz.verdict["right"]


def test_its_presets_are_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(DiceLesson, "", monkeypatch)
    turn(lesson, "sides", 20)
    lesson.panel.knobs.receive({"type": "preset", "name": "long"})
    assert lesson.panel.settings == DiceSettings(sides=20, throws=5000)
    lesson.panel.knobs.receive({"type": "undo"})
    assert lesson.panel.settings == DiceSettings(sides=20)


def test_its_command_says_the_same_as_its_engine(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Parser(prog="dice", declare=lambda parser: dice.declare(parser, device))
    options = parser.parse_args(["--throws", "50", "--seed", "3", "--json"])
    assert options.run(options) == 0
    *_, last = dice.throw(DiceSettings(throws=50, seed=3))
    assert json.loads(capsys.readouterr().out) == {"throws": 50, "mean": last.mean}


def test_it_takes_fewer_than_150_lines() -> None:
    lines = Path(dice.__file__).read_text().splitlines()
    assert sum(line.strip() != "" for line in lines) < 150
