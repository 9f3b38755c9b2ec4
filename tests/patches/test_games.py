"""The guessing game and the heat maps of the page, clicked through their widgets' messages."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.jobs import RunSlot
from ai_playground.learning.weights_file import WeightsError
from ai_playground.lesson.recording import RecordingError
from ai_playground.page.environment import address_query
from ai_playground.patches.cues import CUES
from ai_playground.patches.cutting import patch_window
from ai_playground.patches.dashboard import PatchesLesson, guess_game, heat_map
from ai_playground.patches.dashboard.cues import Cues
from ai_playground.patches.dashboard.guess_game import GuessGame
from ai_playground.patches.dashboard.heat_map import FIRST_CELL, HeatMap
from ai_playground.patches.dashboard.shared_locator import SharedLocator
from ai_playground.patches.guessing import ROUNDS
from ai_playground.patches.lens import through
from ai_playground.patches.recorded_maps import recorded_maps
from ai_playground.patches.samples import sample
from ai_playground.patches.settings import LensSettings
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from tests.lesson_driver import button_in, click, opened_at, upload, wait_until


class AlwaysTheSame:
    """Says cell 6 of every patch, with 70 %, and counts its patches."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def probabilities(self, patches: Any) -> Any:
        assert patches.shape[1:] == (96, 96, 3)
        self.asked.append(len(patches))
        answers = np.full((len(patches), 16), 0.02, np.float32)
        answers[:, 6] = 0.7
        return answers

    def heat_maps(self, _photo: Any) -> Any:
        return self.probabilities(np.zeros((16, 96, 96, 3), np.uint8))


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> AlwaysTheSame:
    fake = AlwaysTheSame()
    monkeypatch.setattr(SharedLocator, "locator", lambda _self: fake)
    return fake


@pytest.fixture
def page(networks: AlwaysTheSame) -> HeatMap:
    return opened()


def opened(query: str = "") -> HeatMap:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SERVER_SOFTWARE", "voila/0.5.13")
        patched.setenv("QUERY_STRING", query)
        assert address_query() == query
        return HeatMap(Banner(), SharedLocator(), lambda: None, lambda: None)


def picture(width: int, height: int, color: Callable[[int], Any] = lambda _: (90, 120, 60)) -> bytes:
    file = io.BytesIO()
    image = Image.new("RGB", (width, height))
    for x in range(0, width, 40):
        image.paste(color(x), (x, 0, min(x + 40, width), height))
    image.save(file, "PNG")
    return file.getvalue()


def choose(game: GuessGame, cell: int) -> None:
    game.map.receive({"type": "cell", "cell": cell})


def test_ten_patches_are_guessed_each_once_and_then_compared() -> None:
    game = GuessGame(Banner())
    for number, asked in enumerate(game.rounds):
        assert not game.over
        assert button_in(game.widget, "Next patch").disabled
        assert game.map.picture == b""  # the photo would give the answer away
        assert game.map.marks == []
        # Right every second time.
        cell = asked.cell if number % 2 else (asked.cell + 1) % 16
        choose(game, cell)
        assert game.map.picture
        assert game.map.marks == [
            {"cell": asked.cell, "kind": "true"},
            {"cell": cell, "kind": "guess"},
        ]
        choose(game, 0)  # a second click counts for nothing
        assert len(game.guesses) == number + 1
        if number + 1 < ROUNDS:
            click(game.widget, "Next patch")
    assert game.over
    assert game.score == 5
    right = sum(recorded_maps()[each.photo][0][each.cell].argmax() == each.cell for each in game.rounds)
    said = game.widget.children[0].value
    assert f"You: 5 of 10. The network: {right} of 10." in said
    results = game.widget.children[-1]
    assert results.layout.display == ""
    assert [each["state"] for each in results.cells] == ["done"] * ROUNDS
    assert [each["figures"].split(",")[0] for each in results.cells] == ["you wrong", "you right"] * 5


def test_another_game_asks_for_other_patches() -> None:
    game = GuessGame(Banner())
    first = game.rounds
    choose(game, 3)
    click(game.widget, "Play again")
    assert game.guesses == []
    assert game.rounds != first
    assert game.map.mode == "cell"


