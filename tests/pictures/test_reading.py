"""Every file that a camera, a scanner, a browser or a joker may hand over."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from ai_playground.pictures import (
    LONGEST_SIDE,
    PictureError,
    Pixels,
    read_mask,
    read_picture,
    read_reduced,
    reading,
    resized,
    resized_to,
)

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
# How to lose as little as possible.
OPTIONS: dict[str, dict[str, Any]] = {
    "WEBP": {"lossless": True},
    "JPEG": {"quality": 100, "subsampling": 0},
    "AVIF": {"quality": 100, "subsampling": "4:4:4"},
}


def quarters(height: int = 48, width: int = 64) -> Pixels:
    """Red and green above blue and white."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = RED
    picture[: height // 2, width // 2 :] = GREEN
    picture[height // 2 :, : width // 2] = BLUE
    picture[height // 2 :, width // 2 :] = WHITE
    return picture


def noise(height: int = 64, width: int = 64) -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def saved(image: Image.Image | Pixels, file_format: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    picture.save(target, file_format, **options)
    return target.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has no pixels to show for it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("file_format", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "PPM", "JPEG", "AVIF"])
def test_the_usual_formats_are_read(file_format: str) -> None:
    found = read_picture(saved(quarters(), file_format, **OPTIONS.get(file_format, {})))
    assert found.dtype == np.uint8
    assert found.shape == (48, 64, 3)
    tolerance = 3 if file_format in ("JPEG", "AVIF") else 0
    np.testing.assert_allclose(found.astype(int), quarters(), atol=tolerance)


def test_a_pillow_that_lacks_a_format_reads_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    Image.init()
    monkeypatch.delitem(Image.OPEN, "AVIF")
    np.testing.assert_array_equal(read_picture(saved(noise())), noise())


def test_a_path_is_read_like_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a picture.png"
    path.write_bytes(saved(noise()))
    np.testing.assert_array_equal(read_picture(path), noise())


NO_PICTURES = {
    "nothing": b"",
    "text": b"This is a sentence, not a picture.",
    "a page": b"<!doctype html><title>404</title>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"></svg>',
    "zip": b"PK\x03\x04" + bytes(100),
    "pdf": b"%PDF-1.7\n" + bytes(100),
    "heic": b"\x00\x00\x00\x18ftypheic" + bytes(100),
    "zeros": bytes(1_000),
    "png's first bytes": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("content", NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_refused_with_what_would_do(content: bytes) -> None:
    with pytest.raises(PictureError) as refusal:
        read_picture(content, "upload.dat")
    assert str(refusal.value) == "upload.dat is not a picture that can be read: take a JPEG, PNG or WebP."


def test_postscript_is_refused_as_its_reader_starts_a_program() -> None:
    content = saved(quarters(), "EPS")
    with pytest.raises(PictureError, match="is not a picture that can be read"):
        read_picture(content)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_picture_is_refused(file_format: str, share: float) -> None:
    content = saved(noise(), file_format)
    with pytest.raises(PictureError, match=r"^half\.bin is (damaged or cut off|not a picture)"):
        read_picture(content[: int(share * len(content))], "half.bin")


JPEGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "progressive": {"progressive": True},
    "all colors at full size": {"subsampling": 0},
    "a mark after each block": {"restart_marker_blocks": 1},
    "a mark after each row": {"restart_marker_rows": 1},
}


@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
@pytest.mark.parametrize("picture", [quarters(64, 64), noise(100, 77)], ids=["plain", "noise"])
def test_a_jpeg_that_lacks_only_its_end_mark_is_read(options: dict[str, Any], picture: Pixels) -> None:
    content = saved(picture, "JPEG", **options)
    assert content.endswith(b"\xff\xd9")
    for cut in (content[:-2], content[:-1]):
        np.testing.assert_array_equal(read_picture(cut), read_picture(content))


@pytest.mark.parametrize("options", JPEGS.values(), ids=JPEGS)
def test_a_jpeg_that_lacks_more_is_refused_wherever_it_is_cut(options: dict[str, Any]) -> None:
    content = saved(noise(64, 64), "JPEG", **options)
    for length in range(content.index(b"\xff\xda") + 20, len(content) - 12, 37):
        with pytest.raises(PictureError, match="damaged or cut off"):
            read_picture(content[:length])


@pytest.mark.parametrize("file_format", ["PNG", "GIF"])
def test_other_formats_may_lack_their_end_mark_too(file_format: str) -> None:
    content = saved(quarters(), file_format)
    end = {"PNG": 12, "GIF": 1}[file_format]
    np.testing.assert_array_equal(read_picture(content[:-end]), quarters())


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "PPM"])
def test_whatever_bytes_are_wrong_there_is_a_picture_or_a_sentence(file_format: str) -> None:
    content = saved(noise(40, 40), file_format)
    random = np.random.default_rng(1)
    for _ in range(60):
        broken = np.frombuffer(content, np.uint8).copy()
        reach = len(broken) if random.random() < 0.5 else min(len(broken), 200)
        broken[random.integers(0, reach, random.integers(1, 10))] = random.integers(0, 256)
        with contextlib.suppress(PictureError):
            assert read_picture(broken.tobytes()).ndim == 3


def test_a_missing_file_a_folder_and_an_empty_file_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    for name, words in (
        ("gone.jpg", "gone.jpg can't be read: No such file or directory."),
        ("", f"{tmp_path.name} can't be read: Is a directory."),
        ("empty.jpg", "empty.jpg is not a picture that can be read: take a JPEG, PNG or WebP."),
    ):
        with pytest.raises(PictureError) as refusal:
            read_picture(tmp_path / name)
        assert str(refusal.value) == words


def test_a_file_of_too_many_bytes_is_refused_before_it_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = saved(noise())
    monkeypatch.setattr(reading, "MAX_BYTES", len(content))
    assert read_picture(content).shape == (64, 64, 3)
    monkeypatch.setattr(reading, "MAX_BYTES", len(content) - 1)
    (tmp_path / "large.png").write_bytes(content)
    for source in (content, tmp_path / "large.png"):
        with pytest.raises(
            PictureError, match=r"^large.png is larger than \d+ MB\. Save it smaller, as a JPEG\."
        ):
            read_picture(source, "large.png")


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (8_000, 6_000), (10_000, 10_000)])
def test_too_many_pixels_are_refused_before_they_are_unpacked(width: int, height: int) -> None:
    with pytest.raises(
        PictureError, match=r"more than 40 megapixels\. Save it as a JPEG, or make it smaller\."
    ):
        read_picture(png_header(width, height))


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (24_000, 2_000), (2_000, 24_000)])
def test_a_jpeg_of_any_size_is_reduced_as_it_is_read(width: int, height: int) -> None:
    content = saved(Image.new("L", (width, height), 99), "JPEG")
    found = read_picture(content)
    factor = LONGEST_SIDE / max(width, height)
    assert found.shape == (round(height * factor), round(width * factor), 3)
    assert np.all(found == 99)


