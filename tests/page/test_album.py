from __future__ import annotations

import importlib
import io
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

import ipywidgets
import numpy as np
import pytest

from ai_playground.lesson.catalogue import LESSONS, lesson_called
from ai_playground.page.album import Album
from ai_playground.page.layout import stack
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.figures import as_file
from ai_playground.ui.layers import line
from ai_playground.ui.picture import Picture
from ai_playground.ui.savable import Savable

AXIS = {"label": "step", "log": False, "domain": [0, 10]}


def chart(title: str) -> Chart:
    return Chart(title, AXIS, AXIS, [line([[0, 0], [10, 10]])])


def album_of(*widgets: ipywidgets.Widget, said: str = "Epochs 50, seed 3.") -> Album:
    album = Album(lesson_called("regression"))
    album.take(lambda: said, *widgets)
    return album


def files(widget: Any, message: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[str, bytes, str]:
    """Name and content of the file that comes for a message, and the name of the thread that made it."""
    came, found = threading.Event(), list[tuple[str, bytes, str]]()

    def send(content: dict[str, Any], buffers: Any = ()) -> None:
        if content["type"] == "file":
            found.append((content["filename"], buffers[0], threading.current_thread().name))
            came.set()

    monkeypatch.setattr(widget, "send", send)
    widget.receive({**message, "ticket": 1})
    assert came.wait(60)
    return found[0]


def test_a_view_of_a_page_is_saved_beside_its_other_work_with_what_it_is_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = chart("Loss surface, 2.")
    album_of(stack("", stack("", view)))
    name, content, thread = files(view, {"type": "save", "format": "SVG"}, monkeypatch)
    assert name == "regression_loss_surface_2.svg"
    assert "AI Playground. Lesson 1: Regression. Epochs 50, seed 3." in content.decode()
    assert thread == "saving"


def test_where_only_the_caller_can_show_anything_the_caller_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_playground.page.album.runs_in_foreground", lambda: True)
    view = chart("家賃")
    album_of(view)
    name, _, thread = files(view, {"type": "save", "format": "PNG"}, monkeypatch)
    assert name == "regression_chart.png"
    assert thread == threading.current_thread().name


@pytest.mark.slow
def test_all_of_a_page_comes_as_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    picture, empty = Picture(300, "weights"), Picture(300, "nothing yet")
    picture.show(np.zeros((4, 4, 3), np.uint8))
    album = album_of(chart("Loss"), chart("Loss"), picture, empty)
    told = list[str]()
    album.downloads.observe(lambda change: told.append(change["new"]), "doing")
    name, content, _ = files(album.downloads, {"type": "download", "name": "images"}, monkeypatch)
    assert name == "regression.zip"
    stems = ("regression_1_loss", "regression_2_loss", "regression_3_weights")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")]
    name, content, _ = files(album.downloads, {"type": "download", "name": "pages"}, monkeypatch)
    assert name == "regression.pdf"
    assert content.startswith(b"%PDF")
    # In both, how far it is; in the end nothing any more.
    assert told == [*(f"Drawing {number} of 3 ..." for number in (1, 2, 3)), ""] * 2


def test_what_goes_wrong_while_it_is_drawn_stands_in_the_banner(monkeypatch: pytest.MonkeyPatch) -> None:
    view, banner = chart("Loss"), Banner()
    banner.watch(view)
    album_of(view)
    monkeypatch.setattr("ai_playground.page.album.runs_in_foreground", lambda: True)
    monkeypatch.setattr("ai_playground.page.album.as_file", lambda *_: 1 / 0)
    view.receive({"type": "save", "format": "PNG", "ticket": 1})
    assert "ZeroDivisionError" in banner.message


@pytest.fixture(scope="module", params=[lesson.slug for lesson in LESSONS if lesson.built])
def page(request: pytest.FixtureRequest) -> Any:
    dashboard = importlib.import_module(f"ai_playground.{request.param}.dashboard")
    (name,) = dashboard.__all__
    return getattr(dashboard, name)()


def savable_in(page: Any) -> list[Savable]:
    def walk(*widgets: Any) -> Iterator[Savable]:
        for widget in widgets:
            if isinstance(widget, Savable):
                yield widget
            yield from walk(*getattr(widget, "children", ()))

    return list(walk(*(value for value in vars(page).values() if isinstance(value, ipywidgets.Widget))))


def test_every_chart_and_picture_of_a_lesson_offers_to_be_saved(page: Any) -> None:
    views = savable_in(page)
    assert views
    assert [view for view in views if view.formats != ["PNG", "SVG", "PDF"]] == []


def test_what_fails_while_one_of_them_is_saved_stands_in_the_pages_banner(page: Any) -> None:
    for view in savable_in(page):
        view.show_error(ValueError(f"No room for {view.formats}."))
        assert page.banner.message == f"No room for {view.formats}."
        page.banner.clear()


@pytest.mark.slow
def test_every_chart_and_picture_that_a_lesson_shows_at_load_can_be_drawn(page: Any) -> None:
    plates = [plate for view in savable_in(page) if (plate := view.plate())]
    assert plates, "nothing is shown at load"
    for plate in plates:
        assert plate.title
        assert plate.title in as_file(plate, "", "SVG").decode().replace("\n", "")
