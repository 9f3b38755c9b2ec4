from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.page import picture_chooser
from ai_playground.page.picture_chooser import PictureChooser
from ai_playground.pictures import MAX_BYTES, PictureError, PictureFile, Pixels
from ai_playground.ui.banner import Banner
from ai_playground.ui.file_picker import FilePicker
from tests.lesson_driver import upload

COLORS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}
NOTES = ("notes.txt", b"no picture")


def png(color: tuple[int, int, int] | str, width: int = 48, height: int = 64) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), color).save(file, "PNG")
    return file.getvalue()


def lot(*names: str) -> list[tuple[str, bytes]]:
    return [(f"{name}.png", png("gray")) for name in names]


@pytest.fixture
def shipped(tmp_path: Path) -> list[PictureFile]:
    for name, color in COLORS.items():
        (tmp_path / f"{name}.png").write_bytes(png(color))
    return [PictureFile(name, name.title(), f"all {name}", tmp_path / f"{name}.png") for name in COLORS]


@pytest.fixture
def told() -> list[Any]:
    """What the lesson was told: the names that are chosen, or "shares"."""
    return []


@pytest.fixture
def banner() -> Banner:
    return Banner()


@pytest.fixture
def make(shipped: list[PictureFile], banner: Banner, told: list[Any]) -> Callable[..., PictureChooser]:
    def build(**options: Any) -> PictureChooser:
        made = PictureChooser(
            banner,
            "Photo",
            shipped,
            parameter="photo",
            noun="photo",
            on_choose=lambda: told.append(made.chosen),
            **options,
        )
        banner.watch(made.gallery)
        return made

    return build


@pytest.fixture
def chooser(make: Callable[..., PictureChooser]) -> PictureChooser:
    return make()


def click(chooser: PictureChooser, name: str) -> None:
    chooser.gallery.receive({"type": "toggle", "name": name})


def remove(chooser: PictureChooser, name: str) -> None:
    chooser.gallery.receive({"type": "remove", "name": name})


def undo(chooser: PictureChooser) -> None:
    chooser.gallery.receive({"type": "undo"})


def tiles(chooser: PictureChooser) -> list[str]:
    return [item["name"] for item in chooser.gallery.items]


def test_the_first_picture_is_chosen_until_a_click_which_the_lesson_is_told(
    chooser: PictureChooser, told: list[Any]
) -> None:
    assert chooser.chosen == ["red"]
    click(chooser, "blue")
    click(chooser, "blue")
    assert told == [["blue"]]
    assert chooser.picture("blue").label == "Blue"
    assert (chooser.pixels("blue") == COLORS["blue"]).all()


def test_what_is_chosen_by_the_lesson_itself_is_not_told(chooser: PictureChooser, told: list[Any]) -> None:
    chooser.select(["green"])
    click(chooser, "green")
    assert (chooser.chosen, told) == (["green"], [])


