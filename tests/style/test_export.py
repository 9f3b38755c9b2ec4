from __future__ import annotations

import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.pictures import PictureFile, Pixels, read_picture
from ai_playground.style.descriptor import layer_plan
from ai_playground.style.export import (
    LONGEST_SIDE_OF_FILM,
    MOST_FRAMES,
    as_python,
    gif,
    png,
    run_json,
    settings_from_png,
)
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.settings import LIVE, StyleSettings
from ai_playground.style.transfer import Snapshot

SETTINGS = StyleSettings(
    network="random",
    style_weight=12.5,
    style_blend="75, 25",
    style_layers="block1_conv1 block3_conv1:0.5",
    content_layers="block4_conv2",
    size=64,
    iterations=2,
)
PICTURE = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_text(data: bytes) -> bytes:
    """A PNG file with `data` as the content of an international text chunk."""
    plain = png(PICTURE, SETTINGS)[:33]
    return plain + chunk(b"iTXt", data) + chunk(b"IEND", b"")


def snapshot(step: int, picture: Pixels = PICTURE, settings: StyleSettings = SETTINGS) -> Snapshot:
    return Snapshot(
        step=step,
        steps=9,
        picture=picture,
        loss=6.0 / (step + 1),
        content=(0.25,),
        style=((0.5, 0.75), (1.5, 1.75)),
        total_variation=0.01,
        weighted=(1.0, 2.0, 3.0),
        settings=settings,
        layers=layer_plan(settings, 2),
    )


def frames(film: bytes) -> list[tuple[tuple[int, int], int, Image.Image]]:
    """Size, milliseconds and picture of each frame."""
    image: Any = Image.open(io.BytesIO(film))
    found = []
    for number in range(image.n_frames):
        image.seek(number)
        found.append((image.size, image.info["duration"], image.convert("RGB")))
    return found


def test_a_png_gives_back_picture_and_settings() -> None:
    content = png(PICTURE, SETTINGS)
    assert settings_from_png(content) == SETTINGS
    assert (read_picture(content) == PICTURE).all()


def test_any_program_reads_the_settings_as_text() -> None:
    with Image.open(io.BytesIO(png(PICTURE, SETTINGS))) as image:
        assert json.loads(image.info["ai_playground"]) == SETTINGS.model_dump()


def test_defaults_that_change_later_leave_an_old_picture_its_settings() -> None:
    with Image.open(io.BytesIO(png(PICTURE, StyleSettings()))) as image:
        assert json.loads(image.info["ai_playground"]).keys() == StyleSettings.model_fields.keys()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a and more",
        png(PICTURE, SETTINGS)[:60],
        with_text(b""),
        with_text(b"ai_playground"),
        with_text(b"ai_playground\0\0\0"),
        with_text(b"ai_playground\0\0\0\0\0"),
        with_text(b"ai_playground\0\0\0\0\0not json"),
        with_text(b"ai_playground\0\0\0\0\0\xff\xfe"),
        with_text(b'ai_playground\0\0\0\0\0{"size": 1e9}'),
        with_text(b'ai_playground\0\0\0\0\0{"size": NaN}'),
        with_text(b'ai_playground\0\0\0\0\0{"no_such_knob": 1}'),
        with_text(b"ai_playground\0\0\0\0\0[]"),
        with_text(b"ai_playground\0\0\0\0\0" + b"[" * 1_000_000),
        with_text(b"ai_playground\0\1\0\0\0" + zlib.compress(b'{"size": 128}')),
        with_text(b'another\0\0\0\0\0{"size": 128}'),
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 1000,
        b"\x89PNG\r\n\x1a\n" + bytes(1000),
    ],
)
def test_foreign_and_hostile_files_carry_no_settings(content: bytes) -> None:
    assert settings_from_png(content) is None


def test_a_picture_of_another_program_carries_no_settings() -> None:
    buffer = io.BytesIO()
    Image.fromarray(PICTURE).save(buffer, "PNG")
    assert settings_from_png(buffer.getvalue()) is None