def test_a_large_picture_of_another_format_is_reduced_in_proportion() -> None:
    assert read_picture(saved(Image.new("RGB", (3_000, 2_000)), "BMP")).shape == (1365, 2048, 3)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (31, 400), (400, 31), (1, 5_000)])
@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_too_few_pixels_are_refused_with_their_number(width: int, height: int, file_format: str) -> None:
    with pytest.raises(PictureError) as refusal:
        read_picture(saved(Image.new("RGB", (width, height)), file_format), "dot")
    assert str(refusal.value) == f"dot is {width} x {height} px. Each side needs 32 px or more."


def test_a_jpegs_own_size_counts_not_the_one_it_is_decoded_at() -> None:
    content = saved(Image.new("L", (24_000, 30)), "JPEG")
    with pytest.raises(PictureError, match="24000 x 30 px"):
        read_picture(content)


def test_the_smallest_picture_and_a_panorama_are_read() -> None:
    assert read_picture(saved(noise(32, 32))).shape == (32, 32, 3)
    assert read_picture(saved(noise(64, 640))).shape == (64, 640, 3)


# What EXIF says of where row 0 and column 0 of the file belong, as corners of the upright picture.
UPRIGHT = {
    1: [[RED, GREEN], [BLUE, WHITE]],
    2: [[GREEN, RED], [WHITE, BLUE]],  # mirrored left to right
    3: [[WHITE, BLUE], [GREEN, RED]],  # upside down
    4: [[BLUE, WHITE], [RED, GREEN]],  # mirrored top to bottom
    5: [[RED, BLUE], [GREEN, WHITE]],  # transposed
    6: [[BLUE, RED], [WHITE, GREEN]],  # to be turned a quarter clockwise
    7: [[WHITE, GREEN], [BLUE, RED]],  # transposed about the other diagonal
    8: [[GREEN, WHITE], [RED, BLUE]],  # to be turned a quarter anticlockwise
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_photograph_stands_upright(orientation: int, file_format: str) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    options = OPTIONS.get(file_format, {})
    found = read_picture(saved(quarters(64, 96), file_format, exif=exif, **options))
    assert found.shape == ((64, 96, 3) if orientation < 5 else (96, 64, 3))
    expected = np.array(UPRIGHT[orientation], np.uint8)
    expected = expected.repeat(found.shape[0] // 2, axis=0).repeat(found.shape[1] // 2, axis=1)
    np.testing.assert_allclose(found.astype(int), expected, atol=3 if file_format == "JPEG" else 0)


@pytest.mark.parametrize(
    "exif", [b"Exif\x00\x00garbage", b"Exif\x00\x00MM\x00*\xff\xff\xff\xff", b"Exif\x00\x00"]
)
def test_nonsense_in_exif_costs_no_picture(exif: bytes) -> None:
    assert read_picture(saved(quarters(), "JPEG", exif=exif)).shape == (48, 64, 3)


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG"])
def test_an_animation_gives_its_first_frame(file_format: str) -> None:
    frames = [Image.new("RGB", (40, 40), color) for color in (RED, GREEN, BLUE)]
    options = {"lossless": True} if file_format == "WEBP" else {}
    content = saved(frames[0], file_format, save_all=True, append_images=frames[1:], duration=100, **options)
    assert np.all(read_picture(content) == RED)


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_size_that_is_told_is_the_upright_pictures(orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    for file_format in ("PNG", "JPEG", "WEBP", "TIFF"):
        found = read_reduced(saved(noise(64, 96), file_format, exif=exif), longest_side=48)
        assert (found.height, found.width) == ((64, 96) if orientation == 1 else (96, 64))
        assert found.pixels.shape == ((32, 48, 3) if orientation == 1 else (48, 32, 3))


def test_16_bits_of_grey_become_8() -> None:
    ramp = np.linspace(0, 65535, 64 * 64).reshape(64, 64)
    expected = np.repeat((ramp / 65535 * 255)[..., None], 3, axis=-1)
    for file_format in ("PNG", "TIFF"):
        found = read_picture(saved(Image.fromarray(ramp.astype(np.uint16)), file_format))
        np.testing.assert_allclose(found, expected, atol=1)


def test_a_dark_picture_of_16_bits_stays_dark() -> None:
    assert read_picture(saved(Image.fromarray(np.full((64, 64), 200, np.uint16)))).max() <= 1


def test_32_bits_and_fractions_of_grey_are_read() -> None:
    for dtype in (np.int32, np.float32):
        found = read_picture(saved(Image.fromarray(np.full((40, 40), 200, dtype)), "TIFF"))
        assert np.all(found == 200)


def test_fractions_from_0_to_1_are_grey_from_black_to_white() -> None:
    ramp = np.linspace(0, 1, 64 * 64, dtype=np.float32).reshape(64, 64)
    found = read_picture(saved(Image.fromarray(ramp), "TIFF"))
    np.testing.assert_allclose(found[..., 0], ramp * 255, atol=0.51)
    ramp[0, 0], ramp[0, 1] = np.nan, np.inf
    assert read_picture(saved(Image.fromarray(ramp), "TIFF")).shape == (64, 64, 3)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_every_kind_of_png_becomes_rgb(mode: str) -> None:
    bars = np.where(np.arange(64) < 32, 0, 255).astype(np.uint8)
    picture = np.broadcast_to(bars[None, :, None], (48, 64, 3)).copy()
    found = read_picture(saved(Image.fromarray(picture).convert(mode)))
    np.testing.assert_array_equal(found, picture)


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    content = saved(Image.fromarray(quarters(64, 64)).convert("CMYK"), "JPEG", quality=100)
    assert Image.open(io.BytesIO(content)).mode == "CMYK"
    np.testing.assert_allclose(read_picture(content).astype(int), quarters(64, 64), atol=4)


def test_transparency_stands_on_white() -> None:
    alpha = np.full((48, 64), 255, np.uint8)
    alpha[:, :16], alpha[:, 16:32] = 0, 51
    content = saved(np.dstack([quarters(), alpha]))
    expected = np.round(quarters() * (alpha[..., None] / 255.0) + 255 - alpha[..., None]).astype(int)
    for file_format, options in (("PNG", {}), ("WEBP", {"lossless": True, "exact": True}), ("TIFF", {})):
        content = saved(np.dstack([quarters(), alpha]), file_format, **options)
        np.testing.assert_allclose(read_picture(content).astype(int), expected, atol=1)


def test_transparent_grey_stands_on_white() -> None:
    values = np.dstack([np.zeros((40, 40), np.uint8), np.full((40, 40), 127, np.uint8)])
    assert np.all(read_picture(saved(Image.fromarray(values, "LA"))) == 128)


@pytest.mark.parametrize("file_format", ["PNG", "GIF"])
def test_a_transparent_color_of_a_palette_stands_on_white(file_format: str) -> None:
    image = Image.fromarray((np.arange(64 * 48).reshape(48, 64) % 2).astype(np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 0, 255])
    found = read_picture(saved(image, file_format, transparency=1))
    assert np.all(found[:, 0::2] == RED)
    assert np.all(found[:, 1::2] == WHITE)


@pytest.mark.parametrize(("mode", "color", "transparent"), [("RGB", RED, RED), ("L", 77, 77)])
def test_a_transparent_color_without_a_palette_stands_on_white(
    mode: str, color: Any, transparent: Any
) -> None:
    content = saved(Image.new(mode, (40, 40), color), transparency=transparent)
    assert np.all(read_picture(content) == 255)


def shape(color: tuple[int, int, int], ground: tuple[int, int, int], *, in_alpha: bool) -> bytes:
    """A disc with a soft edge of one color, on a ground of another, which is transparent or not."""
    y, x = np.indices((48, 64))
    share = np.clip(20.5 - np.hypot(y - 24, x - 32), 0, 1)
    if in_alpha:
        colors = np.where(share[..., None] > 0, color, ground)
        return saved(np.dstack([colors, share * 255]).round().astype(np.uint8))
    colors = share[..., None] * color + (1 - share[..., None]) * ground
    return saved(colors.round().astype(np.uint8))


BLACK = (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "drawn_in_alpha"),
    [
        (shape(WHITE, BLACK, in_alpha=False), False),
        (shape(WHITE, BLACK, in_alpha=True), True),
        (shape(WHITE, WHITE, in_alpha=True), True),
        (shape(BLACK, WHITE, in_alpha=True), True),
        (shape(BLACK, BLACK, in_alpha=True), True),
        (shape(RED, BLACK, in_alpha=True), True),
    ],
    ids=["white on black", "white on nothing", "white on white", "black on nothing", "black", "red"],
)
def test_a_mask_is_white_on_black_or_drawn_on_nothing_with_one_brush(
    content: bytes, drawn_in_alpha: bool
) -> None:
    expected = read_mask(shape(WHITE, BLACK, in_alpha=False)).pixels
    found = read_mask(content)
    assert found.drawn_in_alpha == drawn_in_alpha
    np.testing.assert_allclose(found.pixels.astype(int), expected, atol=1)
    assert (found.pixels.min(), found.pixels.max()) == (0, 255)


def test_a_mask_of_black_and_white_with_nothing_around_applies_where_it_is_white() -> None:
    grey = np.zeros((64, 64), np.uint8)
    grey[:, :32] = 255
    alpha = np.zeros((64, 64), np.uint8)
    alpha[16:48] = 255
    found = read_mask(saved(np.dstack([grey, grey, grey, alpha])))
    assert not found.drawn_in_alpha
    np.testing.assert_array_equal(found.pixels, np.minimum(grey, alpha))


def test_a_mask_that_is_reduced_is_still_drawn_in_alpha() -> None:
    picture = np.zeros((300, 4000, 4), np.uint8)
    picture[..., :3] = 255
    picture[:, 1000:2000] = 0, 0, 0, 255
    found = read_mask(saved(picture))
    assert found.drawn_in_alpha
    assert found.pixels.shape == (154, 2048)
    assert (found.pixels[:, 600:1000] == 255).all()
    assert (found.pixels[:, 1100:] == 0).all()


def swapped_profile() -> bytes:
    """An ICC profile of a screen whose red, green and blue are sRGB's green, blue and red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The table of tags: name, offset, size, after a header of 128 bytes and the number of tags.
    (count,) = struct.unpack_from(">I", profile, 128)
    places = {bytes(profile[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(count)}
    colors = [profile[places[tag] + 4 : places[tag] + 12] for tag in (b"gXYZ", b"bXYZ", b"rXYZ")]
    for tag, place in zip((b"rXYZ", b"gXYZ", b"bXYZ"), colors, strict=True):
        profile[places[tag] + 4 : places[tag] + 12] = place
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_a_color_profile_is_applied(mode: str, file_format: str) -> None:
    image = Image.fromarray(quarters()).convert(mode)
    found = read_picture(saved(image, file_format, icc_profile=swapped_profile()))
    swapped = quarters()[..., [2, 0, 1]]  # what was red is shown as green
    np.testing.assert_allclose(found.astype(int), swapped, atol=2)


def test_srgbs_own_profile_changes_nothing() -> None:
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    np.testing.assert_allclose(read_picture(saved(noise(), icc_profile=own)).astype(int), noise(), atol=1)


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "CMYK"])
def test_a_profile_that_cannot_be_read_or_does_not_fit_is_left_out(mode: str) -> None:
    image = Image.fromarray(quarters()).convert(mode)
    file_format = "TIFF" if mode == "CMYK" else "PNG"
    plain = read_picture(saved(image, file_format))
    for profile in (b"no profile at all", swapped_profile()[:200]):
        np.testing.assert_array_equal(read_picture(saved(image, file_format, icc_profile=profile)), plain)
    assert read_picture(saved(image, file_format, icc_profile=swapped_profile())).shape == plain.shape


def test_scaling_keeps_proportions_and_at_least_a_pixel() -> None:
    assert resized(noise(48, 64), 32).shape == (24, 32, 3)
    assert resized(noise(48, 64), 128).shape == (96, 128, 3)
    assert resized(np.zeros((3, 640, 3), np.uint8), 64).shape == (1, 64, 3)
    assert resized_to(noise(48, 64), 10, 20).shape == (10, 20, 3)


def test_scaling_to_its_own_size_changes_nothing() -> None:
    np.testing.assert_array_equal(resized(noise(), 64), noise())


def test_scaling_down_averages() -> None:
    board = (np.add.outer(range(64), range(64)) % 2 * 255).astype(np.uint8)
    small = resized(np.repeat(board[..., None], 3, axis=-1), 16).astype(int)
    assert np.abs(small - 127).max() <= 2
