"""What is taken home from a run: the picture with its settings in it, a film, the curves, the code."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import pydantic

from ai_playground.perceptual.download import FILES
from ai_playground.pictures import PictureFile, Pixels, resized, resized_to
from ai_playground.settings import as_python as settings_as_python
from ai_playground.style.settings import LIVE, StyleSettings
from ai_playground.style.transfer import Snapshot

# Under this name a PNG file carries the settings it was painted with.
KEYWORD = "ai_playground"
# A film of more or larger pictures would be too large to send.
MOST_FRAMES = 48
LONGEST_SIDE_OF_FILM = 480
_FRAME_MS, _LAST_FRAME_MS = 100, 2_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(picture: Pixels, settings: StyleSettings) -> bytes:
    """`picture`, uint8 of shape (height, width, 3), as a PNG file that carries `settings`."""
    from PIL import Image, PngImagePlugin

    texts = PngImagePlugin.PngInfo()
    texts.add_itxt(KEYWORD, settings.model_dump_json())
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", pnginfo=texts)
    return buffer.getvalue()


def settings_from_png(content: bytes) -> StyleSettings | None:
    """The settings that a file made by `png` carries; None for any other file, whatever it holds."""
    beginning = KEYWORD.encode() + bytes(3)  # not compressed
    for kind, data in _chunks(content):
        if kind == b"iTXt" and data.startswith(beginning):
            _language, _, rest = data.removeprefix(beginning).partition(b"\0")
            _translated, _, text = rest.partition(b"\0")
            try:
                return StyleSettings.model_validate_json(text)
            except pydantic.ValidationError:
                return None
    return None


def gif(pictures: Sequence[Pixels]) -> bytes:
    """`pictures`, uint8 of shapes (height, width, 3), as an endless film that rests on the last one.

    All get the last one's size, at most `LONGEST_SIDE_OF_FILM` px. Of more than `MOST_FRAMES` it takes an
    even choice that begins with the first.
    """
    from PIL import Image

    last = pictures[-1]
    if max(last.shape[:2]) > LONGEST_SIDE_OF_FILM:
        last = resized(last, LONGEST_SIDE_OF_FILM)
    count = min(len(pictures), MOST_FRAMES)
    chosen = [pictures[number * (len(pictures) - 1) // max(count - 1, 1)] for number in range(count - 1)]
    frames = [Image.fromarray(resized_to(picture, *last.shape[:2])) for picture in chosen]
    frames.append(Image.fromarray(last))
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[_FRAME_MS] * (count - 1) + [_LAST_FRAME_MS],
        loop=0,
    )
    return buffer.getvalue()


def run_json(history: Sequence[Snapshot]) -> bytes:
    """Settings of the last snapshot, and at each one the loss' terms and the live settings, as JSON."""
    run = {
        "settings": history[-1].settings.model_dump(),
        "history": [
            {
                "step": snapshot.step,
                "size": snapshot.size,
                **terms(snapshot),
                "live": {name: getattr(snapshot.settings, name) for name in LIVE},
            }
            for snapshot in history
        ],
    }
    return json.dumps(run, indent=1, allow_nan=False).encode()


def terms(snapshot: Snapshot) -> dict[str, Any]:
    """The loss of a snapshot, and its terms: weighted, and unweighted by layer (style: one dict a style)."""
    return {
        "loss": snapshot.loss,
        "weighted": dict(zip(("content", "style", "total_variation"), snapshot.weighted, strict=True)),
        "content": dict(zip(snapshot.layers.content, snapshot.content, strict=True)),
        "style": [dict(zip(snapshot.layers.style, row, strict=True)) for row in snapshot.style],
        "total_variation": snapshot.total_variation,
    }


def _read(picture: PictureFile) -> str:
    """Code for its pixels: from the library under its name, or from the visitor's file."""
    return f"read_picture(Path({picture.file!r}))" if picture.own else f"shipped({picture.name!r})"


def as_python(
    settings: StyleSettings, content: PictureFile, styles: Sequence[PictureFile], *, regions: bool = False
) -> str:
    """Python code that repeats a run without page or command line, but for its `regions`, if any."""
    sources = [content, *styles]
    own, library = any(each.own for each in sources), not all(each.own for each in sources)
    downloaded = settings.network in FILES
    lines = [
        "from pathlib import Path",
        "",
        *(["from ai_playground.perceptual.download import weights_file"] if downloaded else []),
        *(["from ai_playground.pictures import read_picture"] if own else []),
        "from ai_playground.style.export import png",
        "from ai_playground.style.inputs import Style",
        *(["from ai_playground.style.library import shipped"] if library else []),
        "from ai_playground.style.settings import StyleSettings",
        "from ai_playground.style.transfer import stylize",
        "",
        f"settings = {settings_as_python(settings)}",
        *(["# Your own pictures are read from the folder in which this runs."] if own else []),
        f"content = {_read(content)}",
        *(
            ["# The regions painted on the page are left out; Style(picture, mask) takes one."]
            if regions
            else []
        ),
        f"styles = [{', '.join(f'Style({_read(style)})' for style in styles)}]",
        *(["weights = weights_file(settings.network)"] if downloaded else []),
        f"for snapshot in stylize(content, styles, settings{', weights' if downloaded else ''}):",
        '    print(f"step {snapshot.step} of {snapshot.steps}, loss {snapshot.loss:.4g}")',
        'Path("style.png").write_bytes(png(snapshot.picture, settings))',
        "",
    ]
    return "\n".join(lines)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each chunk of a PNG file, as far as it is one."""
    place = len(_SIGNATURE) if content.startswith(_SIGNATURE) else len(content)
    while place + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        yield kind, content[place + 8 : place + 8 + length]
        place += 12 + length
