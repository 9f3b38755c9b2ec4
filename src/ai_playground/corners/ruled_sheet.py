"""The paper's generated pictures: a flat ruled sheet with dots for ink, on grey.

After the paper's own generator (generate.py in Story Squad's repository), redrawn. It drew dots of 0.2 mm
and photographed the sheet at 1512 x 2016 px before it shrank the photo to 192 x 256. Here four dots make a
pixel of the sheet at once, and the photo is taken at twice the frame's size: a sheet takes milliseconds.

The labels here are the corners of the page. The paper's generator labelled the writing area instead, which
begins 32 mm to the right of the page's left edge and 48 mm below its top. A constant guess scores better on
those labels, as the area's left and top edge lie between the corners that move.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import NamedTuple, TypeVar

import cv2
import numpy as np

from ai_playground.corners.frame import FRAME_CORNERS, HEIGHT, WIDTH, Quad
from ai_playground.pictures import Pixels

T = TypeVar("T")

MAX_NOISE = 50.0
INWARD_PER_NOISE = 10 * WIDTH / 1512
"""How far inward a corner moves at most, along each axis, in pixels of the frame and per unit of noise."""

# The sheet: US letter, 215.9 x 279.4 mm, ruled 25 times from 48 mm to 279 mm below its top.
PIXELS_PER_MM = 2.5
ROWS, COLUMNS = 699, 540
WRITING_TOP, WRITING_LEFT = 120, 80
LINES = 25
LINE_GAP = (279 - 48) * PIXELS_PER_MM / LINES
BORDER_MM, MARGIN_LINE_MM, MARGIN_LINE_GAP_MM = 3, 1, 1.25
DOTS = 2
"""Dots of ink to a pixel, along each axis."""

# What is drawn, as an index into the palette. Up to INK, indices are shares of ink on paper.
PAPER, INK, RULE, MARGIN, BORDER = 0, 252, 253, 254, 255
COLORS = np.array([[255, 255, 255], [32, 32, 96], [128, 128, 255], [255, 164, 164], [128, 128, 128]], float)
COLOR_NOISE = np.array([16, 32, 32, 16, 0], float)[:, None]
"""By how many grey levels each of the five colours varies at full noise."""
BACKGROUND = 164

_INWARD = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
_OVERSAMPLING = 2


class Labelled(NamedTuple):
    """Pictures and where their pages lie.

    Attributes:
        pictures: uint8 of shape (n, HEIGHT, WIDTH, 3), RGB.
        corners: float32 of shape (n, 4, 2), in pixels of the frame.
    """

    pictures: Pixels
    corners: Quad


def ruled_sheets(rng: np.random.Generator, count: int, noise: float) -> Labelled:
    """`count` sheets drawn one after the other from `rng`; see `ruled_sheet`."""
    return outcome(drawing(rng, count, noise))


def drawing(rng: np.random.Generator, count: int, noise: float) -> Generator[None, None, Labelled]:
    """Draws `ruled_sheets` and yields after each, for a caller who may want to give up."""
    pictures = np.empty((count, HEIGHT, WIDTH, 3), np.uint8)
    corners = np.empty((count, 4, 2), np.float32)
    for index in range(count):
        pictures[index], corners[index] = ruled_sheet(rng, noise)
        yield
    return Labelled(pictures, corners)


def outcome(work: Generator[None, None, T]) -> T:
    """Do all of `work` and return what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def ruled_sheet(rng: np.random.Generator, noise: float) -> tuple[Pixels, Quad]:
    """One sheet as the paper's generator draws it.

    Args:
        rng: Where chance comes from: the same state gives the same bytes.
        noise: 0 to `MAX_NOISE`. Each unit lets every corner move another 10 px of a 1512 x 2016 photo inward
            (`INWARD_PER_NOISE` px of the frame), 63 px at full noise. In proportion, colours vary by up to
            32 grey levels, and each line's ink is thinned out by a quarter to three quarters.

    Returns:
        The picture, uint8 of shape (HEIGHT, WIDTH, 3), RGB; the page's corners in pixels of the frame.
    """
    corners = sheet_corners(rng, noise)
    return photograph(_sheet(rng, noise), corners), corners


def sheet_corners(rng: np.random.Generator, noise: float) -> Quad:
    """Where a page's corners lie: each inward of the frame's, evenly spread along both axes."""
    inward = rng.uniform(0, INWARD_PER_NOISE * noise, (4, 2))
    return (FRAME_CORNERS + _INWARD * inward).astype(np.float32)


