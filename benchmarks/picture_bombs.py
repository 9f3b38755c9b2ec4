"""Pictures that are small as files and large in memory: what reading each takes, or that it is refused.

Prints the peak beside the budget. Linux only: the peak is asked of /proc.

    .venv/bin/python benchmarks/picture_bombs.py
"""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image, features

# Left, top, and the steps across and down, of each pass of an interlaced PNG.
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
WIDE, HIGH = 8000, 5000  # 40 megapixels, the most that any picture may have


def saved(file_format: str, mode: str, width: int, height: int, color: Any = 0, **options: Any) -> bytes:
    """One color, saved by Pillow."""
    file = io.BytesIO()
    Image.new(mode, (width, height), color).save(file, file_format, **options)
    return file.getvalue()


def png(
    width: int, height: int, bits: int, kind: int, *more: tuple[bytes, bytes], interlaced: int = 0
) -> bytes:
    """A black PNG; kinds: 0 grey, 2 colors, 3 palette, 4 grey and alpha, 6 colors and alpha."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    packer = zlib.compressobj()
    passes = ADAM7 if interlaced else ((0, 0, 1, 1),)
    rows = b""
    for left, top, across, down in passes:
        row = bytes(1 + (len(range(left, width, across)) * samples * bits + 7) // 8)
        rows += packer.compress(row * len(range(top, height, down)))
    rows += packer.flush()
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, interlaced)),
        *more,
        (b"IDAT", rows),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def tiff(
    width: int,
    height: int,
    bits: tuple[int, ...],
    sample_format: int = 1,
    tile: tuple[int, int] | None = None,
) -> bytes:
    """A black TIFF of any kind of pixels, deflated, in one strip or in one tile of that width and height."""
    across, down = tile or (width, height)
    packer = zlib.compressobj()
    row = bytes(across * sum(bits) // 8)
    strip = b"".join([*(packer.compress(row) for _ in range(down)), packer.flush()])
    tags: list[tuple[int, int, list[int]]] = [
        (256, 4, [width]),
        (257, 4, [height]),
        (258, 3, list(bits)),
        (259, 3, [8]),
        (262, 3, [2 if len(bits) > 1 else 1]),
        *([] if tile else [(273, 4, [8])]),
        (277, 3, [len(bits)]),
        *([(278, 4, [height]), (279, 4, [len(strip)])] if tile is None else []),
        *([(322, 4, [across]), (323, 4, [down]), (324, 4, [8]), (325, 4, [len(strip)])] if tile else []),
        (339, 3, [sample_format] * len(bits)),
    ]
    directory = 8 + len(strip) + len(strip) % 2
    behind = directory + 2 + 12 * len(tags) + 4
    entries, values = b"", b""
    for tag, kind, numbers in tags:
        data = struct.pack(f"<{len(numbers)}{'H' if kind == 3 else 'I'}", *numbers)
        if len(data) > 4:
            entries += struct.pack("<HHII", tag, kind, len(numbers), behind + len(values))
            values += data
        else:
            entries += struct.pack("<HHI4s", tag, kind, len(numbers), data)
    head = struct.pack("<2sHI", b"II", 42, directory) + strip + bytes(len(strip) % 2)
    return head + struct.pack("<H", len(tags)) + entries + bytes(4) + values


def animation(file_format: str, width: int, height: int, frames: int) -> bytes:
    """Black and white in turn."""
    file = io.BytesIO()
    pictures = [Image.new("L", (width, height), 255 * (number % 2)).convert("P") for number in range(frames)]
    pictures[0].save(file, file_format, save_all=True, append_images=pictures[1:])
    return file.getvalue()


def heic(width: int, height: int) -> bytes:
    """Grey, by pillow-heif."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    return saved("HEIF", "RGB", width, height)


def own_profile(size: int) -> bytes:
    """The sRGB profile, with nothing behind it up to `size` bytes."""
    from PIL import ImageCms

    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return struct.pack(">I", size) + own[4:] + bytes(size - len(own))


