"""Which files are taken for pictures, what they hold, and a photo of an iPhone."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.pictures import PictureError, read_picture, read_reduced
from ai_playground.pictures.formats import is_systems_own, looks_like_picture


def saved(file_format: str, pictures: int = 1, **options: Any) -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (64, 48), (40 * number, 255 - 40 * number, 9)) for number in range(pictures)]
    several = {"save_all": True, "append_images": frames[1:]} if pictures > 1 else {}
    frames[0].save(file, file_format, **several, **options)
    return file.getvalue()


@pytest.mark.parametrize("name", ["a.jpg", "a.JPE", "a.jfif", "a.jfi", "a.jif", "a.heic", "a.HEIF", "a.pgm"])
def test_a_picture_is_known_by_its_ending_even_if_it_is_damaged(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"damaged")
    assert looks_like_picture(tmp_path / name)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "TIFF", "WEBP", "AVIF"])
def test_a_picture_under_another_ending_is_known_by_how_it_begins(tmp_path: Path, file_format: str) -> None:
    (tmp_path / "photo.bak").write_bytes(saved(file_format))
    assert looks_like_picture(tmp_path / "photo.bak")


@pytest.mark.parametrize(
    "content", [b"", b"Python is a language", b"BMW", b"P1 is a car", b"{}", b"%PDF-1.7", b"II", bytes(99)]
)
def test_a_text_or_a_document_is_not_taken_for_a_picture(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes.txt").write_bytes(content)
    assert not looks_like_picture(tmp_path / "notes.txt")


@pytest.mark.parametrize("name", ["._IMG_1.jpg", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/a.jpg"])
def test_what_a_system_puts_beside_photos_is_its_own(name: str) -> None:
    assert is_systems_own(name)
    assert not is_systems_own("photos/IMG_1.jpg")


@pytest.mark.parametrize(
    ("file_format", "remark"),
    [
        ("TIFF", "scan has 3 pages; this is the first."),
        ("GIF", "scan has 3 frames; this is the first."),
        ("WEBP", "scan has 3 frames; this is the first."),
        ("PNG", "scan has 3 frames; this is the first."),
        ("AVIF", "scan has 3 frames; this is the first."),
    ],
)
def test_of_several_pages_or_frames_their_number_is_said(file_format: str, remark: str) -> None:
    found = read_reduced(saved(file_format, 3))
    assert found.remark("scan") == remark
    assert found.pixels[..., 0].max() < 20  # the first, not one of the others
    assert read_reduced(saved(file_format)).remark("scan") == ""


def heic(**options: Any) -> bytes:
    pillow_heif = pytest.importorskip("pillow_heif", reason="HEIC is read by pillow-heif, which isn't there")
    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    picture = np.zeros((96, 128, 3), np.uint8)
    picture[:48, :64] = 255, 0, 0
    Image.fromarray(picture).save(file, "HEIF", quality=95, **options)
    return file.getvalue()


def test_a_heic_photo_is_read_and_stands_upright() -> None:
    plain = read_picture(heic())
    assert plain.shape == (96, 128, 3)
    np.testing.assert_allclose(plain[20, 20], [255, 0, 0], atol=12)
    exif = Image.Exif()
    exif[274] = 6  # to be turned a quarter clockwise
    turned = read_picture(heic(exif=exif.tobytes()))
    assert turned.shape == (128, 96, 3)
    np.testing.assert_allclose(turned[20, 80], [255, 0, 0], atol=12)


def test_without_its_reader_a_heic_photo_is_refused_with_how_to_export_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    photo = b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic" + bytes(99)
    with pytest.raises(
        PictureError, match=r"^IMG_1\.HEIC is a HEIC photo.*JPEG.*Most Compatible.*pillow-heif"
    ):
        read_picture(photo, "IMG_1.HEIC")


def test_a_damaged_heic_photo_is_refused() -> None:
    content = heic()
    for damaged in (content[: len(content) // 2], content[:200] + bytes(len(content) - 200)):
        with pytest.raises(PictureError, match=r"damaged|not a picture"):
            read_picture(damaged, "a.heic")