def writing_area(corners: Quad) -> Quad:
    """The paper's own label: the writing area's corners, (n, 4, 2), on sheets with these page corners."""
    flat = np.array([[0, 0], [COLUMNS, 0], [COLUMNS, ROWS], [0, ROWS]], np.float32)
    area = np.array(
        [[[WRITING_LEFT, WRITING_TOP], [COLUMNS, WRITING_TOP], [COLUMNS, ROWS], [WRITING_LEFT, ROWS]]]
    )
    seen = [
        cv2.perspectiveTransform(area.astype(np.float32), cv2.getPerspectiveTransform(flat, page))[0]
        for page in corners
    ]
    return np.stack(seen).astype(np.float32)


def photograph(sheet: Pixels, corners: Quad) -> Pixels:
    """Lay a flat sheet (rows, columns, 3) on the grey table so that its corners come to lie at `corners`.

    Returns:
        uint8 of shape (HEIGHT, WIDTH, 3).
    """
    rows, columns = sheet.shape[:2]
    edges = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    # OpenCV counts from the centre of the first pixel, a label from its edge.
    to_photo = cv2.getPerspectiveTransform(edges - 0.5, np.float32(_OVERSAMPLING) * corners - 0.5)
    photo = cv2.warpPerspective(
        sheet,
        to_photo,
        (_OVERSAMPLING * WIDTH, _OVERSAMPLING * HEIGHT),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(BACKGROUND, BACKGROUND, BACKGROUND),
    )
    return np.asarray(cv2.resize(photo, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def _sheet(rng: np.random.Generator, noise: float) -> Pixels:
    """The flat sheet, uint8 of shape (ROWS, COLUMNS, 3)."""
    drawn = np.full((ROWS, COLUMNS), PAPER, np.uint8)
    drawn[WRITING_TOP:, WRITING_LEFT:] = _ink(rng, noise)
    drawn[(WRITING_TOP + LINE_GAP * np.arange(LINES)).astype(int)] = RULE
    for line in range(rng.integers(1, 4)):
        left = WRITING_LEFT + (line * MARGIN_LINE_GAP_MM - MARGIN_LINE_MM / 2) * PIXELS_PER_MM
        drawn[:, int(left) : int(left + MARGIN_LINE_MM * PIXELS_PER_MM)] = MARGIN
    edge = round(BORDER_MM * PIXELS_PER_MM)
    drawn[:edge] = drawn[-edge:] = drawn[:, :edge] = drawn[:, -edge:] = BORDER
    return np.asarray(cv2.applyColorMap(drawn, _palette(rng, noise)), np.uint8)


def _ink(rng: np.random.Generator, noise: float) -> Pixels:
    """How much of each pixel below and to the right of the writing area's corner is inked, 0 to INK."""
    rows, columns = (ROWS - WRITING_TOP) * DOTS, (COLUMNS - WRITING_LEFT) * DOTS
    gap = LINE_GAP * DOTS
    height = int(1.4 * gap)
    profile = (1 - np.abs(np.arange(height) / height * 2 - 1)) ** 8
    darkness = 0.5 * (1 - noise / 100 * (1 - rng.uniform(-0.5, 0.5, LINES)))
    clear = np.ones(rows + height)
    for line in range(LINES):
        first = int(line * gap)
        clear[first : first + height] *= 1 - darkness[line] * profile
    chance = (256 * (1 - clear[:rows, None])).round().astype(np.uint8)
    # Eight dots from one draw: a byte from each draw takes three times as long.
    draws = rng.integers(0, 2**64, rows * columns // 8, np.uint64).view(np.uint8)
    dots = (draws.reshape(rows, columns) < chance).view(np.uint8) * np.uint8(INK)
    shrunk = cv2.resize(dots, (columns // DOTS, rows // DOTS), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, np.uint8)


def _palette(rng: np.random.Generator, noise: float) -> Pixels:
    """A colour for each index, uint8 of shape (256, 1, 3)."""
    most = COLOR_NOISE * (noise / MAX_NOISE)
    # Pulled in from black and white so far that every colour can vary both ways.
    colors = np.clip(COLORS, most, 255 - most) + rng.uniform(-most, most, COLORS.shape)
    paper, ink, rule, margin, border = colors
    shares = np.linspace(0, 1, INK + 1)[:, None]
    # A rule is as thin as a dot: half of its pixel is paper.
    palette = np.vstack([paper + shares * (ink - paper), (rule + paper) / 2, margin, border])
    return np.asarray(palette.round()[:, None], np.uint8)
