"""What is the same on the page of every lesson in which pictures are chosen."""

from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image

from ai_playground import pictures
from ai_playground.corners.dashboard import CornersLesson
from ai_playground.page.picture_chooser import MOST_OWN, PictureChooser
from ai_playground.pictures import MAX_BYTES
from ai_playground.style.dashboard import StyleLesson
from ai_playground.ui.files import FileReceiver
from ai_playground.ui.quad import QuadEditor
from tests.lesson_driver import Lesson, opened_at, upload, widgets_in

ACCEPT = "image/*,.heic,.heif"


@dataclass
class Page:
    """A lesson's page, one of its choosers, and where else on it pictures are opened."""

    lesson: Lesson
    chooser: PictureChooser
    also: FileReceiver


def photographs(lesson: StyleLesson) -> Page:
    return Page(lesson, lesson.choices.photos, lesson.views.picture)


def styles(lesson: StyleLesson) -> Page:
    return Page(lesson, lesson.choices.styles, lesson.choices.styles.gallery)


def pages_to_lay_flat(lesson: CornersLesson) -> Page:
    editor = next(each for each in widgets_in(lesson.dashboard) if isinstance(each, QuadEditor))
    return Page(lesson, lesson.transformer.photos, editor)


# The lesson, which of its choosers, its parameter in the address, and what it calls a picture.
CHOOSERS: dict[str, tuple[Callable[[], Any], Callable[[Any], Page], str, str]] = {
    "photographs": (StyleLesson, photographs, "photo", "photograph"),
    "styles": (StyleLesson, styles, "styles", "style"),
    "pages": (CornersLesson, pages_to_lay_flat, "photo", "photo"),
}


@pytest.fixture(params=CHOOSERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(name: str, monkeypatch: pytest.MonkeyPatch) -> Page:
    return page_at("", name, monkeypatch)


def page_at(query: str, name: str, monkeypatch: pytest.MonkeyPatch) -> Page:
    # The network would take seconds to load, and its answers are of no interest here.
    monkeypatch.setattr("ai_playground.corners.dashboard.transformer.Transformer.ask", lambda _self: None)
    lesson, part, _, _ = CHOOSERS[name]
    return part(opened_at(lesson, query, monkeypatch))


def png(width: int = 60, height: int = 80) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "gray").save(file, "PNG")
    return file.getvalue()


def share_link(page: Page) -> str:
    return page.lesson.sections.snippet.share_url_query


def test_a_link_names_a_picture_that_ships_and_opens_the_page_with_it(
    name: str, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    parameter = CHOOSERS[name][2]
    assert share_link(page) == ""
    first, second = (item["name"] for item in page.chooser.gallery.items[:2])
    page.chooser.gallery.receive({"type": "toggle", "name": second})
    if page.chooser.gallery.most > 1:
        page.chooser.gallery.receive({"type": "toggle", "name": first})
    assert share_link(page) == f"{parameter}={second}"
    again = page_at(share_link(page), name, monkeypatch)
    assert again.chooser.chosen == [second]
    assert again.lesson.banner.message == ""
    assert share_link(again) == f"{parameter}={second}"


def test_a_link_to_what_is_not_there_says_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, parameter, noun = CHOOSERS[name]
    page = page_at(f"{parameter}=nonsense", name, monkeypatch)
    assert page.lesson.banner.message == f"There is no {noun} nonsense here, as the address has it."
    assert page.lesson.banner.tone == "note"
    assert page.chooser.chosen == [page.chooser.gallery.items[0]["name"]]


def test_wherever_a_picture_is_opened_the_same_files_are_taken(page: Page) -> None:
    for receiver in (page.chooser.gallery, page.also):
        assert (receiver.accept, receiver.max_bytes, receiver.most_files) == (ACCEPT, MAX_BYTES, MOST_OWN)
        upload(receiver, ("mine.png", png()))
    assert [item["caption"] for item in page.chooser.gallery.items[-2:]] == ["mine.png"] * 2
    assert page.chooser.chosen == ["own-2"]
    assert share_link(page) == ""


def test_wherever_a_file_is_opened_that_can_not_be_taken_it_is_explained_until_one_can(page: Page) -> None:
    before = page.chooser.chosen
    for receiver in (page.chooser.gallery, page.also):
        upload(receiver, ("notes.txt", b"no picture"))
        assert page.lesson.banner.message.startswith("notes.txt is not a picture that can be read")
        assert not receiver.taken
        receiver.receive({"type": "refused", "name": "huge.png", "size": 90_000_000})
        receiver.receive({"type": "done"})
        assert page.lesson.banner.message == "huge.png has 90 MB; 40 MB is the limit. Save it smaller."
        assert page.chooser.chosen == before
    upload(page.also, ("mine.png", png()))
    assert page.lesson.banner.message == ""
    upload(page.also, ("notes.txt", b"no picture"), ("more.png", png()))
    assert page.lesson.banner.message.startswith("notes.txt is not a picture")
    assert page.chooser.picture(page.chooser.chosen[-1]).label == "more.png"


def test_a_picture_that_is_removed_is_no_longer_chosen_until_it_is_brought_back(page: Page) -> None:
    upload(page.also, ("mine.png", png()))
    gallery = page.chooser.gallery
    gallery.receive({"type": "remove", "name": "own-1"})
    last = gallery.items[-1]["name"]
    assert page.chooser.chosen == [last]
    assert share_link(page).endswith(f"={last}")
    gallery.receive({"type": "undo"})
    assert page.chooser.chosen == ["own-1"]
    assert share_link(page) == ""
    assert page.lesson.banner.message == ""


def test_of_many_uploads_only_the_last_ones_stay_in_memory(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays: list[weakref.ref[Any]] = []
    read = pictures.read_reduced

    def noted(content: bytes, file: str) -> Any:
        found = read(content, file)
        arrays.append(weakref.ref(found.pixels))
        return found

    monkeypatch.setattr("ai_playground.page.picture_chooser.read_reduced", noted)
    files = []
    for number in range(MOST_OWN + 4):
        upload(page.also, (f"{number}.png", png()))
        files.append(weakref.ref(page.chooser.picture(f"own-{number + 1}")))
    gc.collect()
    assert [array() is not None for array in arrays] == [False] * (MOST_OWN + 3) + [True]
    assert [file() is not None for file in files] == [False] * 4 + [True] * MOST_OWN
    own = [item["name"] for item in page.chooser.gallery.items if item["removable"]]
    assert own == [f"own-{number}" for number in range(5, MOST_OWN + 5)]