def test_a_film_has_a_frame_for_every_picture_and_rests_on_the_last() -> None:
    pictures = [np.full((48, 64, 3), 40 * number, np.uint8) for number in range(5)]
    shown = frames(gif(pictures))
    assert [size for size, _, _ in shown] == [(64, 48)] * 5
    assert [duration for _, duration, _ in shown] == [100] * 4 + [2000]
    assert [image.getpixel((9, 9)) for _, _, image in shown] == [(40 * n, 40 * n, 40 * n) for n in range(5)]
    assert Image.open(io.BytesIO(gif(pictures))).info["loop"] == 0


def test_small_pictures_grow_to_the_size_of_the_last() -> None:
    assert [size for size, _, _ in frames(gif([PICTURE[::2, ::2], PICTURE]))] == [(64, 48)] * 2


def test_a_film_has_bounds() -> None:
    pictures = [np.full((6, 8, 3), number, np.uint8) for number in range(200)]
    shown = frames(gif(pictures))
    assert len(shown) == MOST_FRAMES
    assert (shown[0][2].getpixel((0, 0)), shown[-1][2].getpixel((0, 0))) == ((0, 0, 0), (199, 199, 199))
    wide = np.zeros((300, 1000, 3), np.uint8)
    assert frames(gif([wide, wide + 9]))[0][0] == (LONGEST_SIDE_OF_FILM, 144)


def test_a_film_of_one_picture_is_that_picture() -> None:
    assert len(frames(gif([PICTURE]))) == 1


def test_the_json_of_a_run_names_every_term_by_layer() -> None:
    run = json.loads(run_json([snapshot(0), snapshot(2)]))
    assert StyleSettings(**run["settings"]) == SETTINGS
    assert [row["step"] for row in run["history"]] == [0, 2]
    assert run["history"][1] == {
        "step": 2,
        "size": 64,
        "loss": 2.0,
        "weighted": {"content": 1.0, "style": 2.0, "total_variation": 3.0},
        "content": {"block4_conv2": 0.25},
        "style": [
            {"block1_conv1": 0.5, "block3_conv1": 0.75},
            {"block1_conv1": 1.5, "block3_conv1": 1.75},
        ],
        "total_variation": 0.01,
        "live": {name: getattr(SETTINGS, name) for name in LIVE},
    }


def test_the_json_of_a_run_has_the_live_settings_of_every_step() -> None:
    later = SETTINGS.changed(style_weight=99.0)
    run = json.loads(run_json([snapshot(0), snapshot(2, settings=later)]))
    assert [row["live"]["style_weight"] for row in run["history"]] == [12.5, 99.0]
    assert StyleSettings(**run["settings"]) == later


def test_the_python_code_runs_and_paints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["it's.png", "one.png", 'an"other.png']
    for name in names:
        Image.fromarray(PICTURE).save(tmp_path / name)
    own = [PictureFile("own-1", name, "", b"") for name in names]
    exec(as_python(SETTINGS, own[0], own[1:]), {})
    content = (tmp_path / "style.png").read_bytes()
    assert settings_from_png(content) == SETTINGS
    assert read_picture(content).shape == PICTURE.shape
    assert capsys.readouterr().out.startswith("step 0 of 2, loss ")


def test_the_python_code_downloads_what_has_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = []

    def stylize(*arguments: Any) -> list[Snapshot]:
        given.append(arguments)
        return [snapshot(0)]

    monkeypatch.setattr("ai_playground.style.transfer.stylize", stylize)
    monkeypatch.setattr("ai_playground.perceptual.download.weights_file", Path)
    exec(as_python(SETTINGS.changed(network="vgg19"), PHOTOS[0], [STYLES[0]]), {})
    assert given[0][2:] == (SETTINGS.changed(network="vgg19"), Path("vgg19"))
