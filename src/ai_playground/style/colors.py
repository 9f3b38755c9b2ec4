"""Colors of the result: taken from painting or photograph, after Gatys et al. (CVPR 2017), section 5."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ai_playground.pictures import Pixels
from ai_playground.style.settings import Colors

Floats = NDArray[np.float64]
# sRGB primaries to XYZ relative to the white point D65 (IEC 61966-2-1).
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _TO_XYZ.sum(axis=1)


def recolored(picture: Pixels, content: Pixels, colors: Colors) -> Pixels:
    """`picture` with the lightness or the colors of `content`, both uint8 of one shape, as asked."""
    if colors not in ("content", "content_lightness"):
        return picture
    painted, photographed = lab(picture), lab(content)
    if colors == "content":
        mixed = np.concatenate([painted[..., :1], photographed[..., 1:]], axis=-1)
    else:
        mixed = np.concatenate([photographed[..., :1], painted[..., 1:]], axis=-1)
    return from_lab(mixed)


def matched(style: Pixels, content: Pixels) -> Pixels:
    """`style` with mean and covariance of its RGB values moved to those of `content` (Gatys et al., eq. 9).

    The map is linear: the symmetric root of one covariance over that of the other.
    """
    source = style.reshape(-1, 3) / 255.0
    target = content.reshape(-1, 3) / 255.0
    transform = _root(_covariance(target)) @ np.linalg.inv(_root(_covariance(source)))
    moved = (source - source.mean(axis=0)) @ transform.T + target.mean(axis=0)
    return _to_pixels(moved).reshape(style.shape)


def lab(picture: Pixels) -> Floats:
    """CIE L*a*b* of sRGB pixels: L 0 to 100, a and b about -100 to 100; shape as given, float64."""
    values = picture / 255.0
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    relative = linear @ _TO_XYZ.T / _WHITE
    roots = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(roots, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def from_lab(values: Floats) -> Pixels:
    """sRGB pixels of CIE L*a*b* values; colors that sRGB lacks are cut off at its edge."""
    light, a, b = np.moveaxis(values, -1, 0)
    y = (light + 16) / 116
    roots = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    relative = np.where(roots > 6 / 29, roots**3, 3 * (6 / 29) ** 2 * (roots - 4 / 29))
    linear = np.clip((relative * _WHITE) @ np.linalg.inv(_TO_XYZ).T, 0.0, 1.0)
    return _to_pixels(np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055))


def _covariance(values: Floats) -> Floats:
    # A little on the diagonal: a grey picture has no color to match.
    return np.cov(values, rowvar=False) + 1e-5 * np.eye(3)


def _root(matrix: Floats) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    root: Floats = (vectors * np.sqrt(values)) @ vectors.T
    return root


def _to_pixels(values: Floats) -> Pixels:
    return (np.clip(values, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
