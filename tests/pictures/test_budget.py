"""What unpacking a picture may take in memory, told beforehand and measured."""

from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ai_playground.pictures import PictureError, budget, read_picture, reading
from benchmarks.picture_bombs import BOMBS, peaks, tiff

# What Python and numpy take beside the picture, in bytes.
SPARE = 16 * 2**20


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="peaks of memory are asked of /proc")
def test_no_bomb_takes_more_memory_than_the_budget_has(tmp_path: Path) -> None:
    chosen = [
        "TIFF, floats",
        "JPEG, progressive CMYK, 40 megapixels",
    ]
    for name in chosen:
        (tmp_path / name).write_bytes(BOMBS[name]())
    found = {name: (size, peak, told) for name, size, peak, told in peaks(tmp_path)}
    assert sorted(found) == sorted(chosen)
    for name, (size, peak, told) in found.items():
        assert size < 2_000_000
        assert peak < budget.MEMORY + SPARE, f"{name}: {peak / 1e6:.0f} MB"
        assert told == "read, 8000 x 5000 px"


def jpeg(**options: object) -> bytes:
    file = io.BytesIO()
    Image.new("CMYK", (320, 160)).save(file, "JPEG", subsampling=0, **options)
    return file.getvalue()


def needed(content: bytes) -> int:
    with Image.open(io.BytesIO(content)) as image:
        return budget.memory_needed(image, content, 2048)


def test_a_progressive_jpeg_needs_two_bytes_more_for_each_value() -> None:
    # Beside these, what is needed to reduce a picture this small outweighs what its decoder holds.
    unpacked = 320 * 160 * 4
    reducing = 4 * (320 * 160 + budget.COPIES_OF_ROWS * budget.ROWS * 320)
    assert needed(jpeg()) == unpacked + reducing
    large = jpeg(progressive=True)
    frame = large.index(b"\xff\xc2")
    claimed = large[: frame + 5] + struct.pack(">HH", 8000, 8000) + large[frame + 9 :]
    with Image.open(io.BytesIO(claimed)) as image:
        assert budget.memory_needed(image, claimed, 2048) == 8000 * 8000 * (4 + 8)
        image.draft("RGB", (2000, 2000))  # its values are held at full size all the same
        assert budget.memory_needed(image, claimed, 2048) == 2000 * 2000 * 4 + 8000 * 8000 * 8


def test_a_jpeg_whose_colors_come_one_after_the_other_needs_as_much() -> None:
    plain = jpeg()
    scan = plain.index(b"\xff\xda")
    apart = plain[: scan + 4] + b"\1" + plain[scan + 5 :]  # the first scan has one color of four
    frame = apart.index(b"\xff\xc0")
    claimed = apart[: frame + 5] + struct.pack(">HH", 8000, 8000) + apart[frame + 9 :]
    with Image.open(io.BytesIO(claimed)) as image:
        assert budget.memory_needed(image, claimed, 2048) == 8000 * 8000 * (4 + 8)


def test_a_picture_over_the_budget_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = tiff(300, 200, (16, 16, 16))
    monkeypatch.setattr(budget, "MEMORY", needed(content))
    np.testing.assert_array_equal(read_picture(content), np.zeros((200, 300, 3)))
    monkeypatch.setattr(budget, "MEMORY", needed(content) - 1)
    with pytest.raises(PictureError, match=r"^It would take more than \d+ MB of memory to unpack\. Make it"):
        read_picture(content, "It")


def test_a_tile_far_larger_than_the_picture_counts() -> None:
    assert needed(tiff(64, 64, (8, 8, 8), tile=(2048, 2048))) > 3 * 2048 * 2048


def test_a_jpeg_in_thousands_of_passes_is_refused() -> None:
    content = jpeg(progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    with pytest.raises(PictureError, match="passes"):
        read_picture(content[:-2] + scan * reading.MOST_SCANS + b"\xff\xd9")


def test_a_picture_for_which_there_is_no_memory_is_said_to_be_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_image: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Image.Image, "load", full)
    with pytest.raises(PictureError, match="megapixels"):
        read_picture(tiff(64, 64, (8,)))