def test_a_thumbnail_is_made_as_it_comes_into_sight_and_is_small(
    make: Callable[..., PictureChooser], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    reduced = PictureFile.reduced

    def noted(picture: PictureFile, longest_side: int) -> Pixels:
        made.append(picture.name)
        return reduced(picture, longest_side)

    monkeypatch.setattr(PictureFile, "reduced", noted)
    chooser = make()
    upload(chooser.gallery, ("wide.png", png("gray", 2000, 1000)))
    assert made == []
    sent: list[Any] = []
    chooser.gallery.send = lambda content, buffers=(): sent.append((content["name"], *buffers))
    for name in ("red", "red", "own-1"):
        chooser.gallery.receive({"type": "picture", "name": name})
    assert made == ["red"]
    sizes = []
    for _name, file in sent:
        with Image.open(io.BytesIO(file)) as image:
            sizes.append((image.format, image.size))
    assert sizes == [("JPEG", (48, 64)), ("JPEG", (48, 64)), ("JPEG", (240, 120))]


# Files.


def test_a_file_becomes_a_tile_that_is_chosen(chooser: PictureChooser, told: list[Any]) -> None:
    upload(chooser.gallery, ("cat.png", png("gray")))
    assert tiles(chooser) == ["red", "green", "blue", "own-1"]
    assert told == [["own-1"]]
    cat = chooser.picture("own-1")
    assert (cat.label, cat.file, cat.stem, cat.own, cat.content) == (
        "cat.png",
        "cat.png",
        "cat",
        True,
        png("gray"),
    )


def test_of_files_that_come_together_the_last_is_chosen_and_told_once(
    chooser: PictureChooser, told: list[Any]
) -> None:
    upload(chooser.gallery, *lot("a", "b", "c"))
    assert tiles(chooser)[3:] == ["own-1", "own-2", "own-3"]
    assert told == [["own-3"]]


def test_where_several_may_be_chosen_a_lot_takes_the_place_of_one_and_joins_several(
    make: Callable[..., PictureChooser], told: list[Any]
) -> None:
    chooser = make(most=4)
    upload(chooser.gallery, *lot("a", "b"))
    upload(chooser.gallery, *lot("c"))
    upload(chooser.gallery, *lot("d", "e"))
    upload(chooser.gallery, *lot("f", "g", "h", "i", "j"))
    assert told == [
        ["own-1", "own-2"],
        ["own-1", "own-2", "own-3"],
        ["own-1", "own-2", "own-4", "own-5"],
        ["own-7", "own-8", "own-9", "own-10"],
    ]


def test_what_is_no_picture_is_refused_in_words_that_the_rest_of_its_lot_leaves_standing(
    chooser: PictureChooser, banner: Banner, told: list[Any]
) -> None:
    upload(chooser.gallery, *lot("a"), NOTES, *lot("b"), ("cut.png", png("gray")[:60]))
    assert tiles(chooser)[3:] == ["own-1", "own-2"]
    assert told == [["own-2"]]
    assert banner.message.startswith("notes.txt is not a picture that can be read")
    assert "cut.png is damaged" in banner.message
    assert not chooser.gallery.taken


def test_the_next_good_picture_takes_the_words_away(chooser: PictureChooser, banner: Banner) -> None:
    upload(chooser.gallery, NOTES)
    assert banner.message
    upload(chooser.gallery, *lot("a"))
    assert banner.message == ""


def test_a_file_too_large_is_refused_with_the_limit(
    chooser: PictureChooser, banner: Banner, told: list[Any]
) -> None:
    chooser.gallery.receive({"type": "refused", "name": "huge.png", "size": MAX_BYTES + 2_000_000})
    chooser.gallery.receive({"type": "done"})
    assert banner.message == "huge.png has 42 MB; 40 MB is the limit. Save it smaller."
    assert told == []


def test_a_lesson_may_refuse_a_picture_too(
    make: Callable[..., PictureChooser], banner: Banner, told: list[Any]
) -> None:
    def refuse(file: str, pixels: Pixels) -> None:
        if pixels.shape[1] > pixels.shape[0]:
            raise PictureError(f"{file} is wide.")

    chooser = make(refuse=refuse)
    upload(chooser.gallery, ("wide.png", png("gray", 200, 100)), ("tall.png", png("gray", 100, 200)))
    assert banner.message == "wide.png is wide."
    assert [item["caption"] for item in chooser.gallery.items][3:] == ["tall.png"]


def test_of_a_file_of_several_pictures_it_is_said_that_the_first_is_taken(
    chooser: PictureChooser, banner: Banner
) -> None:
    file = io.BytesIO()
    first, second = Image.new("RGB", (40, 40), "red"), Image.new("RGB", (40, 40), "blue")
    first.save(file, "GIF", save_all=True, append_images=[second])
    upload(chooser.gallery, ("film.gif", file.getvalue()))
    assert (banner.message, banner.tone) == ("film.gif has 2 frames; this is the first.", "note")


def test_files_that_are_opened_elsewhere_come_too_but_those_that_the_lesson_takes_itself(
    chooser: PictureChooser, banner: Banner, told: list[Any]
) -> None:
    picker = FilePicker("Open", "", 1)
    banner.watch(picker)
    chooser.take_from(picker, unless=lambda content: content == b"mine")
    assert (picker.accept, picker.max_bytes) == ("image/*,.heic,.heif", MAX_BYTES)
    banner.show("That result is of another network.")
    upload(picker, ("result.png", b"mine"))
    assert (told, banner.message) == ([], "That result is of another network.")
    upload(picker, *lot("a"))
    assert told == [["own-1"]]


# Room.


def test_the_oldest_that_is_not_chosen_makes_room(
    make: Callable[..., PictureChooser], told: list[Any]
) -> None:
    chooser = make(most=2, most_own=3)
    upload(chooser.gallery, *lot("a", "b"))
    upload(chooser.gallery, *lot("c"))
    assert tiles(chooser)[3:] == ["own-1", "own-2", "own-3"]
    assert chooser.chosen == ["own-1", "own-3"]
    upload(chooser.gallery, *lot("d"))
    assert tiles(chooser)[3:] == ["own-1", "own-3", "own-4"]
    assert told[-1] == ["own-1", "own-4"]


def test_more_than_there_is_room_for_leaves_the_newest(
    make: Callable[..., PictureChooser], told: list[Any]
) -> None:
    chooser = make(most=2, most_own=2)
    assert chooser.gallery.most_files == 2  # a browser of ours sends no more at once
    upload(chooser.gallery, *lot("a", "b", "c", "d", "e"))
    assert tiles(chooser)[3:] == chooser.chosen == ["own-4", "own-5"]
    assert told == [["own-4", "own-5"]]


def test_large_files_make_room_before_there_are_many(
    chooser: PictureChooser, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(png("gray"))
    monkeypatch.setattr(picture_chooser, "MOST_OWN_BYTES", 2 * size)
    upload(chooser.gallery, *lot("a", "b", "c"))
    assert tiles(chooser)[3:] == ["own-2", "own-3"]
    monkeypatch.setattr(picture_chooser, "MOST_OWN_BYTES", size // 2)
    upload(chooser.gallery, *lot("d"))
    assert tiles(chooser)[3:] == ["own-4"]


def test_pixels_are_the_same_as_long_as_a_picture_is_chosen_and_garbage_when_it_is_not(
    chooser: PictureChooser,
) -> None:
    assert chooser.pixels("red") is chooser.pixels("red")
    kept = weakref.ref(chooser.pixels("red"))
    click(chooser, "green")
    gc.collect()
    assert kept() is None
    other = weakref.ref(chooser.pixels("blue"))  # looked at, but not chosen
    gc.collect()
    assert other() is None


def test_of_many_uploads_only_the_chosen_ones_pixels_and_the_files_with_a_tile_are_kept(
    make: Callable[..., PictureChooser],
) -> None:
    chooser = make(most_own=3)
    pixels, files = [], []
    for number in range(8):
        upload(chooser.gallery, (f"{number}.png", png("gray")))
        (name,) = chooser.chosen
        pixels.append(weakref.ref(chooser.pixels(name)))
        files.append(weakref.ref(chooser.picture(name)))
    remove(chooser, "own-6")
    upload(chooser.gallery, *lot("last"))  # what was removed makes room first
    gc.collect()
    assert [number for number, kept in enumerate(pixels, 1) if kept() is not None] == []
    assert [number for number, kept in enumerate(files, 1) if kept() is not None] == [7, 8]
    assert tiles(chooser)[3:] == ["own-7", "own-8", "own-9"]
    assert chooser.gallery.removed == {}
    assert chooser.gallery.picture("own-6") is None


# Taking away, and bringing back.


def test_a_tile_that_is_not_chosen_goes_and_the_lesson_is_told_nothing(
    chooser: PictureChooser, told: list[Any]
) -> None:
    upload(chooser.gallery, *lot("a", "b"))
    told.clear()
    remove(chooser, "own-1")
    assert tiles(chooser) == ["red", "green", "blue", "own-2"]
    assert chooser.gallery.removed == {"name": "own-1", "caption": "a.png"}
    undo(chooser)
    assert tiles(chooser) == ["red", "green", "blue", "own-1", "own-2"]
    assert chooser.gallery.removed == {}
    assert (chooser.chosen, told) == (["own-2"], [])


def test_where_the_chosen_one_goes_the_one_before_it_is_chosen_until_undo(
    chooser: PictureChooser, told: list[Any]
) -> None:
    upload(chooser.gallery, ("cat.png", png(COLORS["green"])))
    remove(chooser, "own-1")
    undo(chooser)
    assert told == [["own-1"], ["blue"], ["own-1"]]
    assert (chooser.pixels("own-1") == COLORS["green"]).all()


def test_undo_leaves_a_choice_that_was_made_since(chooser: PictureChooser, told: list[Any]) -> None:
    upload(chooser.gallery, *lot("a"))
    remove(chooser, "own-1")
    click(chooser, "green")
    undo(chooser)
    assert chooser.chosen == ["green"]
    assert "own-1" in tiles(chooser)


def test_several_are_brought_back_one_after_the_other_in_their_places(chooser: PictureChooser) -> None:
    upload(chooser.gallery, *lot("a", "b", "c", "d"))
    for name in ("own-2", "own-4", "own-1"):
        remove(chooser, name)
    assert tiles(chooser)[3:] == ["own-3"]
    for _ in range(3):
        undo(chooser)
    assert tiles(chooser)[3:] == ["own-1", "own-2", "own-3", "own-4"]
    assert chooser.chosen == ["own-4"]
    undo(chooser)
    chooser.undo()
    assert len(tiles(chooser)) == 7


def test_of_several_that_share_a_whole_the_others_keep_their_proportions(
    make: Callable[..., PictureChooser], told: list[Any]
) -> None:
    chooser = make(most=3, on_share=lambda: told.append("shares"))
    upload(chooser.gallery, *lot("a"))
    chooser.select(["red", "own-1", "green"], [0.3, 0.5, 0.2])
    told.clear()
    remove(chooser, "own-1")
    assert chooser.shares == pytest.approx([0.6, 0.4])
    undo(chooser)
    assert chooser.chosen == ["red", "own-1", "green"]
    assert chooser.shares == pytest.approx([0.3, 0.5, 0.2])
    assert told == [["red", "green"], ["red", "own-1", "green"]]
    chooser.gallery.receive({"type": "share", "shares": [0.2, 0.4, 0.4]})
    assert told[-1] == "shares"


def test_what_ships_stays(chooser: PictureChooser) -> None:
    for name in ("red", "green", "own-1", None):
        chooser.gallery.receive({"type": "remove", "name": name})
    assert tiles(chooser) == ["red", "green", "blue"]
    assert chooser.gallery.removed == {}


def test_what_is_gone_is_chosen_by_no_one(chooser: PictureChooser) -> None:
    upload(chooser.gallery, *lot("a"))
    remove(chooser, "own-1")
    for choose in (lambda: chooser.select(["own-1"]), lambda: chooser.pixels("own-1")):
        with pytest.raises(PictureError, match="A photo of yours is no longer here"):
            choose()
    assert chooser.chosen == ["blue"]


# The address.


@pytest.mark.parametrize(
    ("query", "chosen", "sentence"),
    [
        ("", ["red"], ""),
        ("photo=", ["red"], ""),
        ("photo=blue", ["blue"], ""),
        ("rate=3&photo=blue,green,blue", ["blue", "green"], ""),
        ("photo=red&photo=green", ["green"], ""),
        ("photo=blue,green,red", ["blue", "green"], ""),
        ("photo=<b>", ["red"], "There is no photo <b> here, as the address has it."),
        ("photo=x,green,y", ["green"], "There is no photo x, no photo y here, as the address has it."),
        ("photo=own-1", ["red"], "There is no photo own-1 here, as the address has it."),
        (f"photo={'x' * 99}", ["red"], f"There is no photo {'x' * 40} here, as the address has it."),
    ],
)
def test_an_address_names_what_is_chosen(
    make: Callable[..., PictureChooser], query: str, chosen: list[str], sentence: str
) -> None:
    chooser = make(most=2)
    assert chooser.take_address(query) == [sentence] * bool(sentence)
    assert chooser.chosen == chosen


def test_the_address_of_a_choice_leads_back_to_it_and_leaves_out_the_first_and_ones_own(
    make: Callable[..., PictureChooser],
) -> None:
    chooser = make(most=2)
    assert chooser.as_query() == ""
    click(chooser, "blue")
    assert chooser.as_query() == "photo=red,blue"
    again = make(most=2)
    again.take_address(chooser.as_query())
    assert again.chosen == ["red", "blue"]
    upload(chooser.gallery, *lot("a"))
    assert chooser.as_query() == ""


def test_an_array_of_the_chosen_is_what_its_file_holds(chooser: PictureChooser) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    upload(chooser.gallery, ("noise.png", file.getvalue()))
    np.testing.assert_array_equal(chooser.pixels("own-1"), pixels)
    click(chooser, "red")
    click(chooser, "own-1")
    np.testing.assert_array_equal(chooser.pixels("own-1"), pixels)
