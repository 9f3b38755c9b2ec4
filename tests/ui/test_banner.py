from __future__ import annotations

import errno
import importlib
from typing import Any

import ipywidgets
import pydantic
import pytest

from ai_playground.ui.banner import Banner, explain
from ai_playground.ui.knobs import Knobs
from ai_playground.ui.run_bar import RunBar


class Settings(pydantic.BaseModel):
    learning_rate: float = pydantic.Field(0.1, le=1.0)
    epochs: int = 5


def raised(action: Any) -> Exception:
    try:
        action()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "The memory is full."),
        (
            OSError(errno.ENOSPC, "No space left on device", "/tmp/run.npz"),
            "The disk is full (/tmp/run.npz).",
        ),
        (OSError(errno.EROFS, "Read-only file system"), "it is read-only"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "Access to a file was denied (/x)."),
        (FileNotFoundError(errno.ENOENT, "No such file", "a.npz"), "A file is missing (a.npz)."),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset"), "A file or a connection failed"),
        (
            ModuleNotFoundError("No module named 'tensorflow'", name="tensorflow"),
            'ai-playground-lessons[cpu]"',
        ),
        (ModuleNotFoundError("No module named 'keras.ops'", name="keras.ops"), 'ai-playground-lessons[cpu]"'),
        (ValueError("All x are the same."), "All x are the same."),
        (RuntimeError("odd"), "Something went wrong here (RuntimeError: odd)."),
        (RuntimeError(), "Something went wrong here (RuntimeError)."),
    ],
)
def test_an_error_is_explained_in_plain_words(error: Exception, words: str) -> None:
    assert words in explain(error)


def test_a_memory_error_of_tensorflow_is_known_without_importing_it() -> None:
    error = type("ResourceExhaustedError", (Exception,), {})("OOM when allocating tensor")
    assert explain(error) == explain(MemoryError())


def test_settings_out_of_bounds_are_explained_knob_by_knob() -> None:
    error = raised(lambda: Settings(learning_rate=2, epochs="many"))  # type: ignore[arg-type]
    assert explain(error) == (
        "These settings can't be used. "
        "Learning rate: Input should be less than or equal to 1. "
        "Epochs: Input should be a valid integer, unable to parse string as an integer."
    )


def test_a_module_that_is_ours_to_fix_is_not_blamed_on_tensorflow() -> None:
    error = raised(lambda: importlib.import_module("no_such_module"))
    assert "Something went wrong" in explain(error)


def test_a_guarded_callback_shows_its_error_and_the_traceback() -> None:
    banner = Banner()
    banner.guard(lambda number: 1 / number)(0)
    assert "ZeroDivisionError" in banner.message
    assert banner.details.startswith("Traceback")
    assert banner.tone == "error"


def test_a_guarded_callback_that_works_leaves_the_banner_alone() -> None:
    banner, heard = Banner(), []
    banner.guard(lambda name, value=0: heard.append((name, value)))("rate", value=3)
    assert heard == [("rate", 3)]
    assert banner.message == ""


def test_a_page_is_watched_down_to_the_widgets_in_its_boxes() -> None:
    banner, bar, knobs = Banner(), RunBar(), Knobs([], {}, [{"name": "a", "label": "", "promise": ""}])
    banner.watch(ipywidgets.VBox([banner, ipywidgets.HBox([bar, ipywidgets.VBox([knobs])])]))
    bar.on_run(lambda: [][0])
    bar.receive({"type": "press", "action": "run"})
    assert "IndexError" in banner.message
    knobs.on_preset(lambda name: {"b": 1}[name])
    knobs.receive({"type": "preset", "name": "a"})
    assert "KeyError" in banner.message


def test_a_notice_is_replaced_and_dismissed() -> None:
    banner = Banner()
    banner.show("Wrong.", details="why")
    banner.show("The run goes on.", tone="note")
    assert (banner.message, banner.details, banner.tone) == ("The run goes on.", "", "note")
    banner.receive({"type": "dismiss"})
    assert banner.message == ""


def test_a_note_that_has_faded_is_gone_but_takes_no_other_notice_with_it() -> None:
    banner = Banner()
    banner.show("Added.", tone="note")
    banner.receive({"type": "faded", "text": "An older one."})
    assert banner.message == "Added."
    banner.receive({"type": "faded", "text": "Added."})
    assert banner.message == ""
    banner.show("Added.", tone="error")
    banner.receive({"type": "faded", "text": "Added."})
    assert banner.message == "Added."


def test_a_ping_is_answered() -> None:
    banner, sent = Banner(), []
    banner.send = lambda content: sent.append(content)
    banner.receive({"type": "ping", "n": 3})
    assert sent == [{"type": "heard", "n": 3}]
