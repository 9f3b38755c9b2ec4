"""What pages lie on: wood, cloth, stone, tiles, tables, photographs; and what lies beside and over them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.photo.noise import Field, between, rough_field, smooth_field, tinted

Picture = NDArray[np.uint8]


def background(
    rng: np.random.Generator, height: int, width: int, photographs: Sequence[Picture] = ()
) -> Picture:
    """A background, (height, width, 3): one of the photographs given or a procedural texture."""
    if photographs and rng.random() < 0.35:
        return _part_of(rng, photographs[int(rng.integers(len(photographs)))], height, width)
    textures = (_plain, _wood, _cloth, _stone, _tiles)
    return textures[rng.choice(len(textures), p=[0.28, 0.3, 0.14, 0.18, 0.1])](rng, height, width)


def pale_table(
    rng: np.random.Generator, height: int, width: int, photographs: Sequence[Picture] = ()
) -> Picture:
    """A desk about as light as paper, its structure faint; photographs are ignored."""
    del photographs
    color = np.clip(rng.uniform(175, 250) * rng.normal(1, 0.04, 3), 0, 255).astype(np.float32)
    field = rough_field(rng, height, width, rng.uniform(0.2, 0.9))
    return tinted(field, color, rng.uniform(0, 0.02))


def add_clutter(rng: np.random.Generator, picture: Picture, papers: bool) -> None:
    """Lay other things on the background: cups, pens, cables, and, where `papers`, sheets, books, phones."""
    height, width = picture.shape[:2]
    for _ in range(rng.integers(1, 5)):
        centre = rng.uniform(-0.1, 1.1, 2) * [width, height]
        color = tuple(int(part) for part in _thing_color(rng))
        kind = rng.random() if papers else rng.uniform(0.5, 1)
        if kind < 0.5:  # a paper, a book, a phone
            points = _rectangle(rng, centre, rng.uniform(0.15, 0.8, 2) * width)
            _shade(picture, points, rng.uniform(0.5, 0.9))
            cv2.fillConvexPoly(picture, points, color, cv2.LINE_AA)
            if rng.random() < 0.4:
                cv2.polylines(picture, [points], True, tuple(part // 2 for part in color), 1, cv2.LINE_AA)
        elif kind < 0.7:  # a cup, a plate
            axes = rng.uniform(0.05, 0.25) * width * np.array([1, rng.uniform(0.6, 1)])
            for share in (1.0, rng.uniform(0.6, 0.9)):
                inner = tuple(int(part * share) for part in color)
                size = (int(axes[0] * share), int(axes[1] * share))
                cv2.ellipse(picture, _at(centre), size, 0, 0, 360, inner, -1, cv2.LINE_AA)
        else:  # a pen, a cable, the edge of the table
            end = centre + rng.normal(0, 0.5, 2) * width
            thick = int(rng.choice([1, 2, 4, 7]))
            cv2.line(picture, _at(centre), _at(end), color, thick, cv2.LINE_AA)


def add_fingers(rng: np.random.Generator, picture: Picture, edge: NDArray[np.floating]) -> None:
    """Fingers that hold the page: from outside over a point of `edge`, its ends (2, 2) in pixels."""
    height, width = picture.shape[:2]
    tone = rng.uniform(0.3, 1.0)
    skin = np.array([235, 190, 160]) * tone * rng.uniform(0.92, 1.05, 3)
    along = edge[1] - edge[0]
    outwards = np.array([along[1], -along[0]]) / max(float(np.linalg.norm(along)), 1)
    thick = int(rng.uniform(0.06, 0.11) * width)
    start = rng.uniform(0.1, 0.9)
    for finger in range(rng.integers(1, 4)):
        tip = edge[0] + along * start + finger * along / max(float(np.linalg.norm(along)), 1) * thick * 1.1
        tip = tip - outwards * thick * rng.uniform(0.2, 1.5)
        root = tip + (outwards + rng.normal(0, 0.15, 2)) * height
        color = tuple(int(part) for part in np.clip(skin * rng.uniform(0.9, 1.1), 0, 255))
        dark = tuple(part * 3 // 4 for part in color)
        cv2.line(picture, _at(tip), _at(root), dark, thick, cv2.LINE_AA)
        cv2.line(picture, _at(tip), _at(root), color, max(thick - 2, 1), cv2.LINE_AA)


def _part_of(rng: np.random.Generator, photograph: Picture, height: int, width: int) -> Picture:
    share = rng.uniform(0.4, 1.0)
    rows, columns = (max(int(side * share), 8) for side in photograph.shape[:2])
    top = rng.integers(photograph.shape[0] - rows + 1)
    left = rng.integers(photograph.shape[1] - columns + 1)
    part = photograph[top : top + rows, left : left + columns]
    if rng.random() < 0.5:
        part = np.rot90(part, int(rng.integers(4)))
    resized = cv2.resize(np.ascontiguousarray(part), (width, height), interpolation=cv2.INTER_LINEAR)
    return resized.astype(np.uint8, copy=False)


def _table_color(rng: np.random.Generator) -> NDArray[np.float32]:
    """Dark, middling or as light as paper; grey, brown or of any hue."""
    kind = rng.random()
    value = (
        rng.uniform(10, 90) if kind < 0.37 else rng.uniform(60, 245) if kind < 0.9 else rng.uniform(190, 250)
    )
    kind = rng.random()
    if kind < 0.45:
        tint = rng.normal(1, 0.03, 3)
    elif kind < 0.8:
        tint = np.array([1.15, 0.95, rng.uniform(0.45, 0.9)])
    else:
        tint = rng.uniform(0.3, 1.3, 3)
    return np.clip(value * tint, 0, 255).astype(np.float32)


def _thing_color(rng: np.random.Generator) -> NDArray[np.float32]:
    if rng.random() < 0.4:
        return np.clip(rng.uniform(180, 250) + rng.normal(0, 5, 3), 0, 255).astype(np.float32)
    return rng.uniform(0, 230, 3).astype(np.float32)


def _plain(rng: np.random.Generator, height: int, width: int) -> Picture:
    field = smooth_field(rng, height, width, (5, 4))
    if rng.random() < 0.5:
        field += np.float32(rng.uniform(0.1, 1.0)) * smooth_field(
            rng, height, width, (height * 2 // 3, width * 2 // 3)
        )
    return tinted(field, _table_color(rng), rng.uniform(0.0, 0.06))


def _wood(rng: np.random.Generator, height: int, width: int) -> Picture:
    """Grain: noise stretched along the boards, and rings where a wavy field passes whole numbers."""
    side = max(height, width)
    across = int(rng.choice([24, 60, 120, 200]))
    grain = smooth_field(rng, side, side, (across, int(rng.integers(3, 12))))
    wavy = (
        smooth_field(rng, side, side, (6, 3))
        + np.linspace(0, rng.uniform(2, 12), side, dtype=np.float32)[:, None]
    )
    field = grain * np.float32(rng.uniform(0.3, 1.0))
    field += np.sin(np.float32(2 * np.pi) * wavy) * np.float32(rng.uniform(0, 1.0))
    if rng.random() < 0.5:  # boards: joints, and each board a lightness of its own
        boards = int(rng.integers(3, 12))
        rows = np.arange(side) * boards // side
        field += (rng.normal(0, 1.0, boards)[rows])[:, None].astype(np.float32)
        field[1:][np.diff(rows) > 0] -= rng.uniform(1, 6)
    return tinted(_turned(rng, field, height, width), _table_color(rng), rng.uniform(0.02, 0.12))


def _cloth(rng: np.random.Generator, height: int, width: int) -> Picture:
    """Threads over and under, stripes or checks woven in, folds."""
    side = max(height, width)
    steps = np.arange(side, dtype=np.float32) * np.float32(rng.uniform(0.5, 3.0))
    stripes = np.sign(np.sin(steps * np.float32(rng.uniform(0.02, 0.2)))) * np.float32(rng.uniform(0, 3))
    along, across = np.sin(steps), np.sin(steps * np.float32(rng.uniform(0.7, 1.3)))
    checked = stripes[None, :] if rng.random() < 0.5 else np.zeros((1, side), np.float32)
    field = along[:, None] * across[None, :] + stripes[:, None] + checked
    field += np.float32(rng.uniform(0, 2)) * smooth_field(rng, side, side, (7, 5))
    return tinted(_turned(rng, field, height, width), _table_color(rng), rng.uniform(0.03, 0.2))


def _stone(rng: np.random.Generator, height: int, width: int) -> Picture:
    """Granite, marble, concrete, carpet: rough noise, the colours of two minerals."""
    field = rough_field(rng, height, width, rng.uniform(0.4, 1.3)) * np.float32(rng.uniform(0.8, 5))
    first = _table_color(rng)
    second = np.clip(first * rng.uniform(0.5, 1.5) + rng.normal(0, 8, 3), 0, 255).astype(np.float32)
    return between(field, first, second)


def _tiles(rng: np.random.Generator, height: int, width: int) -> Picture:
    """Tiles, bricks, keyboards: a grid of plates with joints."""
    side = max(height, width)
    tall = int(rng.integers(10, 80))
    wide = int(tall * rng.uniform(0.8, 3))
    joint = int(rng.integers(1, 4))
    rows, columns = side // tall + 1, side // wide + 1
    shades = rng.normal(0, 1, (rows, columns)).astype(np.float32)
    field = np.repeat(np.repeat(shades, tall, 0), wide, 1)[:side, :side]
    lines = np.float32(rng.choice([-6, 6]))
    for offset in range(joint):
        field[offset::tall] = lines
        field[:, offset::wide] = lines
    field += np.float32(rng.uniform(0, 0.6)) * smooth_field(rng, side, side, (side // 2, side // 2))
    return tinted(_turned(rng, field, height, width), _table_color(rng), rng.uniform(0.02, 0.1))


def _turned(rng: np.random.Generator, field: Field, height: int, width: int) -> Field:
    """The middle of `field`, turned by any angle."""
    side = field.shape[0]
    angle = float(rng.choice([0, 90]) + rng.normal(0, 8) if rng.random() < 0.6 else rng.uniform(0, 180))
    matrix = cv2.getRotationMatrix2D((side / 2, side / 2), angle, 1.0)
    matrix[:, 2] -= [(side - width) / 2, (side - height) / 2]
    turned = cv2.warpAffine(field, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
    return turned.astype(np.float32, copy=False)


def _rectangle(
    rng: np.random.Generator, centre: NDArray[np.floating], size: NDArray[np.floating]
) -> NDArray[np.int32]:
    angle = rng.uniform(0, np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]]) * size
    return np.asarray(centre + corners @ turn, np.int32)


def _at(point: NDArray[np.floating]) -> tuple[int, int]:
    """A point as OpenCV takes it."""
    return int(point[0]), int(point[1])


def _shade(picture: Picture, points: NDArray[np.int32], gain: float) -> None:
    """A hard little shadow beside a thing that lies on the background."""
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, points + 2, 255)
    cv2.copyTo(cv2.convertScaleAbs(picture, alpha=gain), mask, picture)