def test_the_game_can_be_played_without_the_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise RecordingError("The recorded heat maps can't be read.")

    monkeypatch.setattr(guess_game, "recorded_maps", gone)
    game = GuessGame(Banner())
    for _ in range(ROUNDS):
        choose(game, 5)
        game.go_on()
    said = game.widget.children[0].value
    assert "You have" in said
    assert "can't be read" in said


def test_at_load_the_recorded_map_is_there_and_nothing_is_asked(
    page: HeatMap, networks: AlwaysTheSame
) -> None:
    expected = recorded_maps()["temple"][0][FIRST_CELL]
    assert page.map.cells == pytest.approx(np.sqrt(expected), abs=1e-6)
    assert page.map.marks == [{"cell": FIRST_CELL, "kind": "true"}]
    assert page.map.caption.startswith("Recorded")
    assert networks.asked == []


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.name)
def test_a_link_to_a_lens_that_was_recorded_shows_its_map(networks: AlwaysTheSame, cue: Any) -> None:
    page = opened("&".join(f"{name}={value}" for name, value in cue.changes.items()) + "&photo=cat")
    assert page.map.cells == pytest.approx(
        np.sqrt(recorded_maps()["cat"][CUES.index(cue)][FIRST_CELL]), abs=1e-6
    )
    assert networks.asked == []


def test_a_link_to_any_other_lens_waits_for_a_question(networks: AlwaysTheSame) -> None:
    page = opened("red=0.33")
    assert page.map.cells == []
    assert page.lens.red == 0.33
    assert networks.asked == []


def test_a_place_that_is_chosen_is_asked_about(page: HeatMap, networks: AlwaysTheSame) -> None:
    page.map.receive({"type": "place", "x": 0.1, "y": 0.9})
    assert networks.asked == [17]  # sixteen and the one
    assert page.map.cells == pytest.approx([np.sqrt(0.7 if cell == 6 else 0.02) for cell in range(16)])
    assert page.map.marks == [{"cell": 12, "kind": "true"}]
    seen = through(sample("temple"), LensSettings())
    window = patch_window(seen, 0.1, 0.9)
    assert page.map.patch == {"x1": window.x1, "y1": window.y1, "x2": window.x2, "y2": window.y2}
    said = " ".join(each.value for each in texts(page))
    assert "row 4, column 1" in said
    assert "row 2, column 3 (70 %)" in said
    assert "wrong" in said


def test_a_turned_lens_asks_anew_of_what_is_then_seen(page: HeatMap, networks: AlwaysTheSame) -> None:
    before = page.map.picture
    page.panel.knobs.receive({"type": "change", "name": "vignetting", "value": 1.0})
    assert networks.asked == [17]
    assert page.map.picture != before
    assert page.as_query() == "vignetting=1.0"
    page.panel.knobs.receive({"type": "undo"})
    assert page.map.picture == before


def test_a_photo_of_the_visitors_is_turned_and_enlarged_as_the_networks_know_photos(
    page: HeatMap, networks: AlwaysTheSame
) -> None:
    upload(page.map, ("tower.png", picture(600, 900, lambda x: (x % 255, 90, 30))))
    assert page.photo().shape == (683, 1024, 3)
    assert "turned to the left" in page.map.caption
    assert networks.asked == [17]
    assert page.as_query() == ""


@pytest.mark.parametrize(
    ("width", "height", "message"), [(500, 300, "384 px each way"), (1600, 400, "panorama")]
)
def test_a_photo_that_has_no_sixteen_patches_is_refused_and_the_old_one_stays(
    page: HeatMap, width: int, height: int, message: str
) -> None:
    before = page.map.picture
    upload(page.map, ("odd.png", picture(width, height)))
    assert message in page._banner.message
    assert page.photos.chosen == ["temple"]
    assert page.map.picture == before


@pytest.mark.parametrize(
    ("color", "remark"),
    [(lambda _: (90, 120, 60), "single color"), (lambda x: (x % 255,) * 3, "no color fringes")],
    ids=["flat", "grey"],
)
def test_a_photo_of_which_little_can_be_told_is_called_so(page: HeatMap, color: Any, remark: str) -> None:
    page.panel.knobs.receive({"type": "preset", "name": "none"})
    upload(page.map, ("plain.png", picture(900, 600, color)))
    assert remark in page.map.caption


