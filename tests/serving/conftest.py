"""Servers on the lessons, and on a folder of tiny notebooks by themselves and as Binder has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from ai_playground.lesson.catalogue import LESSONS
from tools.pages import Server, configure_home, jupyter_server, standalone_server, write_notebook

BUILT = [lesson for lesson in LESSONS if lesson.built]
every_lesson = pytest.mark.parametrize("lesson", BUILT, ids=lambda lesson: lesson.slug)
PICTURE = (
    "#rendered_cells:not(.aip-hidden) "
    ":is(.aip-chart-stage, .aip-before-after-frame, .aip-quad-frame, .aip-photo-map-frame)"
)
"""What a visitor comes for, as soon as it is shown."""

BUTTON = """
import ipywidgets
label, button = ipywidgets.Label("not yet"), ipywidgets.Button(description="press")
button.on_click(lambda _: setattr(label, "value", "pressed"))
ipywidgets.VBox([button, label])
"""
SLOW_BUTTON = (
    """
import pathlib, time
while not pathlib.Path("go_on").exists():
    time.sleep(0.05)
"""
    + BUTTON
)
OURS = """
import anywidget
class Square(anywidget.AnyWidget):
    _esm = "export default { render({ el }) { el.innerHTML = '<b id=square>a square</b>' } }"
Square()
"""
SLOW_WIDGET = """
import anywidget
class Late(anywidget.AnyWidget):
    _esm = '''
    const initialize = () => new Promise((ready) => setTimeout(ready, 2500));
    export default { initialize, render({ el }) { el.innerHTML = "<b id=late>late</b>" } }
    '''
Late()
"""
# The cell is done at once, its output comes five seconds later: the kernel of a full room. A page with a
# widget is shown as soon as it is drawn.
LATE = """
import sys, time
import ipywidgets
sys.stdout.flush_timeout = sys.stderr.flush_timeout = 0
get_ipython().kernel.iopub_thread.schedule(lambda: time.sleep(5))
ipywidgets.Label("came late")
"""
TEXT = "# A headline\n\nA first sentence, with a formula: $x^2$."


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with notebooks in its `lessons`."""
    root = tmp_path_factory.mktemp("root")
    lessons = root / "lessons"
    write_notebook(lessons / "button.ipynb", BUTTON, markdown=TEXT)
    write_notebook(lessons / "slow.ipynb", SLOW_BUTTON, markdown=TEXT)
    write_notebook(lessons / "ours.ipynb", OURS)
    write_notebook(lessons / "slow_widget.ipynb", SLOW_WIDGET)
    write_notebook(lessons / "broken.ipynb", "1 / 0")
    write_notebook(lessons / "late.ipynb", LATE)
    write_notebook(
        lessons / "tagged.ipynb",
        "print('on the page')",
        "print('to take apart')",
        "print('for Colab')",
        tags={1: ["take-apart"], 2: ["other", "colab"]},
    )
    return root


@pytest.fixture
def go_on(root: Path) -> Iterator[Callable[[], None]]:
    """Lets slow.ipynb come to its end; without that it never does."""
    file = root / "lessons" / "go_on"
    yield file.touch
    file.unlink()


@pytest.fixture(scope="session")
def standalone(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`ai-playground serve`."""
    with standalone_server(root / "lessons", tmp_path_factory.mktemp("standalone") / "log") as server:
        yield server


@pytest.fixture(scope="session")
def extension(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Jupyter server with Voila as extension, as on Binder."""
    folder = tmp_path_factory.mktemp("extension")
    with jupyter_server(root, configure_home(folder / "home"), folder / "log") as server:
        yield server


@pytest.fixture(scope="session")
def lesson_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The lessons that ship, as `ai-playground serve` has them."""
    with standalone_server(None, tmp_path_factory.mktemp("lessons") / "log") as server:
        yield server


@pytest.fixture(params=["standalone", "extension"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the two."""
    server: Server = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def opener() -> Callable[[], OpenerDirector]:
    """Makes guests with a cookie jar each."""
    return lambda: build_opener(HTTPCookieProcessor())
