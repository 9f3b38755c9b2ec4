"""Photos of four kinds for training lesson 5, made on a graphics card with PyTorch.

Every photo of a batch is of one of four kinds: a photo as its camera took it; the same through a simulated
lens; a small picture through a simulated lens; and patches from anywhere in any picture through a simulated
lens, so that nothing but the lens tells where they were. A lens is computed for each patch where it lies, by
the formulas of `patches.lens`; so a patch of any picture can be at any place of a photo of any size.

PyTorch, since it runs this at once; XLA was still compiling it after a minute and a half.
"""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.nn import functional

from ai_playground.patches.grid import CELLS, LARGEST_FACTOR, SMALLEST_FACTOR
from ai_playground.patches.lens import SHADE
from ai_playground.patches.networks import PATCH_SIDE, PATCHES, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH
from training.pack_patches import LENS_LEFT_OUT, SHADE_LEFT_OUT

Tensor = torch.Tensor

LARGE, SMALL = (1152, 1536), (321, 481)
"""Room for a photo and for a small picture, px."""
SOURCE = 192
"""Side of the square that a patch is made of, px."""
ROOM = PATCH_SIDE + 16
"""A patch and eight pixels on every side, by which it is moved so that no grid of a JPEG tells."""
THUMBNAILS = 2 * THUMBNAIL_HEIGHT, 2 * THUMBNAIL_WIDTH
AS_TAKEN, PHOTO_THROUGH_LENS, SMALL_THROUGH_LENS, LENS_ALONE = range(4)
WEAKEST, STRONGEST = 0.00015, 0.006
"""How much larger or smaller a color is than green, drawn evenly on a log scale."""
BENT, WHERE_EVEN = 1.5, 0.4
"""At most, how much a color's enlargement changes from the middle of a photo to its corner, as a share of
itself; and the squared distance from the middle, in half diagonals, where it is what was drawn."""
QUALITIES = (55.0, 98.0)
LUMA = torch.tensor(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], dtype=torch.float32
)
# The quantization tables of the JPEG standard, annex K.
LUMA_TABLE = torch.tensor(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    dtype=torch.float32,
)
CHROMA_TABLE = torch.full((8, 8), 99.0)
CHROMA_TABLE[:4, :4] = torch.tensor(
    [[17.0, 18.0, 24.0, 47.0], [18.0, 21.0, 26.0, 66.0], [24.0, 26.0, 56.0, 99.0], [47.0, 66.0, 99.0, 99.0]]
)
DCT = torch.tensor(
    [[np.cos((2 * x + 1) * u * np.pi / 16) * (0.5 if u else 8**-0.5) for x in range(8)] for u in range(8)],
    dtype=torch.float32,
)