def exif_that_repeats_itself() -> bytes:
    """4000 entries that all claim the same 60 kB."""
    entries = b"".join(struct.pack("<HHII", 1000 + n, 7, 60_000 - 8, 8) for n in range(4000))
    return b"Exif\0\0" + struct.pack("<2sHIH", b"II", 42, 8, 4000) + entries + bytes(12_000)


def _bombs() -> dict[str, Callable[[], bytes]]:
    found: dict[str, Callable[[], bytes]] = {
        "TIFF, floats": lambda: tiff(WIDE, HIGH, (32,), 3),
        "TIFF, 32 bits of grey": lambda: tiff(WIDE, HIGH, (32,), 2),
        "TIFF, 16 bits of grey": lambda: tiff(WIDE, HIGH, (16,)),
        "TIFF, 3 x 16 bits": lambda: tiff(WIDE, HIGH, (16, 16, 16)),
        "TIFF, 3 x 8 bits": lambda: tiff(WIDE, HIGH, (8, 8, 8)),
        "TIFF, 3 x 8 bits, in strips": lambda: saved(
            "TIFF", "RGB", WIDE, HIGH, compression="tiff_deflate", strip_size=1 << 16
        ),
        "TIFF, CMYK": lambda: saved("TIFF", "CMYK", WIDE, HIGH, compression="tiff_lzw"),
        "TIFF, JPEG inside": lambda: saved("TIFF", "RGB", WIDE, HIGH, compression="jpeg"),
        "TIFF, on its side": lambda: saved(
            "TIFF", "RGB", WIDE, HIGH, compression="tiff_deflate", tiffinfo={274: 6}
        ),
        "TIFF, one tile far larger than the picture": lambda: tiff(64, 64, (8, 8, 8), tile=(16_000, 16_000)),
        "JPEG, 400 megapixels": lambda: saved("JPEG", "L", 20_000, 20_000),
        "JPEG, progressive CMYK, 40 megapixels": lambda: saved(
            "JPEG", "CMYK", WIDE, HIGH, progressive=True, subsampling=0
        ),
        "JPEG, progressive, 40 megapixels": lambda: saved("JPEG", "RGB", WIDE, HIGH, progressive=True),
        "JPEG, progressive, 120 megapixels": lambda: saved("JPEG", "RGB", 12_000, 10_000, progressive=True),
        "JPEG, CMYK, 100 megapixels": lambda: saved("JPEG", "CMYK", 10_000, 10_000),
        "JPEG, EXIF that repeats itself": lambda: saved(
            "JPEG", "RGB", 64, 64, exif=exif_that_repeats_itself()
        ),
        "PNG, colors": lambda: png(WIDE, HIGH, 8, 2),
        "PNG, colors and alpha, interlaced": lambda: png(WIDE, HIGH, 8, 6, interlaced=1),
        "PNG, 16 bits of grey": lambda: png(WIDE, HIGH, 16, 0),
        "PNG, 3 x 16 bits": lambda: png(WIDE, HIGH, 16, 2),
        "PNG, 4 x 16 bits": lambda: png(WIDE, HIGH, 16, 6),
        "PNG, grey and alpha, 16 bits": lambda: png(WIDE, HIGH, 16, 4),
        "PNG, palette and transparency": lambda: png(
            WIDE, HIGH, 8, 3, (b"PLTE", bytes(768)), (b"tRNS", bytes(256))
        ),
        "PNG, a profile of 1 MB": lambda: saved("PNG", "RGB", WIDE, HIGH, icc_profile=own_profile(1_000_000)),
        "PNG, a text of 60 MB": lambda: png(
            64, 64, 8, 2, *[(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000)))] * 60
        ),
        "TIFF, a profile of 30 MB": lambda: saved("TIFF", "RGB", 64, 64, icc_profile=own_profile(30_000_000)),
        "GIF, one frame": lambda: saved("GIF", "P", WIDE, HIGH),
        "GIF, 5 frames": lambda: animation("GIF", WIDE, HIGH, 5),
        "BMP, compressed": _compressed_bmp,
        "PPM, as text": lambda: b"P3 2500 2500 9\n" + b"0 " * (3 * 2500 * 2500),
        "PPM, 16 bits": lambda: b"P5 4400 4400 65535\n" + bytes(2 * 4400 * 4400),
        "WebP, 39 megapixels": lambda: saved(
            "WEBP", "RGBA", 16_000, 2450, lossless=True, quality=0, method=0
        ),
        "WebP, 20 megapixels": lambda: saved("WEBP", "RGB", 5000, 4000, quality=0, method=0),
        "WebP, 5 frames": lambda: animation("WEBP", 5000, 4000, 5),
    }
    if features.check("avif"):
        found["AVIF, 40 megapixels"] = lambda: saved("AVIF", "RGB", WIDE, HIGH, speed=10)
        found["AVIF, 20 megapixels"] = lambda: saved("AVIF", "RGB", 5000, 4000, speed=10, subsampling="4:4:4")
    if "HEIF" in Image.OPEN or _has_heif():
        found["HEIC, 40 megapixels"] = lambda: heic(WIDE, HIGH)
        found["HEIC, 24 megapixels"] = lambda: heic(5712, 4284)
    return found


