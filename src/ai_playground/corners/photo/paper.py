"""Flat pages: blank, ruled, squared and printed paper, handwriting, drawings, receipts, cards, covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.photo.noise import lit, rough_field, smooth_field, tinted

Picture = NDArray[np.uint8]
Painter = Callable[[np.random.Generator, Picture], None]

LONGER_SIDE = 416
"""Pixels of a page's longer side: what it spans when it fills the picture that it's warped into."""

RULE_COLORS = np.array([[150, 170, 220], [160, 160, 160], [120, 190, 190], [200, 160, 170]], np.float32)


def page(rng: np.random.Generator, photographs: Sequence[Picture] = ()) -> Picture:
    """A flat page seen from above, (height, width, 3), its longer side `LONGER_SIDE` px.

    Args:
        rng: What it draws from.
        photographs: Pictures, uint8 (height, width, 3), some of which are printed on pages.
    """
    kind = rng.random()
    if kind < 0.13:
        return _receipt(rng)
    if kind < 0.23:
        return _card(rng, photographs)
    picture = _sheet(rng, _height_over_width(rng))
    _rules(rng, picture)
    painters: list[Painter] = [_print, _handwriting, _drawing, _table]
    for painter in rng.permutation(np.array(painters, object))[: rng.choice(4, p=[0.1, 0.5, 0.3, 0.1])]:
        painter(rng, picture)
    if photographs and rng.random() < 0.12:
        _photograph(rng, picture, photographs)
    if rng.random() < 0.12:
        _border(rng, picture)
    return picture


def _height_over_width(rng: np.random.Generator) -> float:
    usual = rng.choice([2**0.5, 11 / 8.5, 1.2, 1.0]) if rng.random() < 0.75 else rng.uniform(0.9, 1.9)
    return float(1 / usual if rng.random() < 0.22 else usual)


def _sheet(rng: np.random.Generator, height_over_width: float) -> Picture:
    height, width = _size(height_over_width)
    kind = rng.random()
    if kind < 0.78:
        color = rng.uniform(200, 255) + rng.normal(0, 4, 3) + [3, 0, -rng.uniform(0, 12)]
    elif kind < 0.93:  # pastel, kraft, newsprint
        color = rng.uniform(150, 250, 3)
    else:  # black and deep colours
        color = rng.uniform(20, 150, 3)
    mottle = smooth_field(rng, height, width, (8, 6))
    return tinted(mottle, np.asarray(color, np.float32), rng.uniform(0, 0.012))


def _size(height_over_width: float) -> tuple[int, int]:
    longer = max(height_over_width, 1.0)
    return round(LONGER_SIDE * height_over_width / longer), round(LONGER_SIDE / longer)


def _ink(rng: np.random.Generator, low: float = 0, high: float = 110) -> tuple[int, int, int]:
    """Black, blue or, now and then, any colour."""
    value = rng.uniform(low, high)
    kind = rng.random()
    color = (
        [value] * 3
        if kind < 0.6
        else [value * 0.6, value * 0.8, 120]
        if kind < 0.8
        else rng.uniform(0, 200, 3)
    )
    red, green, blue = (int(part) for part in color)
    return red, green, blue


def _rules(rng: np.random.Generator, picture: Picture) -> None:
    """Nothing, ruled or squared paper, faint to strong, with or without a margin line."""
    height, width = picture.shape[:2]
    if rng.random() < 0.5:
        return
    gap = rng.uniform(6, 20)
    color = rng.choice(RULE_COLORS)
    strength = np.float32(rng.uniform(0.25, 1.0))
    rows = np.arange(rng.uniform(0, gap * 5), height, gap).astype(int)
    picture[rows] = (1 - strength) * picture[rows] + strength * color
    if rng.random() < 0.35:
        columns = np.arange(rng.uniform(0, gap), width, gap).astype(int)
        picture[:, columns] = (1 - strength) * picture[:, columns] + strength * color
    elif rng.random() < 0.6:
        for x in (width * rng.uniform(0.08, 0.2) + 3 * np.arange(rng.integers(1, 3))).astype(int):
            picture[:, x] = (220, 110, 120)
    if rng.random() < 0.15:  # holes of a binder, or of a spiral
        down, radius = rng.choice([3, 4, 30]), int(rng.integers(2, 5))
        x = int(rng.choice([8, width - 8]))
        for y in np.linspace(0.08, 0.92, down) * height:
            cv2.circle(picture, (x, int(y)), radius, (70, 65, 60), -1, cv2.LINE_AA)


def _print(rng: np.random.Generator, picture: Picture) -> None:
    """Paragraphs in columns under a heading, each word a run of strokes."""
    height, width = picture.shape[:2]
    margin = rng.uniform(0.03, 0.14) * width
    top = int(rng.uniform(0.02, 0.2) * height)
    if rng.random() < 0.6:
        _heading(rng, picture, int(margin), top)
        top += int(rng.uniform(20, 50))
    columns = int(rng.choice([1, 2, 3], p=[0.7, 0.25, 0.05]))
    line, color, bottom = int(rng.integers(5, 12)), _ink(rng), height * rng.uniform(0.5, 0.97)
    for column in range(columns):
        step = (width - margin) / columns
        left, right = int(margin + column * step), int((column + 1) * step - margin / 4)
        rows = int((bottom - top) / line)
        if rows > 0 and right - left > 20:
            _lines_of_words(rng, picture[top : top + rows * line, left:right], line, color)


def _lines_of_words(rng: np.random.Generator, area: Picture, line: int, color: tuple[int, int, int]) -> None:
    """Fill `area` with lines `line` px apart; letters are random strokes, spaces and paragraph ends stay."""
    rows, width = area.shape[0] // line, area.shape[1]
    letters = rng.random((rows, width), np.float32) * 0.6 + 0.4
    spaces = rng.random((rows, width), np.float32) < 0.11
    ends = rng.random(rows) < 0.15
    spaces[ends] |= np.arange(width) > (width * rng.uniform(0.1, 0.9, (int(ends.sum()), 1)))
    letters[spaces] = 0
    spaces[:, 1:] |= spaces[:, :-1]
    letters[rng.random(rows) < 0.07] = 0
    tall = max(round(line * rng.uniform(0.35, 0.6)), 1)
    ink = np.zeros((rows, line, width), np.float32)
    ink[:, :tall] = letters[:, None]
    ink[:, 0] *= rng.random((rows, width), np.float32) < 0.4  # few letters rise above the others
    share = ink.reshape(rows * line, width) * np.float32(rng.uniform(0.5, 1.0))
    paper = area[: rows * line]
    paper[:] = cv2.add(lit(paper, 1 - share), cv2.merge([part * share for part in color]), dtype=cv2.CV_8U)


def _heading(rng: np.random.Generator, picture: Picture, left: int, top: int) -> None:
    letters = "".join(chr(code) for code in rng.integers(65, 91, rng.integers(4, 16)))
    font = int(rng.choice([cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_COMPLEX]))
    size, thick = rng.uniform(0.4, 1.3), int(rng.integers(1, 4))
    cv2.putText(picture, letters, (left, top + 18), font, size, _ink(rng), thick, cv2.LINE_AA)


def _handwriting(rng: np.random.Generator, picture: Picture) -> None:
    """Words as strokes that run up and down, in lines that slope and end where they like."""
    height, width = picture.shape[:2]
    gap, size = rng.uniform(10, 26), rng.uniform(3, 9)
    color, thick = _ink(rng), int(rng.choice([1, 2], p=[0.7, 0.3]))
    words: list[NDArray[np.int32]] = []
    for y in np.arange(rng.uniform(0.03, 0.25), rng.uniform(0.3, 1.0), gap / height) * height:
        left, right = rng.uniform(0.04, 0.2) * width, rng.uniform(0.6, 0.97) * width
        letters = int((right - left) / (0.45 * size)) + 1
        steps, heights = rng.uniform(0.06, 0.6, letters), rng.normal(0, 0.6, letters)
        ends = np.flatnonzero(rng.random(letters) < 0.1)
        steps[ends] += rng.uniform(0.7, 1.7)
        below = np.where(rng.random(letters) < 0.8, -size, 0.3 * size)
        line = np.column_stack([left + np.cumsum(steps) * size, y + np.abs(heights) * below])
        words += np.split(np.asarray(line * 8, np.int32), ends)
    cv2.polylines(picture, words, False, color, thick, cv2.LINE_AA, 3)


def _drawing(rng: np.random.Generator, picture: Picture) -> None:
    """What a child draws: blobs, circles, houses of straight lines, filled or not, in crayon colours."""
    height, width = picture.shape[:2]
    for _ in range(rng.integers(2, 12)):
        color = tuple(int(part) for part in rng.uniform(0, 235, 3))
        centre = rng.uniform(0.05, 0.95, 2) * [width, height]
        corners = int(rng.integers(3, 14))
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
        radius = rng.uniform(0.03, 0.25) * width * rng.uniform(0.5, 1.2, corners)
        outline = centre + np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
        points = outline.astype(np.int32)
        if rng.random() < 0.45:
            cv2.fillPoly(picture, [points], color, cv2.LINE_AA)
        else:
            closed = bool(rng.random() < 0.6)
            cv2.polylines(picture, [points], closed, color, int(rng.integers(1, 5)), cv2.LINE_AA)


def _table(rng: np.random.Generator, picture: Picture) -> None:
    """A form or a table: a grid of lines, cells or a head filled."""
    height, width = picture.shape[:2]
    left, right = np.sort(rng.uniform(0.03, 0.97, 2) * width).astype(int)
    top, bottom = np.sort(rng.uniform(0.03, 0.97, 2) * height).astype(int)
    if right - left < 40 or bottom - top < 40:
        return
    color, thick = _ink(rng, 0, 160), int(rng.integers(1, 3))
    fill = tuple(int(part) for part in rng.uniform(60, 240, 3))
    head = int(rng.integers(8, 26))
    if rng.random() < 0.7:
        cv2.rectangle(picture, (left, top), (right, top + head), fill, -1)
    for y in np.arange(top, bottom, head):
        cv2.line(picture, (left, int(y)), (right, int(y)), color, thick)
    for x in np.linspace(left, right, rng.integers(2, 7)):
        cv2.line(picture, (int(x), top), (int(x), bottom), color, thick)


def _photograph(rng: np.random.Generator, picture: Picture, photographs: Sequence[Picture]) -> None:
    """A photograph printed on a part of the page, or, seldom, up to its edges."""
    height, width = picture.shape[:2]
    share = rng.uniform(0.2, 0.95, 2) if rng.random() < 0.85 else np.ones(2)
    size = np.maximum(share * [width, height], 8).astype(int)
    left, top = (rng.uniform(0, 1, 2) * ([width, height] - size)).astype(int)
    print_on = picture[top : top + size[1], left : left + size[0]]
    photograph = photographs[int(rng.integers(len(photographs)))]
    print_on[:] = cv2.resize(photograph, (int(size[0]), int(size[1])), interpolation=cv2.INTER_LINEAR)


def _border(rng: np.random.Generator, picture: Picture) -> None:
    """A printed frame: an edge on the page that is not the page's edge."""
    height, width = picture.shape[:2]
    inset = int(rng.uniform(3, 28))
    cv2.rectangle(
        picture,
        (inset, inset),
        (width - inset, height - inset),
        _ink(rng, 0, 180),
        int(rng.choice([1, 2, 4, 9])),
    )


