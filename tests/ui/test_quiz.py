from __future__ import annotations

import threading
from typing import Any

import pytest

from ai_playground.ui.banner import Banner
from ai_playground.ui.exercises import Exercises
from ai_playground.ui.quiz import Quiz
from tests.lesson_driver import wait_until


def check(index: int) -> tuple[bool, str]:
    if index == 2:
        raise RuntimeError("the run is missing")
    return index == 1, "1.620 after 1000 epochs."


@pytest.fixture
def quiz() -> Quiz:
    return Quiz("slope", "The slope will", ["reach 1.313", "settle near 1.62", "run away"], check)


def test_a_quiz_starts_without_a_verdict(quiz: Quiz) -> None:
    assert quiz.verdict is None


def test_a_quiz_can_be_answered_again(quiz: Quiz) -> None:
    quiz.receive({"type": "answer", "index": 0})
    assert quiz.verdict == {"right": False, "text": "1.620 after 1000 epochs.", "chosen": 0}
    quiz.receive({"type": "answer", "index": 1})
    assert quiz.verdict == {"right": True, "text": "1.620 after 1000 epochs.", "chosen": 1}


def test_a_check_that_fails_gives_no_verdict_and_reaches_the_banner(quiz: Quiz) -> None:
    banner = Banner()
    banner.watch(quiz)
    quiz.receive({"type": "answer", "index": 2})
    assert quiz.verdict is not None
    assert quiz.verdict["right"] is None
    assert "the run is missing" in banner.message


@pytest.mark.parametrize("index", ["1", None, float("nan"), [1]])
def test_a_senseless_answer_is_ignored(quiz: Quiz, index: Any) -> None:
    quiz.receive({"type": "answer", "index": index})
    assert quiz.verdict is None


def test_exercises_keep_a_verdict_each() -> None:
    items = [{"name": name, "title": name, "text": ""} for name in ("rate", "outlier")]
    exercises = Exercises(items, lambda name: (name == "rate", f"{name} was checked."))
    for name in ("rate", "outlier", "unknown"):
        exercises.receive({"type": "check", "name": name})
    assert exercises.verdicts == {
        "rate": {"right": True, "text": "rate was checked."},
        "outlier": {"right": False, "text": "outlier was checked."},
    }


def test_an_exercise_whose_check_fails_says_so() -> None:
    exercises = Exercises([{"name": "rate", "title": "", "text": ""}], lambda name: (1 / len("") > 0, name))
    with pytest.raises(ZeroDivisionError):
        exercises.receive({"type": "check", "name": "rate"})
    assert exercises.verdicts["rate"]["right"] is None


def test_a_check_that_takes_long_says_so_and_leaves_the_kernel_free() -> None:
    go = threading.Event()

    def slow(index: int) -> tuple[bool, str]:
        go.wait(10)
        return index == 0, "It was."

    quiz = Quiz("which", "Which?", ["this", "that"], slow, "Painting ...")
    quiz.receive({"type": "answer", "index": 0})
    assert quiz.verdict == {"right": None, "text": "Painting ...", "chosen": 0}
    quiz.receive({"type": "answer", "index": 1})  # not before the first is checked
    go.set()
    wait_until(lambda: quiz.verdict["right"] is not None)
    assert quiz.verdict == {"right": True, "text": "It was.", "chosen": 0}


def test_what_decided_an_answer_is_watched_only_once_it_is_given() -> None:
    watched: list[str] = []
    quiz = Quiz("slope", "Which?", ["this", "that"], check, watch=lambda: watched.append("run"))
    assert quiz.can_watch
    quiz.receive({"type": "watch"})
    assert watched == []
    quiz.receive({"type": "answer", "index": 0})
    assert quiz.answered
    quiz.receive({"type": "watch"})
    assert watched == ["run"]


def test_a_quiz_without_runs_has_nothing_to_watch(quiz: Quiz) -> None:
    assert not quiz.can_watch
    quiz.receive({"type": "answer", "index": 0})
    quiz.receive({"type": "watch"})  # changes nothing, raises nothing
    assert quiz.answered
