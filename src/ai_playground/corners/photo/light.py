"""Light on the scene and what the camera makes of it: shadows, lamp, white balance, blur, noise, JPEG."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.photo.noise import Field, clipped, lit, smooth_field

Picture = NDArray[np.uint8]


def page_shadow(rng: np.random.Generator, coverage: Field) -> Field:
    """The page's own shadow on what it lies on: a gain of 0 to 1, shape of `coverage` (1 on the page)."""
    height, width = coverage.shape
    small = cv2.resize(coverage, (width // 4, height // 4), interpolation=cv2.INTER_AREA)
    shift = rng.normal(0, 1.3, 2)
    spread = rng.uniform(0.4, 3.0)
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
    moved = cv2.warpAffine(small, matrix, (width // 4, height // 4), borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(moved, (0, 0), spread)
    full = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(1 - np.float32(rng.uniform(0, 0.7)) * full, np.float32)


def illumination(rng: np.random.Generator, height: int, width: int) -> Field:
    """Gain of the light over the picture: a slope, a lamp, shadows with soft or hard edges, vignetting."""
    rows, columns = 64, 48
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    slope = rng.normal(0, 0.13, 2).astype(np.float32)
    light = 1 + slope[0] * x + slope[1] * y + 0.05 * smooth_field(rng, rows, columns, (4, 3))
    if rng.random() < 0.25:  # a lamp or the flash, near or outside the picture
        at = rng.normal(0, 0.7, 2).astype(np.float32)
        spread = np.float32(rng.uniform(0.2, 1.0))
        light += np.float32(rng.uniform(0.1, 0.8)) * np.exp(
            -((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * spread**2)
        )
    for _ in range(rng.choice(3, p=[0.5, 0.35, 0.15])):
        light *= _cast_shadow(rng, rows, columns)
    if rng.random() < 0.3:
        light *= 1 - np.float32(rng.uniform(0, 0.25)) * (x * x + y * y)
    full = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.maximum(full, 0.05), np.float32)


def curl_shading(rng: np.random.Generator, u: Field, v: Field) -> Field:
    """Gain on a page that doesn't lie flat: lighter and darker bands, folds, creases of crumpling."""
    gain = np.ones_like(u)
    if rng.random() < 0.12:  # folded twice or thrice, or crumpled: each facet has a lightness of its own
        for _ in range(rng.integers(1, 9)):
            direction = rng.choice([0, np.pi / 2]) if rng.random() < 0.5 else rng.uniform(0, np.pi)
            across = np.float32(np.cos(direction)) * (u - 0.5) + np.float32(np.sin(direction)) * (v - 0.5)
            gain += np.float32(rng.normal(0, 0.035)) * np.sign(across - np.float32(rng.uniform(-0.4, 0.4)))
    if rng.random() < 0.5:
        direction = rng.uniform(0, 2 * np.pi)
        across = np.float32(np.cos(direction)) * u + np.float32(np.sin(direction)) * v
        gain += np.float32(rng.uniform(0, 0.12)) * np.sin(
            np.float32(rng.uniform(1, 5)) * across + np.float32(rng.uniform(0, 6))
        )
        if rng.random() < 0.25:
            gain[across > rng.uniform(-0.2, 0.8)] *= np.float32(rng.uniform(0.82, 1.0))
    return gain


def expose(rng: np.random.Generator, scene: Picture, light: Field) -> Picture:
    """From a scene, (height, width, 3), and the light on it, (height, width), to the file a phone writes."""
    tint = rng.normal(1, 0.06, 3) if rng.random() < 0.8 else rng.normal(1, 0.12, 3)
    picture = lit(scene, light, np.float32(rng.uniform(0.55, 1.25)) * tint.astype(np.float32))
    if rng.random() < 0.5:
        level = rng.uniform(0.7, 1.4)
        share = np.clip(picture, 0, 255) * np.float32(1 / 255)
        picture = np.asarray(cv2.pow(share, level) * np.float32(255), np.float32)
    if rng.random() < 0.15:
        saturation = np.float32(rng.choice([0, rng.uniform(0, 1.6)]))
        grey = np.tile(np.array([0.299, 0.587, 0.114]), (3, 1))
        mixed = cv2.transform(picture, grey + saturation * (np.eye(3) - grey))
        picture = np.asarray(mixed, np.float32)
    picture = _blurred(rng, picture)
    if rng.random() < 0.7:
        strength = rng.uniform(0.5, 3) if rng.random() < 0.7 else rng.uniform(3, 12)
        picture = np.asarray(cv2.scaleAdd(_grain(rng, picture.shape), strength, picture), np.float32)
    result = clipped(picture)
    if rng.random() < 0.5:
        quality = int(rng.uniform(25, 95))
        _, file = cv2.imencode(".jpg", result[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
        decoded = cv2.imdecode(file, cv2.IMREAD_COLOR)
        assert decoded is not None
        result = np.ascontiguousarray(decoded[..., ::-1], np.uint8)
    return result


def _cast_shadow(rng: np.random.Generator, rows: int, columns: int) -> Field:
    """The shadow of the phone, a hand or a window: a polygon that light goes around."""
    mask = np.zeros((rows, columns), np.float32)
    centre = rng.uniform(-0.2, 1.2, 2) * [columns, rows]
    angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 7)))
    radius = rng.uniform(0.2, 1.0, len(angle)) * rows
    outline = centre + np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
    cv2.fillPoly(mask, [outline.astype(np.int32)], 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.3, 6.0))
    return np.asarray(1 - np.float32(rng.uniform(0.1, 0.6)) * soft, np.float32)


def _blurred(rng: np.random.Generator, picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sharp, out of focus, shaken, or sharpened by the phone."""
    kind = rng.random()
    if kind < 0.3:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.6)), np.float32)
    if kind < 0.38:
        length = int(rng.integers(2, 6))
        kernel = np.zeros((7, 7), np.float32)
        angle = rng.uniform(0, np.pi)
        across, down = round(np.cos(angle) * length / 2), round(np.sin(angle) * length / 2)
        cv2.line(kernel, (3 - across, 3 - down), (3 + across, 3 + down), 1.0)
        return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()), np.float32)
    if kind < 0.5:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.0)
        return np.asarray(picture + np.float32(rng.uniform(0.2, 1.0)) * (picture - soft), np.float32)
    return picture


def _grain(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Noise with standard deviation 1: the sum of two bytes, five times faster than a normal deviate."""
    first, second = np.frombuffer(rng.bytes(2 * math.prod(shape)), np.uint8).reshape(2, *shape)
    unit = (6 / (256**2 - 1)) ** 0.5
    return np.asarray(cv2.addWeighted(first, unit, second, unit, -255 * unit, dtype=cv2.CV_32F), np.float32)
