"""The page trains on what a visitor brings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ai_playground.cyclegan.dashboard import CycleganLesson
from ai_playground.cyclegan.study import samples, strip
from tests.cyclegan.moments import moment
from tests.cyclegan.test_own_pictures import archive, png
from tests.lesson_driver import check, click, opened_at, press, turn, upload, wait_until


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch) -> CycleganLesson:
    """A page whose runs end at once and tell what they were given, so that no network is trained."""
    import ai_playground.cyclegan.dashboard.training as page

    def engine(_settings: Any, _kept_in: None, pair: Any, *_: Any) -> Any:
        pictures = strip(samples(pair.held_out))
        for step in (0, 300):
            told = moment(step, own=pair.own, untouched=200.0, alike=20.0)
            yield replace(told, painted=pictures, back=pictures)

    monkeypatch.setattr(page, "study", engine)
    return opened_at(CycleganLesson, "", monkeypatch)


def bring(lesson: CycleganLesson, kind: str, *files: tuple[str, bytes]) -> str:
    """Bring files of a kind; returns what is said of them."""
    mine = getattr(lesson.training.own, kind)
    upload(mine.picker, *files)
    mine.reading.wait(60.0)
    return str(mine.widget.children[0].value)


def run(lesson: CycleganLesson) -> None:
    press(lesson, "run")
    wait_until(lambda: lesson.bar.state in ("done", "failed") or bool(lesson.banner.message))


def photos(count: int) -> list[tuple[str, bytes]]:
    return [(f"{number:02}.png", png(number)) for number in range(count)]


def test_a_run_takes_the_visitors_pictures_and_says_so_in_caption_exports_and_code(
    lesson: CycleganLesson,
) -> None:
    turn(lesson, "swatch", "hokusai_great_wave")
    said = bring(lesson, "photos", ("mine.zip", archive(*photos(9), ("torn.png", png(1)[:99]))))
    assert "<b>9 photos of yours.</b> Skipped 1 of 10: torn.png" in said
    assert "swatch" not in lesson.panel.knobs.hidden
    assert "<b>1 painting of yours.</b>" in bring(lesson, "paintings", ("one.png", png(40)))
    assert "swatch" in lesson.panel.knobs.hidden
    run(lesson)
    assert lesson.control.newest.own == "9 photos and 1 painting of your own"
    assert lesson.training._said_of_run().endswith("Trained on 9 photos and 1 painting of your own.")
    told = json.loads(lesson.sections.produce("run")[2])
    assert told["trained_on"] == "9 photos and 1 painting of your own"
    assert 'pair=pair(settings.swatch, from_folder(Path("photos")), from_folder(Path("paintings")))' in (
        lesson.sections.snippet.text
    )
    for exercise in ("closer", "one_way"):
        assert "being of 9 photos and 1 painting of your own" in check(lesson, exercise)["text"]


def test_distances_from_other_pictures_are_not_drawn_beside_each_other(lesson: CycleganLesson) -> None:
    def labels() -> list[str]:
        return [layer["label"] for layer in lesson.training._distance.layers]

    run(lesson)
    assert labels() == ["photos as they are", "before", "painted photos"]
    bring(lesson, "paintings", ("one.png", png(40)))
    run(lesson)
    assert labels() == ["photos as they are", "painted photos"]
    run(lesson)
    assert labels() == ["photos as they are", "before", "painted photos"]


def test_too_few_photos_are_said_at_once_and_a_run_on_them_is_refused(lesson: CycleganLesson) -> None:
    shown = lesson.control.job
    assert "Too few: 8 are needed." in bring(lesson, "photos", *photos(3))
    press(lesson, "run")
    assert "You brought 3 photos to train on; 8 are needed" in lesson.banner.message
    assert lesson.control.job is shown
    click(lesson.experiments, "Take the photos away")
    run(lesson)
    assert lesson.control.newest.own == ""
    assert "photographs that ship, and brushwork after Van Gogh." in lesson.training._said_of_run()


def test_a_question_is_watched_on_the_pictures_that_ship(lesson: CycleganLesson) -> None:
    bring(lesson, "paintings", ("one.png", png(40)))
    lesson.training.watch({})
    wait_until(lambda: lesson.bar.state == "done")
    assert lesson.control.newest.own == ""
    run(lesson)
    assert lesson.control.newest.own != ""


def test_a_file_too_large_to_come_is_counted_with_the_others(lesson: CycleganLesson) -> None:
    mine = lesson.training.own.paintings
    mine.picker.receive({"type": "refused", "name": "huge.png", "size": 50_000_000})
    said = bring(lesson, "paintings", ("one.png", png(40)))
    assert "<b>1 painting of yours.</b> Skipped 1 of 2: huge.png has 50 MB; 40 MB is the limit." in said


def test_a_name_that_a_visitor_chose_is_text_and_nothing_else(lesson: CycleganLesson) -> None:
    said = bring(lesson, "photos", ("<img src=x>.png", b"none"))
    assert "&lt;img src=x&gt;.png" in said
    assert "<img" not in said


def test_the_code_on_folders_trains_on_what_the_page_would(lesson: CycleganLesson, tmp_path: Any) -> None:
    from ai_playground.cyclegan.own_pictures import Heap, from_folder, pair

    bring(lesson, "photos", *photos(8))
    for name, content in photos(8):
        (tmp_path / name).write_bytes(content)
    mine = lesson.training.own.pair("monet_etretat")
    assert pair("monet_etretat", from_folder(tmp_path), Heap()).fingerprint == mine.fingerprint
    np.testing.assert_array_equal(mine.held_out[0], from_folder(tmp_path).pictures["03.png"])


def test_no_two_buttons_of_the_page_have_one_name(lesson: CycleganLesson) -> None:
    def names(box: Any) -> list[str]:
        if getattr(getattr(box, "layout", None), "display", "") == "none":
            return []
        own = [box.description] if type(box).__name__ == "Button" else []
        return own + [name for child in getattr(box, "children", ()) for name in names(child)]

    sections = (lesson.dashboard, lesson.variants, lesson.versions, lesson.experiments, lesson.look)
    found = [name for section in sections for name in names(section)]
    assert {"There and back", "Come back"} <= set(found)
    assert len(found) == len(set(found))
