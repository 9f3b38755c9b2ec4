"""What every lesson asks: enough, with a word for whoever is wrong, and a case that wasn't shown."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ai_playground.corners import questions as corners
from ai_playground.cyclegan import questions as cyclegan
from ai_playground.lesson.catalogue import LESSONS
from ai_playground.lesson.tasks import Question
from ai_playground.patches import questions as patches
from ai_playground.patches.lens_questions import LENS_QUESTIONS
from ai_playground.regression import questions as regression
from ai_playground.style import questions as style

ASKED: dict[str, tuple[Question[Any], ...]] = {
    "regression": regression.QUESTIONS,
    "style": style.QUESTIONS,
    "corners": corners.QUESTIONS,
    "cyclegan": cyclegan.QUESTIONS,
    "patches": (*LENS_QUESTIONS, *patches.QUESTIONS),
}
EACH = [pytest.param(each, id=f"{slug}-{each.name}") for slug, asked in ASKED.items() for each in asked]


def test_every_lesson_that_is_built_is_here() -> None:
    assert ASKED.keys() == {lesson.slug for lesson in LESSONS if lesson.built}


@pytest.mark.parametrize("slug", ASKED)
def test_a_lesson_asks_five_questions_and_one_of_them_transfers(slug: str) -> None:
    asked = ASKED[slug]
    assert len(asked) >= 5
    assert any(question.transfers for question in asked)
    assert len({question.name for question in asked}) == len(asked)


@pytest.mark.parametrize("question", EACH)
def test_a_question_has_three_answers_and_a_word_on_each_wrong_one(question: Question[Any]) -> None:
    assert len(question.answers) >= 3
    assert sum(answer.remark == "" for answer in question.answers) <= 1


@pytest.mark.parametrize("slug", ["regression", "cyclegan", "patches"])
def test_no_place_has_the_right_answer_in_more_than_about_half_of_a_lessons_questions(slug: str) -> None:
    """Of those questions whose right answer is known without a run: no remark says why it would be wrong."""
    remarks = [[answer.remark for answer in question.answers] for question in ASKED[slug]]
    right = [each.index("") for each in remarks if "" in each]
    assert len(right) >= 5
    assert max(Counter(right).values()) <= (len(right) + 1) // 2


@pytest.mark.parametrize("question", EACH)
def test_whoever_is_wrong_hears_why_their_thought_fails(question: Question[Any]) -> None:
    asked: Question[Any] = Question(
        question.name, question.text, question.answers, (), lambda _: -1, lambda _: "Measured.", False
    )
    for index, answer in enumerate(question.answers):
        assert asked.check(index, lambda _: None) == (False, f"{answer.remark} Measured.".strip())
