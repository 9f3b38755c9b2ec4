"""Where a page says what went wrong: in plain words, with the traceback folded below."""

from __future__ import annotations

import errno
import functools
import traceback
from collections.abc import Callable, Iterable
from typing import Any, Literal, ParamSpec

import traitlets

from ai_playground.ui.widget import Handlers, Widget, script

P = ParamSpec("P")


class Banner(Widget):
    """A notice at the foot of the window, for errors, for remarks, and for "the kernel is gone".

    A ``note`` goes by itself once there was time to read it, so that it covers nothing for long; an error
    stays.

    Attributes
    ----------
    message, details, tone
        What is shown, what folds below it, and whether it is an ``error`` or a ``note``. No message, no
        notice.
    watch_kernel
        Ask the kernel for a sign of life when the visitor does something, and offer a reload when none
        comes within five seconds. False where runs block the kernel (foreground mode).
    """

    _esm = script("banner")

    message = traitlets.Unicode().tag(sync=True)
    details = traitlets.Unicode().tag(sync=True)
    tone = traitlets.Enum(["error", "note"], "error").tag(sync=True)
    watch_kernel = traitlets.Bool(True).tag(sync=True)

    def show(self, message: str, *, details: str = "", tone: Literal["error", "note"] = "error") -> None:
        """Show `message`, in place of the one before."""
        self.tone = tone
        self.details = details
        self.message = message

    def clear(self) -> None:
        """Take the notice away."""
        self.message = ""
        self.details = ""

    def show_error(self, error: BaseException) -> None:
        """Show an exception: what it means in plain words, and its traceback."""
        self.show(explain(error), details="".join(traceback.format_exception(error)))

    def guard(self, callback: Callable[P, object]) -> Callable[P, None]:
        """`callback`, with its exceptions shown here instead of raised."""

        @functools.wraps(callback)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                callback(*args, **kwargs)
            except Exception as error:
                self.show_error(error)

        return guarded

    def watch(self, *widgets: Any) -> None:
        """Show what the callbacks of these widgets raise, and of the widgets in these boxes."""
        for widget in widgets:
            if isinstance(widget, Widget):
                widget.show_errors_with(self.show_error)
            self.watch(*getattr(widget, "children", ()))

    def handlers(self) -> Handlers:
        """What the browser may send: ping, dismiss, faded."""
        return {
            # Needs no handler of its own: every message is answered with "heard".
            "ping": lambda _message, _buffers: None,
            "dismiss": lambda _message, _buffers: self.clear(),
            "faded": lambda message, _buffers: self._fade(message),
        }

    def _fade(self, message: dict[str, Any]) -> None:
        # Another one may have taken its place while the message was on its way.
        if self.tone == "note" and message.get("text") == self.message:
            self.clear()


def explain(error: BaseException) -> str:
    """What an exception means and what to do about it, in one or two plain sentences."""
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return "The memory is full. Choose something smaller (picture, network or batch) and run again."
    if isinstance(error, ModuleNotFoundError) and (error.name or "").split(".")[0] in {"tensorflow", "keras"}:
        return (
            f"This needs {error.name}, which isn't installed here. "
            'Install it with: pip install "ai-playground-lessons[cpu]"'
        )
    if isinstance(error, OSError):
        return explain_os_error(error)
    problems = getattr(error, "errors", None)
    if type(error).__name__ == "ValidationError" and callable(problems):
        return explain_problems(problems())
    text = str(error).strip()
    if isinstance(error, ValueError) and text:
        return text
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return f"Something went wrong here ({what}). Try again, or reload the page."


def explain_os_error(error: OSError) -> str:
    """The plain words for a failed file operation."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}. Make room and try again."
    if error.errno == errno.EROFS:
        return f"The disk can't be written to, it is read-only{where}. Set TMPDIR to a folder that can."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"Access to a file was denied{where}."
    if error.errno == errno.ENOENT:
        return f"A file is missing{where}."
    return f"A file or a connection failed{where}: {error.strerror or error}."


def explain_problems(problems: Iterable[dict[str, Any]]) -> str:
    """The plain words for what pydantic found wrong with settings."""
    sentences = []
    for problem in problems:
        name = " ".join(str(part) for part in problem["loc"]).replace("_", " ").capitalize()
        sentences.append(f"{name}: {problem['msg']}." if name else f"{problem['msg']}.")
    return "These settings can't be used. " + " ".join(sentences)
