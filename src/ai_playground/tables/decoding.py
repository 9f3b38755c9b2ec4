"""From bytes to text: the encoding, and the characters that nobody sees."""

from __future__ import annotations

import codecs
import re

from ai_playground.tables import TableError

# In this order: the mark of UTF-16 begins that of UTF-32.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# Byte-order and direction marks, joiners, soft hyphens and spaces without width.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
# Page breaks and Unicode's own line ends; csv knows only those of ASCII.
_LINE_ENDS = str.maketrans(dict.fromkeys("\v\f\u0085\u2028\u2029", "\n"))
# What a digit or a comma and a line end of ASCII are in UTF-16; the mark of UTF-16 read the wrong way round.
_MIXED = re.compile("[\u0a20-\u0a3b\u0d20-\u0d3b\ufffe]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def decode(content: bytes, name: str) -> tuple[str, str]:
    """The text of a file, without characters that nobody sees, and its encoding if that is worth saying.

    Numbers are ASCII in every encoding in use, so a file in an old one is read, too: as Shift-JIS where it
    can be nothing else, else as Windows-1252, of which single lines may be UTF-8 where files were joined.
    Line ends become those of Unix.

    Raises:
        TableError: if this is no text, or in two encodings at once.
    """
    for mark, encoding, label in _MARKS:
        if content.startswith(mark):
            text = _strictly(content.removeprefix(mark), encoding)
            return _checked(text, name), "" if encoding == "utf-8" else label
    if 0 in content.rstrip(b"\x00"):
        return _checked(_without_mark(content), name), "UTF-16 or UTF-32 without its mark"
    if b"\x1b$" in content and (text := _strictly(content, "iso2022_jp")):
        return _checked(text, name), "ISO-2022-JP"
    text = _strictly(content, "utf-8")
    if text is not None:
        return _checked(text, name), ""
    if _is_shift_jis(content):
        return _checked(content.decode("cp932"), name), "Shift-JIS"
    lines = content.split(b"\n")
    decoded = [_strictly(line, "utf-8") or line.decode("cp1252", errors="replace") for line in lines]
    return _checked("\n".join(decoded), name), "Windows-1252"


def clean(text: str) -> str:
    """`text` without characters that have no width."""
    return _UNSEEN.sub("", text)


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _without_mark(content: bytes) -> str | None:
    """The text in the one encoding of 16 or 32 bits in which it is mostly ASCII, as tables of numbers are."""
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        text = _strictly(content, encoding)
        if text and sum(character < "\x80" for character in text) > 0.6 * len(text) and "\x00" not in text:
            return text
    return None


def _is_shift_jis(content: bytes) -> bool:
    """Whether all beyond ASCII is Japanese in Shift-JIS: kana, full-width signs and the commoner kanji."""
    text = _strictly(content, "cp932")
    if text is None:
        return False
    beyond = [character.encode("cp932") for character in text if character >= "\x80"]
    common = [code for code in beyond if len(code) == 2 and 0x81 <= code[0] <= 0x97]
    # Curly quotes of Windows-1252 before a letter look like one, but have no second byte beyond ASCII.
    return 2 * len(common) > len(beyond) and any(code[1] >= 0x80 for code in common)


def _checked(text: str | None, name: str) -> str:
    if text is not None and _MIXED.search(text):
        raise TableError(
            f"{name} is in two encodings at once. Save its parts in one, UTF-8, and join them anew."
        )
    if text is not None:
        text = _at_the_joins(text.rstrip("\x00\x1a")).translate(_LINE_ENDS).replace("\r\n", "\n")
        if not _CONTROLS.search(text):
            return clean(text.replace("\r", "\n"))
    raise TableError(
        f"{name} is not a text file. Choose a CSV file, or an Excel file, with two columns, x and y."
    )


def _at_the_joins(text: str) -> str:
    """A new line where files were joined: before a mark in mid-line that is followed by the first line."""
    if "\ufeff" not in text:
        return text
    first = text.lstrip("\ufeff").splitlines()[0] if text.strip("\ufeff") else ""
    return (
        re.sub(rf"(?<=[^\r\n\ufeff])\ufeff+(?={re.escape(first)}\r?(?:\n|$))", "\n", text) if first else text
    )