def test_missing_weights_are_explained_and_the_page_lives_on(
    page: HeatMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_self: Any) -> Any:
        raise WeightsError("The weights networks.npz are missing. Install ai_playground again.")

    with monkeypatch.context() as patched:
        patched.setattr(SharedLocator, "locator", missing)
        page.map.receive({"type": "place", "x": 0.5, "y": 0.5})
        assert "networks.npz are missing" in page._banner.message
        assert page.map.caption == "Not asked."
    page.map.receive({"type": "place", "x": 0.5, "y": 0.5})
    assert page._banner.message == ""


def test_a_lens_turned_while_the_weights_are_missing_stays_turned(
    page: HeatMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_self: Any) -> Any:
        raise WeightsError("The weights networks.npz are missing. Install ai_playground again.")

    before = page.map.picture
    monkeypatch.setattr(SharedLocator, "locator", missing)
    page.panel.knobs.receive({"type": "change", "name": "vignetting", "value": 1.0})
    assert page.lens.vignetting == page.panel.knobs.values["vignetting"] == 1.0
    assert page.map.picture != before
    assert page.map.cells == []
    assert "networks.npz are missing" in page._banner.message


def test_a_damaged_recording_leaves_the_photo_to_be_asked_about(
    networks: AlwaysTheSame, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> Any:
        raise RecordingError("The recorded heat maps can't be read.")

    monkeypatch.setattr(heat_map, "recorded_maps", damaged)
    page = opened()
    assert page.map.picture
    assert "can't be read" in page.map.caption
    page.map.receive({"type": "place", "x": 0.5, "y": 0.5})
    assert page.map.cells


def bars(chart: Chart) -> int:
    """How many are drawn: a wide and a thin one for each cue that is shown."""
    return sum(layer["kind"] == "line" for layer in chart.layers)


def test_bars_appear_once_no_question_that_they_give_away_is_open(networks: AlwaysTheSame) -> None:
    told: set[str] = set()
    cues = Cues(Banner(), SharedLocator(), RunSlot("long"), LensSettings, told.__contains__)
    chart = cues.section.children[0].children[1]
    assert bars(chart) == 2
    told.add("content")
    cues.show()
    assert bars(chart) == 2 * 3
    assert chart.y_axis["names"] == [
        "neither, and grey, 9 %",
        "neither of both, 13 %",
        "grey by green",
        "no dark corners",
        "no fringes",
        "the whole lens, 79 %",
    ]
    # With one trace gone it is right less often than in half of the cases: that answers the other question.
    told.clear()
    told.add("cue")
    cues.show()
    assert bars(chart) == 2
    told.add("content")
    cues.show()
    assert bars(chart) == 2 * len(CUES)
    assert chart.y_axis["names"][-1] == "the whole lens, 79 %"


@pytest.mark.slow
def test_measuring_asks_of_every_photo_through_every_lens(networks: AlwaysTheSame) -> None:
    cues = Cues(Banner(), SharedLocator(), RunSlot("long"), LensSettings, lambda _question: True)
    cues.control.run()
    assert cues.control.job is not None
    cues.control.job.wait(120.0)
    wait_until(lambda: "6 %" in cues.section.children[0].children[1].y_axis["names"][0])
    assert networks.asked == [16] * 8 * len(CUES)
    assert "Recorded" not in cues.said()
    cues.control.reset()
    assert cues.said().startswith("Recorded")


def texts(page: HeatMap) -> list[Any]:
    def inside(box: Any) -> list[Any]:
        return [box, *(each for child in getattr(box, "children", ()) for each in inside(child))]

    return [each for each in inside(page.widget) if type(each).__name__ == "HTML"]


@pytest.mark.usefixtures("networks")
def test_only_another_lens_begins_the_crop_game_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(PatchesLesson, "", monkeypatch)
    rounds, knobs = lesson._crop_game.rounds, lesson.where.panel.knobs
    rounds._score.value = "1 round"
    knobs.receive({"type": "preset", "name": "plain"})  # which is in force
    assert rounds._score.value == "1 round"
    knobs.receive({"type": "preset", "name": "cheap"})
    assert rounds._score.value == ""
    assert lesson.sections.snippet.address_query == "red=0.4&blue=-0.4&vignetting=0.8"