def _receipt(rng: np.random.Generator) -> Picture:
    """A long slip: a heading, then names on the left and prices on the right."""
    picture = _sheet(rng, rng.uniform(1.7, 4.0) if rng.random() < 0.85 else rng.uniform(4.0, 9.0))
    height, width = picture.shape[:2]
    if rng.random() < 0.8:
        _heading(rng, picture, int(0.1 * width), int(0.03 * height))
    line, color = int(rng.integers(6, 11)), _ink(rng, 20, 120)
    top, bottom = int(0.12 * height), int(rng.uniform(0.6, 0.97) * height)
    for left, right in ((0.07, rng.uniform(0.5, 0.7)), (0.78, 0.95)):
        area = picture[top:bottom, int(left * width) : int(right * width)]
        _lines_of_words(rng, area, line, color)
    return picture


def _card(rng: np.random.Generator, photographs: Sequence[Picture]) -> Picture:
    """An identity card, a bank note, a cover, a photograph: coloured up to its edges."""
    picture = _sheet(rng, float(rng.choice([1 / 1.586, 1 / 2.35, 1 / 1.5, 1.4])))
    height, width = picture.shape[:2]
    color = rng.uniform(40, 240, 3).astype(np.float32)
    blotches = rough_field(rng, height, width, rng.uniform(0.3, 0.9))
    picture[:] = tinted(blotches, color, rng.uniform(0.02, 0.2))
    if photographs and rng.random() < 0.35:
        _photograph(rng, picture, photographs)
    if rng.random() < 0.6:  # a band along the top
        cv2.rectangle(picture, (0, 0), (width, int(height * rng.uniform(0.1, 0.3))), _ink(rng, 0, 200), -1)
    for painter in (_print, _drawing, _border):
        if rng.random() < 0.6:
            painter(rng, picture)
    return picture
