from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ai_playground.ui.banner import Banner
from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.chart import Chart
from ai_playground.ui.figures import Grid, Plate, Plot
from ai_playground.ui.layers import line
from ai_playground.ui.picture import Picture
from ai_playground.ui.picture_grid import PictureGrid
from ai_playground.ui.quad import QuadEditor
from ai_playground.ui.savable import Savable
from ai_playground.ui.sender import File

AXIS = {"label": "step", "log": False, "domain": [0, 10]}
PIXELS = np.full((6, 8, 3), 200, np.uint8)


@pytest.fixture
def chart() -> Chart:
    return Chart("Loss", AXIS, {**AXIS, "label": "loss"}, [line([[0, 0], [10, 10]])], [["loss 3", "now"]])


def sent_by(widget: Savable, monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], list[bytes]]]:
    sent: list[tuple[dict[str, Any], list[bytes]]] = []
    monkeypatch.setattr(widget, "send", lambda content, buffers=(): sent.append((content, list(buffers))))
    return sent


def begin(plate: Plate, kind: str) -> Callable[[], File]:
    return lambda: (f"{plate.title}.{kind.lower()}", "text/plain", kind.encode())


def test_no_view_offers_to_save_before_a_page_says_how(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = sent_by(chart, monkeypatch)
    chart.receive({"type": "save", "format": "PNG", "ticket": 1})
    assert chart.formats == []
    assert sent == []


def test_the_one_who_asked_gets_the_file(chart: Chart, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = sent_by(chart, monkeypatch)
    chart.offer_saving(begin)
    chart.receive({"type": "save", "format": "SVG", "ticket": 7})
    told = {"type": "file", "ticket": 7.0, "filename": "Loss.svg", "mime": "text/plain"}
    assert sent == [(told, [b"SVG"])]


@pytest.mark.parametrize(
    "message", [{"format": "EXE", "ticket": 1}, {"format": ["PNG"]}, {"format": "PNG", "ticket": "x"}]
)
def test_what_makes_no_sense_is_refused(
    chart: Chart, monkeypatch: pytest.MonkeyPatch, message: dict[str, Any]
) -> None:
    sent = sent_by(chart, monkeypatch)
    chart.offer_saving(begin)
    chart.receive({"type": "save", **message})
    assert sent == []


def test_an_empty_view_says_so_and_frees_the_button(monkeypatch: pytest.MonkeyPatch) -> None:
    chart, banner = Chart("Loss", AXIS, AXIS), Banner()
    banner.watch(chart)
    sent = sent_by(chart, monkeypatch)
    chart.offer_saving(begin)
    chart.receive({"type": "save", "format": "PNG", "ticket": 3})
    assert sent == [({"type": "no-file", "ticket": 3.0}, [])]
    assert "nothing to save" in banner.message


def test_what_is_saved_is_what_was_shown_when_it_was_asked_for(
    chart: Chart, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, later = sent_by(chart, monkeypatch), list[Callable[[], None]]()
    chart.work_with(later.append)
    chart.offer_saving(begin)
    chart.receive({"type": "save", "format": "PNG", "ticket": 1})
    chart.show(title="Another run")
    later.pop()()
    assert sent[0][0]["filename"] == "Loss.png"


def test_a_chart_is_saved_with_all_that_it_shows_but_how_to_edit_it(chart: Chart) -> None:
    chart.show(backdrop=[line([[0, 1], [10, 1]])], hint="Thick: the mean.", equal_units=True)
    plate = chart.plate()
    assert isinstance(plate, Plot)
    assert (plate.title, plate.caption, plate.note) == ("Loss", (("loss 3", "now"),), "Thick: the mean.")
    assert plate.layers == (*chart.backdrop, *chart.layers)
    assert plate.equal_units
    edited = Chart("Points", AXIS, AXIS, [line([[0, 0], [1, 1]])], editable=True).plate()
    assert edited is not None
    assert edited.note == ""


def test_a_picture_is_saved_as_it_was_before_it_became_a_jpeg() -> None:
    picture = Picture(300, "weights of a layer", "Blue: below zero.")
    assert picture.plate() is None
    picture.show(PIXELS)
    plate = picture.plate()
    assert plate is not None
    assert (plate.title, plate.note) == ("Weights of a layer", "Blue: below zero.")
    (panel,) = plate.panels
    assert not isinstance(panel, str)
    assert panel.picture is PIXELS


def test_a_picture_taken_off_the_page_is_not_saved() -> None:
    picture = Picture(300, "the page laid flat")
    picture.show(PIXELS)
    picture.image = b""
    assert picture.plate() is None


def test_two_pictures_are_saved_side_by_side_and_one_alone() -> None:
    pair = BeforeAfter(b"", b"", "", "", label_before="photograph", label_after="painted")
    pair.before, pair.alt_before = b"one", "The photograph"
    assert panels(pair.plate()) == [(b"one", "photograph")]
    pair.after, pair.alt_after = b"two", "The picture after 3 steps"
    plate = pair.plate()
    assert panels(plate) == [(b"one", "photograph"), (b"two", "painted")]
    assert plate is not None
    assert plate.title == "The picture after 3 steps"


def test_a_photo_is_saved_with_its_outline() -> None:
    editor = QuadEditor(["a", "b", "c", "d"], caption="Found in 8 ms.")
    assert editor.plate() is None
    editor.show(b"photo", 40, 30, "The photo print")
    editor.outline([[0, 0], [1, 0], [1, 1], [0, 1]], [False, True, False, False])
    plate = editor.plate()
    assert plate is not None
    (panel,) = plate.panels
    assert not isinstance(panel, str)
    assert list(panel.outline) == [(0, 0), (1, 0), (1, 1), (0, 1)]
    assert panel.doubtful == (False, True, False, False)
    assert plate.note == "Found in 8 ms."


def test_a_grid_is_saved_as_far_as_it_is_filled() -> None:
    grid = PictureGrid()
    grid.lay_out(["1", "2"], ["a", "b"], column_title="Depth", finding="Deeper is coarser", source="From X")
    assert grid.plate() is None
    grid.finish(0, 1, b"picture", figures="content 0.5", alt="", remark="grain")
    grid.fail(1, 0, "too large")
    plate = grid.plate()
    assert plate is not None
    assert panels(plate) == ["waiting", (b"picture", "content 0.5 grain"), "failed: too large", "waiting"]
    assert (plate.rows, plate.columns, plate.note) == (("1", "2"), ("a", "b"), "From X: Deeper is coarser")


def panels(plate: Grid | None) -> list[object]:
    assert plate is not None
    return [each if isinstance(each, str) else (each.picture, each.label) for each in plate.panels]
