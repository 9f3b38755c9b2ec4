"""A simulated lens and camera: what tells where in a photo a patch was, made stronger, weaker or taken away.

Places are measured from the middle of the photo, distances in half diagonals: 1 is a corner. In the order of
light: the lens bends and shades, the sensor adds noise, the camera changes colors and writes a JPEG.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels

SHADE = (2.0625, 8.75, 0.0313)
"""What is left of a stored value is 1 / (1 + a r^2 + b r^4 + c r^6), as the authors' code has it."""

NO_LENS = LensSettings(red=0.0, blue=0.0, vignetting=0.0)
"""The knobs that leave a photo as it is."""


def through(pixels: Pixels, lens: LensSettings) -> Pixels:
    """The photo as this lens and camera would have taken it.

    Args:
        pixels: uint8 (height, width, 3).
        lens: The knobs.

    Returns:
        The same shape. What is behind the edge of the photo is taken to be as the edge is.
    """
    values: NDArray[np.floating] = _bent(pixels, lens)
    height, width = values.shape[:2]
    if lens.vignetting:
        values = values * shade_left(_squares(height, width), lens.vignetting)[..., None]
    if lens.noise:
        noise = np.random.default_rng(lens.noise_seed).standard_normal(values.shape, np.float32)
        values = values + lens.noise * noise
    if lens.grey:
        values = np.repeat(values[..., 1:2], 3, axis=-1)
    if lens.saturation != 1.0:
        mean = values.mean(axis=-1, keepdims=True)
        values = mean + lens.saturation * (values - mean)
    taken = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return _as_jpeg(taken, lens.jpeg) if lens.jpeg < 100 else taken


def shade_left(squares: NDArray[np.float32], strength: float) -> NDArray[np.float32]:
    """What is left of a stored value, 0 to 1, where the distance from the middle has these squares."""
    first, second, third = SHADE
    left = 1.0 / (1.0 + squares * (first + squares * (second + squares * third)))
    return np.asarray(left * np.float32(strength) + np.float32(1.0 - strength), np.float32)


def comes_from(
    x: NDArray[np.float32], y: NDArray[np.float32], enlarged: float, distortion: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where in the scene the light of these places came from, half diagonals from the middle.

    Args:
        x, y: Places in the photo.
        enlarged: How much larger this color's picture is than green's: 0.01 is a hundredth.
        distortion: Share of its distance by which a corner comes from further out.
    """
    x, y = x / np.float32(1.0 + enlarged), y / np.float32(1.0 + enlarged)
    if not distortion:
        return x, y
    farther = 1.0 + np.float32(distortion) * (x * x + y * y)
    return x * farther, y * farther


def _bent(pixels: Pixels, lens: LensSettings) -> NDArray[np.float32]:
    """The photo with each color at its own scale, and bent; interpolated with cubic curves."""
    import cv2

    height, width = pixels.shape[:2]
    radius = np.float32(0.5 * np.hypot(width, height))
    y, x = np.meshgrid(_places(height) / radius, _places(width) / radius, indexing="ij")
    colors = []
    for color, percent in enumerate((lens.red, 0.0, lens.blue)):
        channel = np.ascontiguousarray(pixels[..., color], np.float32)
        if percent or lens.distortion:
            from_x, from_y = comes_from(x, y, percent / 100.0, lens.distortion / 100.0)
            bent = cv2.remap(
                channel,
                from_x * radius + np.float32((width - 1) / 2),
                from_y * radius + np.float32((height - 1) / 2),
                cv2.INTER_CUBIC,
                borderMode=cv2.BORDER_REPLICATE,
            )
            channel = np.asarray(bent, np.float32)
        colors.append(channel)
    return np.stack(colors, axis=-1)


def _places(count: int) -> NDArray[np.float32]:
    """Middles of so many pixels, px from the middle of them all."""
    return np.arange(count, dtype=np.float32) - np.float32((count - 1) / 2)


def _squares(height: int, width: int) -> NDArray[np.float32]:
    """Squares of the distances of all pixels from the middle, in half diagonals."""
    square = np.add.outer(_places(height) ** 2, _places(width) ** 2)
    return (square / np.float32((height**2 + width**2) / 4)).astype(np.float32)


def _as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    with Image.open(file) as opened:
        return np.asarray(opened.convert("RGB"))
