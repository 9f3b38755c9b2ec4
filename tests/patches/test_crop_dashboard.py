"""The crop game's cards, clicked through their widgets' messages; who is asked always says the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest

from ai_playground.jobs import RunSlot, device
from ai_playground.lesson import recording
from ai_playground.page.album import Album
from ai_playground.patches.crop_game import CROPS, Asked
from ai_playground.patches.cutting import prepared
from ai_playground.patches.dashboard.crop_game import CropGame
from ai_playground.patches.grid import WHOLE, Window
from ai_playground.patches.lens import NO_LENS, through
from ai_playground.patches.rectangle import Guess
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels
from ai_playground.ui.banner import Banner
from ai_playground.ui.photo_map import PhotoMap
from ai_playground.ui.savable import Savable
from tests.lesson_driver import widgets_in
from tests.patches.asked import SAID, Always

SECONDS = 60.0


class Page:
    """A game, and what the rest of the page would tell it."""

    def __init__(self, asked: Asked | None = None) -> None:
        self.asked = asked or Always()
        self.lens, self.photo = LensSettings(), sample("boat")
        self.banner = Banner()
        self.game = CropGame(
            self.banner,
            lambda: self.asked,
            lambda: through(prepared(self.photo), self.lens),
            lambda: self.lens,
            RunSlot("long"),
            np.random.default_rng(0),
        )

    def round_of(self, *, cropped: bool) -> None:
        """Go on to a round of a part, or of a whole photo."""
        rounds = self.game.rounds
        while (rounds._window != WHOLE) != cropped:
            rounds.next_round()

    def wait_for_round(self) -> None:
        """Until the network has answered in the game."""
        self.game.rounds._asking.wait(SECONDS)


def draw(photo: PhotoMap, window: Window) -> None:
    photo.receive({"type": "window", **vars(window)})


@pytest.fixture(autouse=True)
def no_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "configure", lambda: None)


@pytest.fixture
def page() -> Iterator[Page]:
    page = Page()
    yield page
    assert page.banner.message == ""


def kinds(photo: PhotoMap) -> dict[str, tuple[float, ...]]:
    """The rectangles on a photo, by whose they are."""
    return {each["kind"]: tuple(each[side] for side in ("x1", "y1", "x2", "y2")) for each in photo.windows}


def test_the_visitor_says_where_a_part_lay_before_anything_is_told(page: Page) -> None:
    rounds = page.game.rounds
    page.round_of(cropped=True)
    assert rounds.frame.picture == b""
    assert rounds._next.disabled
    rounds.say_part()
    assert "First drag" in rounds.frame.caption
    draw(rounds.frame, Window(0.2, 0.2, 0.9, 0.9))
    rounds.say_part()
    page.wait_for_round()
    assert kinds(rounds.frame) == {
        "true": tuple(vars(rounds._window).values()),
        "guess": (0.2, 0.2, 0.9, 0.9),
        "network": tuple(vars(SAID.window).values()),
    }
    assert rounds.frame.picture != b""
    off = abs(rounds._window.factor - 0.7)
    assert f"You: cropped; factor 70 %, off by {100 * off:.0f} points" in rounds.frame.caption
    assert (
        f"The network: cropped, 90 % sure; factor 70 %, off by {100 * off:.0f} points" in rounds.frame.caption
    )
    assert "<td>1 of 1 right</td><td>1 of 1 right</td>" in rounds._score.value
    assert not rounds._next.disabled


def test_the_score_is_over_all_rounds_and_another_lens_begins_a_new_one(page: Page) -> None:
    rounds = page.game.rounds
    for cropped in (True, False):
        page.round_of(cropped=cropped)
        rounds.say_whole()
        page.wait_for_round()
    # Whole it said both times, and cropped the other.
    assert "<td>1 of 2 right</td><td>1 of 2 right</td>" in rounds._score.value
    page.lens = NO_LENS
    page.game.follow_lens()
    assert rounds._score.value == ""
    page.round_of(cropped=False)
    rounds.say_whole()
    page.wait_for_round()
    assert "<td>1 of 1 right</td><td>0 of 1 right</td>" in rounds._score.value


def test_every_photo_comes_before_one_comes_again(page: Page) -> None:
    names = [next(page.game.rounds._names) for _ in range(2 * len(PHOTOS) - 1)]
    # The first one was shown at the start.
    assert len({*names[: len(PHOTOS) - 1]}) == len(PHOTOS) - 1
    assert sorted(names[len(PHOTOS) - 1 :]) == sorted(photo.name for photo in PHOTOS)


def test_a_turned_lens_is_seen_in_the_round_that_is_open(page: Page) -> None:
    rounds = page.game.rounds
    before, window = rounds.left.picture, rounds._window
    page.lens = NO_LENS.changed(grey=True)
    page.game.follow_lens()
    assert rounds.left.picture != before
    assert rounds._window == window


def test_a_network_that_can_t_be_asked_leaves_the_round_open(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def crop(self, photo: Pixels) -> Guess:
            raise ValueError(f"no weights for {photo.shape}")

    page = Page(Broken())
    page.game.rounds.say_whole()
    with suppress(ValueError):  # the painter may have been faster
        page.wait_for_round()
    assert "no weights" in page.banner.message
    assert page.game.rounds.frame.mode == "window"
    assert not page.game.rounds._whole.disabled


def test_while_the_network_is_asked_its_buttons_rest_and_a_new_rectangle_drops_the_question() -> None:
    told = threading.Event()

    class Slow(Always):
        def crop(self, photo: Pixels) -> Guess:
            assert told.wait(SECONDS)
            return super().crop(photo)

    page = Page(Slow())
    rounds, by_hand = page.game.rounds, page.game.by_hand
    by_hand.ask()
    assert by_hand._ask.disabled
    assert "is being asked" in by_hand.original.caption
    draw(by_hand.original, Window(0.0, 0.0, 0.7, 0.7))
    assert not by_hand._ask.disabled
    rounds.say_whole()
    assert rounds._whole.disabled
    assert rounds._part.disabled
    assert rounds._next.disabled
    told.set()
    page.wait_for_round()
    assert not rounds._next.disabled
    assert by_hand.original.windows == []


def test_a_crop_by_hand_is_shown_asked_about_and_drawn_beside_the_answer(page: Page) -> None:
    by_hand = page.game.by_hand
    height, width = page.photo.shape[:2]
    draw(by_hand.original, Window(0.1, 0.2, 0.7, 0.8))
    assert by_hand.part.aspect == pytest.approx(width / height, rel=0.01)
    by_hand.ask()
    by_hand._asking.wait(SECONDS)
    assert kinds(by_hand.original) == {"network": tuple(vars(SAID.window).values())}
    assert by_hand.original.window_kind == "true"
    assert "60 % of each side are left." in by_hand.original.caption
    assert "factor 70 %, off by 10 points; the rectangle overlaps by 0.73" in by_hand.original.caption
    assert isinstance(page.asked, Always)
    assert len(page.asked.shown) == 1
    assert "weaker one" not in by_hand.original.caption
    # An answer goes with its rectangle.
    draw(by_hand.original, Window(0.0, 0.0, 0.7, 0.7))
    assert by_hand.original.windows == []
    assert not by_hand._ask.disabled


def test_of_a_part_around_the_middle_it_is_said_why_it_looks_whole(page: Page) -> None:
    by_hand = page.game.by_hand
    draw(by_hand.original, Window(0.2, 0.2, 0.8, 0.8))
    by_hand.ask()
    by_hand._asking.wait(SECONDS)
    assert "fringes are those of a whole photo through the same lens" in by_hand.original.caption
    assert "shade that of a weaker one" in by_hand.original.caption


def test_the_rectangle_stays_when_the_lens_is_turned_and_goes_with_the_photo(page: Page) -> None:
    by_hand = page.game.by_hand
    draw(by_hand.original, Window(0.1, 0.2, 0.7, 0.8))
    page.lens = NO_LENS
    page.game.follow_lens()
    assert by_hand.original.window == [0.1, 0.2, 0.7, 0.8]
    page.photo = sample("cat")
    page.game.follow_photo()
    assert by_hand.window == WHOLE


def test_a_photo_of_a_visitor_that_is_low_is_cropped_no_further_than_four_patches(page: Page) -> None:
    page.photo = np.zeros((420, 900, 3), np.uint8)
    page.game.follow_photo()
    by_hand = page.game.by_hand
    smallest = by_hand.original.smallest
    assert smallest == pytest.approx(386 / round(420 * 1024 / 900))
    draw(by_hand.original, Window(0.0, 0.0, smallest, smallest))
    by_hand.ask()
    by_hand._asking.wait(SECONDS)
    assert kinds(by_hand.original).keys() == {"network"}


@pytest.mark.slow
def test_errors_are_recorded_at_first_and_measured_when_asked(page: Page) -> None:
    errors = page.game.errors
    assert errors.control.recorded
    assert errors.bar.message.startswith("Recorded: ")
    (network, constant, report, overlap, told) = (text for text, _ in errors.chart.caption)
    shown = errors.control.shown
    off, others = shown.true - shown.guessed, shown.true - np.median(shown.true)
    assert network == f"network: off by {100 * np.abs(off).mean():.1f} points, signed {100 * off.mean():+.1f}"
    assert constant == f"always {100 * np.median(shown.true):.0f} %: {100 * np.abs(others).mean():.1f} points"
    assert "21 %" in report
    # Four of five are cropped: who always says so has 80 % right, more than the network's 31 of 40.
    assert told == "right: whole 8 of 8, cropped 23 of 32"
    assert overlap == f"overlap {shown.overlaps.mean():.2f}; always the same rectangle: 0.61"
    page.lens = NO_LENS
    page.game.follow_lens()
    assert "measure anew" in errors.bar.message
    errors.control.run()
    job = errors.control.job
    assert job is not None
    job.wait(SECONDS)
    errors.control.paint_now()
    assert "measure anew" not in errors.bar.message
    assert errors.bar.figures == [["answers", f"{len(PHOTOS) * (1 + CROPS)} of {len(PHOTOS) * (1 + CROPS)}"]]
    true = errors.control.shown.true
    assert f"off by {100 * np.abs(true - 0.7).mean():.1f} points" in errors.chart.caption[0][0]


def test_a_dot_stands_for_each_answer_those_to_whole_photos_lowest_and_hollow(page: Page) -> None:
    *_, dots = page.game.errors.chart.layers
    places = np.frombuffer(dots["xy"]).reshape(-1, 2)
    shown = page.game.errors.control.shown
    np.testing.assert_allclose(places[:, 0], 100 * shown.off, atol=2.51)
    assert dots["muted"] == np.flatnonzero(shown.true == 1.0).tolist()
    assert len(np.unique(places.round(6), axis=0)) == len(places)
    for middle in np.unique(places[:, 0]):
        column = places[:, 0] == middle
        assert sorted(places[column, 1]) == [k + 0.5 for k in range(column.sum())]
        assert places[column & (shown.true == 1.0), 1].max(initial=0) <= (column & (shown.true == 1.0)).sum()


def test_an_installation_without_the_recorded_errors_says_so_and_measures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(folder: object, *_: object) -> None:
        raise FileNotFoundError(folder)

    monkeypatch.setattr(recording, "read_run", none)
    page = Page()
    assert page.banner.message.startswith(
        "A recorded run is missing here or damaged (patches/recorded/crop_errors)"
    )
    assert page.game.errors.chart.plate() is None


def test_each_picture_and_the_chart_can_be_saved_with_what_they_are_of(page: Page) -> None:
    class Lesson:
        name, slug = "Lesson 5: Patches", "patches"

    album = Album(Lesson())
    album.take(page.game.said, page.game.widget)
    page.lens = LensSettings(red=0.5)
    assert page.game.said() == "Lens: Red enlarged (%) 0.5."
    page.game.follow_lens()
    views = [widget for widget in widgets_in(page.game.widget) if isinstance(widget, Savable)]
    assert [bool(view.formats) for view in views] == [True] * 5
    # All but the empty frame hold something.
    assert [view.plate() is not None for view in views] == [True, False, True, True, True]
