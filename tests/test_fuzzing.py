"""Files with a few bytes wrong, thousands of them: a reader gives what it reads or its own error."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from ai_playground.corners.frame import HEIGHT, WIDTH
from ai_playground.corners.labels import label_text
from ai_playground.corners.own_data import OwnDataError, from_archive
from ai_playground.pictures import PictureError, read_mask, read_reduced
from ai_playground.style.export import png, settings_from_png
from ai_playground.style.settings import StyleSettings

NOISE = np.random.default_rng(0).integers(0, 256, (36, 40, 3), dtype=np.uint8)
PAGE = np.array([[20, 30], [170, 40], [160, 240], [30, 230]], np.float32)
FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
# Numbers that programs stumble over.
ODD = (
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x80\0\0\0",
    b"\0\0\0\x80",
    b"-1",
)


def mutants(content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """`content` with bytes changed, put in, left out or repeated, or cut off; its beginning most of all."""
    chance = random.Random(seed)
    for _ in range(count):
        mutant = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            reach = len(mutant) if chance.random() < 0.5 else min(len(mutant), 120)
            place = chance.randrange(max(reach, 1))
            kind = chance.randrange(6)
            if kind == 0:
                mutant[place : place + 1] = bytes([chance.randrange(256)])
            elif kind == 1:
                odd = chance.choice(ODD)
                mutant[place : place + len(odd)] = odd
            elif kind == 2:
                del mutant[place : place + chance.randint(1, 30)]
            elif kind == 3:
                mutant[place:place] = chance.randbytes(chance.randint(1, 8))
            elif kind == 4:
                mutant[place:place] = mutant[place : place + chance.randint(1, 200)]
            else:
                del mutant[place:]
        yield bytes(mutant)


def picture(file_format: str, **options: object) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[274], exif[0x010E] = 6, "a photo"
    with_exif = {} if file_format in ("BMP", "GIF", "PPM") else {"exif": exif}
    Image.fromarray(NOISE).save(file, file_format, **with_exif, **options)
    return file.getvalue()


def archive(packing: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as made:
        for name in ("a", "b"):
            made.writestr(f"{name}.png", picture("PNG"))
            made.writestr(f"{name}.json", label_text(PAGE, f"{name}.png", ""))
    return file.getvalue()


@pytest.mark.parametrize("file_format", FORMATS)
def test_of_a_damaged_picture_there_is_a_picture_or_a_picture_error(file_format: str) -> None:
    for number, mutant in enumerate(mutants(picture(file_format), 250, seed=1)):
        with contextlib.suppress(PictureError):
            if number % 2:
                assert read_reduced(mutant).pixels.ndim == 3
            else:
                assert read_mask(mutant).pixels.ndim == 2


def test_of_a_damaged_progressive_jpeg_there_is_a_picture_or_a_picture_error() -> None:
    for mutant in mutants(picture("JPEG", progressive=True), 250, seed=2):
        with contextlib.suppress(PictureError):
            assert read_reduced(mutant).pixels.ndim == 3


@pytest.mark.parametrize("packing", ["ZIP_STORED", "ZIP_DEFLATED", "ZIP_BZIP2", "ZIP_LZMA"])
def test_of_a_damaged_archive_there_are_photos_or_an_own_data_error(packing: str) -> None:
    content = archive(getattr(zipfile, packing))
    middle = content[: len(content) // 2] + content[-400:]
    for mutant in (*mutants(content, 300, seed=3), *mutants(middle, 100, seed=4)):
        with contextlib.suppress(OwnDataError):
            for photo in from_archive(mutant):
                assert photo.picture.shape == (HEIGHT, WIDTH, 3)
    directory = content[content.index(b"PK\1\2") :]
    for mutant in mutants(directory, 400, seed=5):
        with contextlib.suppress(OwnDataError):
            from_archive(content[: -len(directory)] + mutant)


def test_of_a_damaged_result_there_are_settings_or_none() -> None:
    content = png(NOISE, StyleSettings(size=64, iterations=7))
    assert settings_from_png(content) == StyleSettings(size=64, iterations=7)
    for mutant in mutants(content, 1000, seed=6):
        found = settings_from_png(mutant)
        assert found is None or isinstance(found, StyleSettings)
    deep = png(NOISE, StyleSettings()).replace(b'{"content_weight"', b"[" * 17, 1)
    assert settings_from_png(deep) is None
