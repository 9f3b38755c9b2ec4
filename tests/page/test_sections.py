from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from ai_playground.jobs import RunSlot
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.lesson.tasks import Answer, Question
from ai_playground.page.album import Album
from ai_playground.page.sections import Sections, decided_by_runs, run_quietly


def count(to: int) -> Generator[int | None, None, None]:
    yield None  # it prepares
    yield from range(to)


def test_a_quiet_run_keeps_every_snapshot_and_prepares_what_it_is_told_to() -> None:
    prepared = list[bool]()
    snapshots = run_quietly(count, 2_000, slot=RunSlot("short"), prepare=lambda: prepared.append(True))
    assert snapshots == list(range(2_000))
    assert prepared == [True]


def asked(runs: tuple[dict[str, int], ...] = ({"to": 3},)) -> Question[int]:
    answers = Answer("three", "It counts from 0."), Answer("two")
    return Question("last", "What comes last?", answers, runs, lambda _: 1, lambda found: f"{found[0]}.")


def test_what_answers_a_question_is_shown_from_its_first_answer_on() -> None:
    watched: list[str] = []
    quizzes = decided_by_runs(
        [asked(), asked(())], lambda changes: changes["to"] - 1, watch=lambda each: watched.append(each.name)
    )
    assert [quiz.can_watch for quiz in quizzes] == [True, False]  # where nothing runs there is nothing to see
    sections: Sections[Any] = Sections(
        lambda: None,
        quizzes=quizzes[:1],
        formulas=(),
        exercises=(),
        judge=lambda _exercise, _view: (True, ""),
        downloads=(),
        album=Album(lesson_called("regression")),
    )
    told: list[bool] = []
    sections.on_answer(lambda: told.append(sections.answered("last")))
    assert not sections.answered("last")
    quizzes[0].receive({"type": "answer", "index": 0})
    assert told == [True]
    assert quizzes[0].verdict == {"right": False, "text": "It counts from 0. 2.", "chosen": 0}
    quizzes[0].receive({"type": "watch"})
    assert watched == ["last"]


def test_all_runs_of_an_answer_are_given_what_was_chosen_when_it_came() -> None:
    chosen, given = ["first"], list[str]()

    def run(changes: Mapping[str, int], name: str) -> int:
        given.append(name)
        chosen[0] = "other"  # while the run is on
        return changes["to"]

    (quiz,) = decided_by_runs([asked(({"to": 1}, {"to": 2}))], run, given=lambda: (chosen[0],))
    quiz.receive({"type": "answer", "index": 0})
    assert given == ["first", "first"]
    quiz.receive({"type": "answer", "index": 0})
    assert given[2:] == ["other", "other"]