def _has_heif() -> bool:
    from importlib.util import find_spec

    return find_spec("pillow_heif") is not None


def _compressed_bmp() -> bytes:
    row = b"".join(bytes([min(255, WIDE - at), 0]) for at in range(0, WIDE, 255)) + b"\0\0"
    pixels = row * HIGH + b"\0\1"
    offset = 14 + 40 + 1024
    head = struct.pack("<2sIHHI", b"BM", offset + len(pixels), 0, 0, offset)
    info = struct.pack("<IiiHHIIiiII", 40, WIDE, HIGH, 1, 8, 1, len(pixels), 0, 0, 256, 0)
    return head + info + bytes(1024) + pixels


BOMBS = _bombs()


def peaks(folder: Path) -> Iterator[tuple[str, int, int, str]]:
    """For each file of `folder`: its name, its size and the most memory that reading it took beside that, in
    bytes, and the picture's size or why it is refused. In a process of its own, which has read a small one.
    """
    child = [sys.executable, __file__, "--measure", str(folder)]
    for line in subprocess.run(child, check=True, capture_output=True, text=True).stdout.splitlines():
        name, size, peak, told = json.loads(line)
        yield name, size, peak, told


def _measure(folder: Path) -> None:
    from ai_playground.pictures import read_reduced

    for warm in (saved("PNG", "RGB", 64, 64), saved("JPEG", "CMYK", 64, 64)):
        read_reduced(warm)
    for path in sorted(folder.iterdir()):
        sys.stdout.flush()
        if (child := os.fork()) == 0:  # memory that one has freed would serve the next
            _measure_one(path)
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


def _measure_one(path: Path) -> None:
    from ai_playground.pictures import PictureError, read_reduced

    content = path.read_bytes()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = _memory("VmRSS")
    try:
        found = read_reduced(content, "It")
        told = f"read, {found.width} x {found.height} px"
    except PictureError as error:
        told = str(error)
    print(json.dumps([path.name, len(content), _memory("VmHWM") - before, told]))


def _memory(field: str) -> int:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[field].split()[0]) * 1024


def main() -> None:
    """Make every bomb, read every bomb, print a line for each."""
    from ai_playground.pictures.budget import MEMORY

    print(f"budget {MEMORY / 1e6:.0f} MB; peaks beside the file")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in BOMBS.items():
            Path(folder, name).write_bytes(make())
        for name, size, peak, told in peaks(Path(folder)):
            print(f"{name:45} {size / 1e6:7.2f} MB file {peak / 1e6:7.0f} MB  {told}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        _measure(Path(sys.argv[2]))
    else:
        main()
