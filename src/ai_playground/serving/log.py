"""What may stand in the server's log: no token in any form, and no line that a visitor wrote."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

SECRET = "[secret]"
NO_NEWS = (
    # A kernel spoke a moment before it was ended.
    "Got events for closed stream",
    # Jupyter gives Tornado its own milliseconds for seconds, and pings by itself.
    "The websocket_ping_timeout (",
)
"""What some of Tornado's messages begin with that tell nobody anything."""
# A wrong guess may be a slip of the right one, or a token of another server.
PARAMETER = re.compile(r"(token(?:=|%(?:25)*3d))[^&\s\"'<>\\]+", re.IGNORECASE)


class SafeFormatter(logging.Formatter):
    """Formats as another formatter does, less the token, with control characters escaped.

    A message is one line, whatever a visitor put into it; the lines of a traceback are indented, so that
    none can pass for an entry of the log.

    Args:
        inner: Makes the line of a message.
        token: The server's token; empty if it has none.
    """

    def __init__(self, inner: logging.Formatter | None = None, token: str = "") -> None:
        super().__init__()
        self._inner = inner or logging.Formatter("%(message)s")
        self._token = pattern_of(token) if token else None

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry."""
        safe = logging.makeLogRecord(record.__dict__)
        safe.msg, safe.args = escape(self._scrub(record.getMessage())), None
        safe.exc_info = safe.exc_text = safe.stack_info = None
        lines = [self._inner.format(safe)]
        if record.exc_info:
            lines += self.formatException(record.exc_info).splitlines()
        if record.stack_info:
            lines += record.stack_info.splitlines()
        return "\n    ".join([lines[0], *(escape(self._scrub(line)) for line in lines[1:])])

    def _scrub(self, text: str) -> str:
        if self._token is not None:
            text = self._token.sub(SECRET, text)
        return PARAMETER.sub(rf"\1{SECRET}", text)


def make_safe(loggers: Iterable[logging.Logger], token: str = "") -> None:
    """Have all that these loggers write, and what has no handler of its own, formatted safely."""
    logging.getLogger("tornado.general").addFilter(is_news)
    handlers = [handler for logger in loggers for handler in logger.handlers]
    # Tornado's loggers have none: what they say goes to the handler of last resort.
    if logging.lastResort is not None:
        handlers.append(logging.lastResort)
    for handler in handlers:
        handler.setFormatter(SafeFormatter(handler.formatter, token))


def is_news(record: logging.LogRecord) -> bool:
    """Whether a message is worth an entry."""
    return not record.getMessage().startswith(NO_NEWS)


def escape(text: str) -> str:
    """Return `text` with what a terminal doesn't print written as Python would, e.g. ``\\n``."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def pattern_of(secret: str) -> re.Pattern[str]:
    """Return what finds `secret` as it is, percent-encoded (wholly, in part, twice) or escaped by Python."""
    return re.compile("".join(_forms(sign) for sign in secret))


def _forms(sign: str) -> str:
    encoded = "".join(rf"%(?:25)*{_either_case(f'{byte:02x}')}" for byte in sign.encode())
    forms = {re.escape(sign), encoded, re.escape(sign.encode("unicode_escape").decode())}
    if sign == " ":
        forms.add(r"\+")
    return f"(?:{'|'.join(sorted(forms))})"


def _either_case(text: str) -> str:
    return "".join(f"[{sign}{sign.upper()}]" if sign.isalpha() else sign for sign in text)
