"""No token in the log in any form, and no line in it that a visitor wrote."""

from __future__ import annotations

import logging
from urllib.parse import quote, quote_plus

import pytest

from ai_playground.serving.log import SECRET, SafeFormatter, is_news

TOKEN = "sesame öffne/dich+&'%41\\"


def line(message: str, *arguments: object, token: str = TOKEN) -> str:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, arguments, None)
    return SafeFormatter(logging.Formatter("%(levelname)s %(message)s"), token).format(record)


@pytest.mark.parametrize(
    "form",
    [
        TOKEN,
        quote(TOKEN),
        quote(TOKEN, safe=""),
        quote_plus(TOKEN),
        quote(TOKEN, safe="").lower(),
        quote(quote(TOKEN, safe=""), safe=""),
        "".join(f"%{byte:02x}" for byte in TOKEN.encode()),
        repr(TOKEN)[1:-1],
        TOKEN.encode("unicode_escape").decode(),
    ],
)
@pytest.mark.parametrize(
    "entry",
    [
        "404 GET /x?token={} (::1) 0.5ms",
        "500 GET /{} (::1)",
        "404 GET /x (::1) referer=http://localhost/?a=1&%74oken={}",
        "HTTPServerRequest(uri='/?token={}', headers={{'Authorization': 'token {}'}})",
    ],
)
def test_the_token_is_in_no_line_in_any_form(entry: str, form: str) -> None:
    said = line("%s", entry.replace("{}", form).replace("{{", "{").replace("}}", "}"))
    assert form not in said
    assert "sesame" not in said
    assert SECRET in said


def test_a_guess_of_the_token_is_not_in_the_log_either() -> None:
    said = line("404 GET /x?a=1&token=sesami&b=2 and /y?TOKEN%3Dsesami", token="")
    assert said == f"ERROR 404 GET /x?a=1&token={SECRET}&b=2 and /y?TOKEN%3D{SECRET}"


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\x1b[2J", "\x00", "\x85", "\u2028", "\u202e", "\x7f", "\udcff"]
)
def test_one_message_is_one_line_of_signs_that_print(sign: str) -> None:
    said = line("404 GET /%s", f"x{sign}ERROR forged")
    assert said.isprintable()
    assert said.count("ERROR") == 2
    assert said.startswith("ERROR 404 GET /x\\")


def test_a_traceback_can_not_pass_for_an_entry() -> None:
    try:
        raise ValueError("no\nERROR forged\x1b[2J " + TOKEN)
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "failed", (), (type(error), error, error.__traceback__)
        )
    first, *rest = (
        SafeFormatter(logging.Formatter("%(levelname)s %(message)s"), TOKEN).format(record).split("\n")
    )
    assert first == "ERROR failed"
    assert any("ERROR forged" in text for text in rest)
    assert all(text.startswith("    ") and text.isprintable() for text in rest)
    assert "sesame" not in "".join(rest)


@pytest.mark.parametrize(
    ("message", "news"),
    [
        ("Got events for closed stream %s", False),
        ("The websocket_ping_timeout (90000) cannot be longer than the websocket_ping_interval (%s).", False),
        ("Could not parse request line %s", True),
    ],
)
def test_what_tells_nobody_anything_is_no_entry(message: str, news: bool) -> None:
    assert (
        is_news(logging.LogRecord("tornado.general", logging.WARNING, "x.py", 1, message, (1,), None)) is news
    )