class Pictures:
    """Pictures on the card, in one array, with their sizes and thumbnails.

    Args:
        file: Packed by `training.pack_patches`.
        room: Height and width of the array, px.
        device: Where they lie.
    """

    def __init__(self, file: Path, room: tuple[int, int], device: str) -> None:
        with zipfile.ZipFile(file) as archive:
            files = [archive.read(name) for name in archive.namelist()]

        def read(content: bytes) -> tuple[NDArray[np.uint8], tuple[int, int], NDArray[np.uint8]]:
            picture = Image.open(io.BytesIO(content)).convert("RGB")
            if picture.height > picture.width:
                picture = picture.transpose(Image.Transpose.ROTATE_90)
            # Of squares, what is above and below goes, until they are as photos are.
            spare = picture.height - min(room[0], round(picture.width * 0.75))
            if spare > 0:
                picture = picture.crop((0, spare // 2, picture.width, picture.height - (spare - spare // 2)))
            pixels = np.zeros((*room, 3), np.uint8)
            pixels[: picture.height, : picture.width] = np.asarray(picture)
            thumbnail = np.asarray(picture.resize(THUMBNAILS[::-1], Image.Resampling.LANCZOS))
            return pixels, (picture.height, picture.width), thumbnail

        with ThreadPoolExecutor() as pool:
            arrays, sizes, thumbnails = zip(*pool.map(read, files), strict=True)
        self.count = len(arrays)
        self.pixels = torch.from_numpy(np.stack(arrays)).to(device)
        self.sizes = torch.tensor(sizes, dtype=torch.float32, device=device)
        self.thumbnails = torch.from_numpy(np.stack(thumbnails)).to(device)


class Dice:
    """Draws of a batch, on the card."""

    def __init__(self, shape: tuple[int, ...], generator: torch.Generator) -> None:
        self._shape, self._generator = shape, generator

    def uniform(self, low: Any = 0.0, high: Any = 1.0) -> Tensor:
        """Numbers between both."""
        drawn = torch.rand(self._shape, generator=self._generator, device=self._generator.device)
        return low + (high - low) * drawn

    def normal(self, *more: int) -> Tensor:
        """Numbers about 0 of variance 1, with more axes behind."""
        shape = (*self._shape, *more)
        return torch.randn(shape, generator=self._generator, device=self._generator.device)

    def log_uniform(self, low: float, high: float) -> Tensor:
        """Numbers between both, drawn evenly on a log scale."""
        return torch.exp(self.uniform(np.log(low), np.log(high)))

    def whole(self, count: int) -> Tensor:
        """Whole numbers below `count`."""
        return (self.uniform() * count).long().clamp(max=count - 1)

    def happens(self, share: float) -> Tensor:
        """True in this share of cases."""
        return self.uniform() < share


def draw_lens(dice: Dice, on: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Red's and blue's enlargement and the strength of the vignetting, (photos,); 0 where no lens is on."""

    def apart(values: Tensor, band: tuple[float, float]) -> Tensor:
        """Values without those in a band: they go to one of its sides."""
        low, high = band
        within = (values > low) & (values < high)
        return torch.where(within, torch.where(dice.happens(0.5), low * 0.8, high * 1.2), values)

    nothing = torch.zeros_like(on, dtype=torch.float32)
    red = apart(dice.log_uniform(WEAKEST, STRONGEST), LENS_LEFT_OUT)
    red = torch.where(dice.happens(0.12), nothing, red)
    alone = dice.log_uniform(WEAKEST, STRONGEST)
    blue = apart(torch.where(red == 0.0, alone, red * dice.uniform(0.2, 1.2)), LENS_LEFT_OUT)
    blue = blue * torch.where(dice.happens(0.55), 1.0, -1.0)
    both = torch.where(dice.happens(0.7), 1.0, -1.0) * torch.where(dice.happens(0.12), 0.0, 1.0) * on
    shade = apart(dice.uniform(0.05, 0.95), SHADE_LEFT_OUT)
    shade = torch.where(dice.happens(0.2), nothing, shade) * on
    return red * both, blue * both, shade


def draw_windows(dice: Dice, share: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """x1, y1, factor and whether it is cropped, (photos,) each, as `grid.draw_crop` draws them."""
    factor = dice.uniform(SMALLEST_FACTOR, LARGEST_FACTOR)
    far = 1.0 - factor
    along, edge = dice.uniform() * far, dice.whole(4)
    nothing = torch.zeros_like(far)
    x1 = torch.where(edge == 0, nothing, torch.where(edge == 1, far, along))
    y1 = torch.where(edge == 2, nothing, torch.where(edge == 3, far, along))
    cropped = dice.happens(share)
    return (
        torch.where(cropped, x1, 0.0),
        torch.where(cropped, y1, 0.0),
        torch.where(cropped, factor, 1.0),
        cropped.float(),
    )


def shade_left(squares: Tensor, strength: Tensor) -> Tensor:
    """`patches.lens.shade_left` on the card."""
    first, second, third = SHADE
    left = 1.0 / (1.0 + squares * (first + squares * (second + squares * third)))
    return left * strength + 1.0 - strength


def weights(centres: Tensor, width: Tensor, a: Tensor, count: int) -> Tensor:
    """How much each of `count` source pixels weighs in each output pixel: Keys' cubic curve, sums of 1."""
    places = torch.arange(count, device=centres.device, dtype=torch.float32)
    x = ((centres[..., None] - places) / width).abs_()
    near = ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
    far = a * (((x - 5.0) * x + 8.0) * x - 4.0)
    values = torch.where(x <= 1.0, near, torch.where(x < 2.0, far, 0.0))
    return values / values.sum(-1, keepdim=True).clamp(min=1e-3)


def as_jpeg(pixels: Tensor, quality: Tensor, subsampled: Tensor, on: Tensor) -> Tensor:
    """Pixels (patches, 112, 112, 3) as if from a JPEG: colors at half the size or not, rounded."""
    device, count = pixels.device, len(pixels)
    luma = LUMA.to(device)
    scale = torch.where(quality < 50.0, 5000.0 / quality, 200.0 - 2.0 * quality) / 100.0
    ycc = pixels @ luma.T
    planes = ycc.permute(0, 3, 1, 2)
    half = functional.avg_pool2d(planes, 2)
    smooth = functional.interpolate(half, scale_factor=2, mode="bilinear", align_corners=False)
    smooth[:, 0] = planes[:, 0]
    planes = torch.where(subsampled[:, None, None, None], smooth, planes)
    tables = torch.stack([LUMA_TABLE, CHROMA_TABLE, CHROMA_TABLE]).to(device)
    tables = (tables * scale[:, None, None, None]).round_().clamp(min=1.0)[:, :, None, None]
    dct = DCT.to(device)
    level = torch.tensor([128.0, 0.0, 0.0], device=device)[:, None, None]
    blocks = (planes - level).reshape(count, 3, ROOM // 8, 8, ROOM // 8, 8).transpose(3, 4)
    coefficients = dct @ blocks @ dct.T
    coefficients = (coefficients / tables).round_() * tables
    back = (dct.T @ coefficients @ dct).transpose(3, 4).reshape(count, 3, ROOM, ROOM) + level
    rgb = back.permute(0, 2, 3, 1) @ torch.linalg.inv(LUMA).T.to(device)
    return torch.where(on[:, None, None, None], rgb, pixels)


def batch(
    kinds: Tensor, large: Pictures, small: Pictures, generator: torch.Generator, share: float = 0.5
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Photos: patches, thumbnails, cells and rectangles, as `patches.step.make_step` takes them.

    Args:
        kinds: Of the photos, (photos,).
        large, small: Where they are made from.
        generator: Of random numbers, on the same card.
        share: Of photos that are cropped.

    Returns:
        uint8 (photos, 16, 96, 96, 3) and (photos, 149, 224, 3), int32 (photos, 16), float32 (photos, 5).
    """
    device, photos = kinds.device, len(kinds)
    dice = Dice((photos,), generator)
    is_large, anywhere = kinds <= PHOTO_THROUGH_LENS, kinds == LENS_ALONE
    from_large = is_large | (anywhere & dice.happens(0.5))
    red, blue, shade = draw_lens(dice, (kinds != AS_TAKEN) & dice.happens(0.95))
    x1, y1, factor, cropped = draw_windows(dice, share)
    large_index, small_index = dice.whole(large.count), dice.whole(small.count)
    sizes = torch.where(from_large[:, None], large.sizes[large_index], small.sizes[small_index])
    height, width = sizes.unbind(1)
    mirrored = dice.happens(0.5)
    whole = dice.uniform(1024.0, 2048.0) / factor  # width of the original at the size of the patches, px
    aspect = height / width
    radius = 0.5 * whole * torch.sqrt(1.0 + aspect**2)
    # Source pixels for one of the patch: given for photos as they are, free for texture.
    step = torch.where(is_large, width / whole, dice.log_uniform(0.6, 1.4))
    curve = dice.uniform(-0.75, -0.4)
    blur = torch.where(dice.happens(0.3), dice.uniform(1.0, 1.8), 1.0)
    gain = torch.exp(0.25 * dice.normal()[:, None] + 0.06 * dice.normal(3))
    gamma = torch.exp(0.15 * dice.normal())
    colorful, grey = dice.uniform(0.4, 1.5), dice.happens(0.04)
    noise = dice.log_uniform(0.3, 6.0)

    def developed(pixels: Tensor, each: Any) -> Tensor:
        """What the camera makes of the light; `each` gives a photo's number the shape of pixels."""
        x = (pixels / 255.0).clamp(0.0, 1.0) ** each(gamma) * each(gain[:, None])[..., 0, :]
        mean = x.mean(-1, keepdim=True)
        x = mean + (x - mean) * each(colorful)
        return torch.where(each(grey), x[..., 1:2].expand_as(x), x) * 255.0

    def spread(values: Tensor) -> Tensor:
        """A photo's number for each of its patches."""
        return values.repeat_interleave(PATCHES, 0)

    def of_patches(values: Tensor) -> Tensor:
        return spread(values).reshape(-1, 1, 1, *values.shape[1:], *(1,) * (2 - values.dim()))

    def of_photos(values: Tensor) -> Tensor:
        return values.reshape(-1, 1, 1, *values.shape[1:], *(1,) * (2 - values.dim()))

    # Of all patches, one after the other.
    inner = Dice((photos * PATCHES,), generator)
    middles = (torch.arange(CELLS, device=device) + 0.5) / CELLS
    x = (x1[:, None] + middles.repeat(CELLS) * factor[:, None]).flatten()
    y = (y1[:, None] + middles.repeat_interleave(CELLS) * factor[:, None]).flatten()
    p_whole, p_aspect, p_step, p_mirrored = map(spread, (whole, aspect, step, mirrored))
    p_width, p_height, p_anywhere = map(spread, (width, height, anywhere))
    dx, dy = (x - 0.5) * p_whole, (y - 0.5) * p_whole * p_aspect
    cx = torch.where(p_anywhere, inner.uniform(), torch.where(p_mirrored, 1.0 - x, x)) * p_width
    cy = torch.where(p_anywhere, inner.uniform(), y) * p_height
    reach = p_step * ROOM / 2 + 2.0
    cx = torch.maximum(
        torch.minimum(cx, torch.maximum(p_width - reach, p_width / 2)), torch.minimum(reach, p_width / 2)
    )
    cy = torch.maximum(
        torch.minimum(cy, torch.maximum(p_height - reach, p_height / 2)), torch.minimum(reach, p_height / 2)
    )
    left = torch.minimum((cx.round() - SOURCE // 2).clamp(min=0.0), (p_width - SOURCE).clamp(min=0.0)).long()
    top = torch.minimum((cy.round() - SOURCE // 2).clamp(min=0.0), (p_height - SOURCE).clamp(min=0.0)).long()
    ahead = torch.arange(SOURCE, device=device)
    rows_at, columns_at = (top[:, None] + ahead)[:, :, None], (left[:, None] + ahead)[:, None, :]
    squares = torch.empty((photos * PATCHES, SOURCE, SOURCE, 3), dtype=torch.uint8, device=device)
    for chosen, pictures, index in ((from_large, large, large_index), (~from_large, small, small_index)):
        own = spread(chosen)
        squares[own] = pictures.pixels[spread(index)[own][:, None, None], rows_at[own], columns_at[own]]
    offsets = torch.arange(ROOM, device=device) - (ROOM - 1) / 2
    # Of real lenses the enlargement changes with the distance from the middle; in some it turns round.
    bent = torch.where(dice.happens(0.5), dice.uniform(-BENT, BENT), 0.0)
    at = (dx**2 + dy**2) / spread(radius) ** 2
    profile = 1.0 + spread(bent) * (at - WHERE_EVEN)
    enlarged = 1.0 + torch.stack([spread(red), torch.zeros_like(x), spread(blue)], 1) * profile[:, None]
    wide = (p_step.clamp(min=1.0) * spread(blur))[:, None, None, None]
    p_curve = spread(curve)[:, None, None, None]

    def along(middle: Tensor, begins: Tensor, way: Tensor, away: Tensor, room: Tensor) -> Tensor:
        """Weights (patches, 3, 112, 192) of one direction."""
        places = (offsets + away[:, None])[:, None, :] / enlarged[..., None] - away[:, None, None]
        centres = (middle - 0.5)[:, None, None] + (way * p_step)[:, None, None] * places
        centres = torch.minimum(centres.clamp(min=0.0), (room - 1.0)[:, None, None]) - begins[:, None, None]
        return weights(centres, wide, p_curve, SOURCE)

    across = torch.where(p_mirrored, -1.0, 1.0)
    columns = along(cx, left, across, dx, p_width)
    rows = along(cy, top, torch.ones_like(across), dy, p_height)
    pixels = rows @ squares.permute(0, 3, 1, 2).float() @ columns.transpose(2, 3)
    pixels = pixels.permute(0, 2, 3, 1)
    px, py = (dx[:, None] + offsets)[:, None, :], (dy[:, None] + offsets)[:, :, None]
    from_middle = (px**2 + py**2) / spread(radius)[:, None, None] ** 2
    light = shade_left(from_middle, spread(shade)[:, None, None])
    pixels = developed(pixels, of_patches) * light[..., None]
    pixels = pixels + of_patches(noise) * inner.normal(ROOM, ROOM, 3)
    pixels = as_jpeg(
        pixels.clamp(0.0, 255.0), inner.uniform(*QUALITIES), inner.happens(0.4), inner.happens(0.6)
    )
    moves = torch.stack([inner.whole(17), inner.whole(17)], 1)  # x and y
    ahead = torch.arange(PATCH_SIDE, device=device)
    every = torch.arange(photos * PATCHES, device=device)[:, None, None]
    pixels = pixels[every, (moves[:, 1:] + ahead)[:, :, None], (moves[:, :1] + ahead)[:, None, :]]
    # The patch lies where it was moved to.
    at_x = x + (moves[:, 0] - 8.0) / p_whole
    at_y = y + (moves[:, 1] - 8.0) / (p_whole * p_aspect)
    column, row = ((place * CELLS).long().clamp(0, CELLS - 1) for place in (at_x, at_y))

    pictures = torch.where(
        from_large[:, None, None, None], large.thumbnails[large_index], small.thumbnails[small_index]
    ).float()
    pictures = torch.where(mirrored[:, None, None, None], pictures.flip(2), pictures)
    across_whole = (torch.arange(THUMBNAILS[1], device=device) + 0.5) / THUMBNAILS[1] - 0.5
    down_whole = (torch.arange(THUMBNAILS[0], device=device) + 0.5) / THUMBNAILS[0] - 0.5
    from_middle = across_whole[None, None] ** 2 + (down_whole[None, :, None] * aspect[:, None, None]) ** 2
    from_middle = from_middle / (0.25 * (1.0 + aspect**2))[:, None, None]
    pictures = developed(pictures, of_photos) * shade_left(from_middle, shade[:, None, None])[..., None]

    def shrunk(begins: Tensor, count: int, room: int) -> Tensor:
        """Weights (photos, count, room): a window of the thumbnail to `count` pixels."""
        scale = factor * room / count
        centres = begins[:, None] * room + (torch.arange(count, device=device) + 0.5) * scale[:, None] - 0.5
        return weights(
            centres, scale.clamp(min=1.0)[:, None, None], torch.full_like(scale, -0.5)[:, None, None], room
        )

    thumbnails = shrunk(y1, THUMBNAIL_HEIGHT, THUMBNAILS[0])[:, None] @ pictures.permute(0, 3, 1, 2)
    thumbnails = (thumbnails @ shrunk(x1, THUMBNAIL_WIDTH, THUMBNAILS[1])[:, None].transpose(2, 3)).permute(
        0, 2, 3, 1
    )
    thumbnails = thumbnails + dice.uniform(0.0, 3.0)[:, None, None, None] * dice.normal(*thumbnails.shape[1:])
    rectangles = torch.stack([x1, x1 + factor, y1, y1 + factor, cropped], 1)
    return (
        pixels.round().clamp(0.0, 255.0).to(torch.uint8).reshape(photos, PATCHES, PATCH_SIDE, PATCH_SIDE, 3),
        thumbnails.round().clamp(0.0, 255.0).to(torch.uint8).contiguous(),
        (row * CELLS + column).to(torch.int32).reshape(photos, PATCHES),
        rectangles,
    )
