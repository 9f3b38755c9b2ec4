"""Draw the sample photos of the corners lesson: our generator's camera and light, pages that can be read.

    python -m training.draw_sample_pages

They come out at four times the frame's size, so that the straightened page is worth looking at.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from matplotlib import get_data_path
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ai_playground.corners.frame import HEIGHT, WIDTH
from ai_playground.corners.photo import background
from ai_playground.corners.photo.camera import View, look_at_page, page_coordinates
from ai_playground.corners.photo.light import curl_shading, expose, illumination, page_shadow
from ai_playground.corners.photo.noise import clipped
from ai_playground.locations import assets_directory

LARGER = 4
FONTS = Path(get_data_path()) / "fonts" / "ttf"
Picture = NDArray[np.uint8]

STORY = """Once there was a line that wanted
to pass through every point.
It climbed a little, it fell a little,
and each time it asked the points:
Am I nearer now?
Yes, said one. No, said the others.
So the line took smaller steps,
and smaller ones, and one evening
it stood still, as near to all of them
as a line can be.

The points were still not on it.
But none could say any more
which way it should have gone.""".splitlines()
NOTES = """A photo of a page is a page seen through a pinhole. Four corners
are enough to undo it: eight numbers, eight unknowns of a
homography. What the four corners can't undo is the curl of the
paper, the bend of the lens and the shadow of the hand.

A person finds the corners in four clicks and two seconds.
A contour finder needs an edge that is stronger than the table's
grain, and fails where paper and table are of one colour.
A network needs neither the clicks nor the edge; it needs to have
seen enough pages. Nobody has to photograph them: a page can be
drawn, laid on a drawn table and lit by a drawn lamp, and then
its corners are known to a hundredth of a pixel.

Whether that is enough can only be told on real photos, and only
on photos that had no say in the training. Everything else is a
number about the drawing program.""".splitlines()
RECEIPT = [
    ("graph paper", 2.40),
    ("pencil, 2 pcs", 1.80),
    ("eraser", 0.95),
    ("ruler 30 cm", 1.20),
    ("exercise book", 3.10),
    ("protractor", 1.65),
    ("glue stick", 1.40),
    ("coloured pencils", 6.90),
]


def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """One of matplotlib's fonts."""
    return ImageFont.truetype(FONTS / f"{name}.ttf", size)


def story() -> Image.Image:
    """A ruled sheet with a story in a slanted hand."""
    page = Image.new("RGB", (1000, 1300), (250, 248, 240))
    draw = ImageDraw.Draw(page)
    for y in range(190, 1290, 62):
        draw.line((0, y, 1000, y), (165, 185, 220), 3)
    draw.line((120, 0, 120, 1300), (225, 120, 130), 3)
    draw.text((150, 70), "The line and the points", (30, 40, 110), font("DejaVuSerif-Italic", 54))
    for number, line in enumerate(STORY):
        draw.text((150, 250 + 62 * number), line, (35, 45, 120), font("DejaVuSerif-Italic", 44), anchor="ls")
    return page


def notes() -> Image.Image:
    """A printed page."""
    page = Image.new("RGB", (1000, 1414), (246, 246, 246))
    draw = ImageDraw.Draw(page)
    draw.text((90, 90), "Four corners", (20, 20, 20), font("DejaVuSerif-Bold", 60))
    for number, line in enumerate(NOTES):
        draw.text((90, 220 + 44 * number), line, (40, 40, 40), font("DejaVuSerif", 25))
    draw.rectangle((90, 960, 910, 1290), outline=(60, 60, 60), width=3)
    draw.polygon([(250, 1010), (700, 1050), (760, 1240), (190, 1220)], (225, 232, 245), (31, 95, 214), 4)
    draw.text((500, 1340), "Fig. 1: a page and its corners", (40, 40, 40), font("DejaVuSerif", 25), "mm")
    return page


def receipt() -> Image.Image:
    """A receipt of a stationer's."""
    page = Image.new("RGB", (480, 1150), (243, 243, 240))
    draw = ImageDraw.Draw(page)
    draw.text((240, 70), "PAPER & PEN", (30, 30, 30), font("DejaVuSansMono-Bold", 46), "mm")
    draw.text((240, 130), "everything for school", (30, 30, 30), font("DejaVuSansMono", 24), "mm")
    for number, (name, price) in enumerate(RECEIPT):
        y = 240 + 62 * number
        draw.text((40, y), name, (40, 40, 40), font("DejaVuSansMono", 27))
        draw.text((440, y), f"{price:.2f}", (40, 40, 40), font("DejaVuSansMono", 27), "ra")
    total = sum(price for _, price in RECEIPT)
    draw.line((40, 760, 440, 760), (40, 40, 40), 3)
    draw.text((40, 790), "TOTAL", (20, 20, 20), font("DejaVuSansMono-Bold", 36))
    draw.text((440, 790), f"{total:.2f}", (20, 20, 20), font("DejaVuSansMono-Bold", 36), "ra")
    draw.text((240, 930), "thank you", (40, 40, 40), font("DejaVuSansMono", 27), "mm")
    return page


def drawing() -> Image.Image:
    """A child's house under a sun."""
    page = Image.new("RGB", (1300, 950), (252, 250, 244))
    draw = ImageDraw.Draw(page)
    draw.ellipse((1010, 60, 1210, 260), (250, 205, 60))
    for angle in np.linspace(0, 2 * np.pi, 13)[:-1]:
        ends = [(1110 + r * np.cos(angle), 160 + r * np.sin(angle)) for r in (125, 185)]
        draw.line([*ends[0], *ends[1]], (250, 185, 50), 12)
    draw.rectangle((380, 420, 760, 760), (235, 120, 90), (120, 50, 40), 8)
    draw.polygon([(330, 430), (570, 220), (810, 430)], (150, 60, 60), (90, 30, 30), 8)
    draw.rectangle((530, 580, 630, 760), (110, 70, 40))
    for x in (420, 660):
        draw.rectangle((x, 480, x + 75, 560), (170, 215, 245), (70, 70, 90), 6)
    draw.line((0, 762, 1300, 770), (80, 150, 70), 16)
    for x in range(60, 1300, 130):
        draw.line((x, 770, x, 850), (70, 140, 60), 8)
        draw.ellipse((x - 30, 830, x + 30, 890), tuple(int(v) for v in 60 + (x * np.array([3, 7, 5])) % 180))
    return page


def photographed(
    page: Picture | None, seed: int, texture: str, fits: Callable[[View], bool]
) -> tuple[Picture, list[list[float]]]:
    """The photo of `page` on a background, from the first view of this seed that `fits`."""
    rng = np.random.default_rng(seed)
    height, width = HEIGHT * LARGER, WIDTH * LARGER
    scene = getattr(background, f"_{texture}")(rng, height, width)
    if page is None:
        return expose(rng, scene, illumination(rng, height, width)), []
    while not fits(view := look_at_page(rng, page.shape[0] / page.shape[1])):
        pass
    u, v = (enlarged(part) for part in page_coordinates(view))
    across, down = u * page.shape[1] - 0.5, v * page.shape[0] - 0.5
    covered = np.dstack([page, np.full(page.shape[:2], 255, np.uint8)])
    seen = cv2.remap(covered, across, down, cv2.INTER_AREA, borderMode=cv2.BORDER_CONSTANT)
    coverage = seen[..., 3].astype(np.float32) / np.float32(255)
    behind = scene * ((1 - coverage) * page_shadow(rng, coverage))[..., None]
    together = clipped(behind + seen[..., :3] * curl_shading(rng, u, v)[..., None])
    light = illumination(rng, height, width)
    return expose(rng, together, light), [
        [float(value) * LARGER for value in corner] for corner in view.corners
    ]


def enlarged(bordered: NDArray[np.float32]) -> NDArray[np.float32]:
    """A map over the frame and a border of one pixel, `LARGER` times larger, without the border."""
    height, width = bordered.shape
    large = cv2.resize(bordered, (width * LARGER, height * LARGER), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(large[LARGER:-LARGER, LARGER:-LARGER], np.float32)


def inside(view: View) -> bool:
    """A tilted page, all of it in the photo, large enough to read, the right way up."""
    corners = view.corners
    in_frame = (corners > 8).all() and (corners < [WIDTH - 8, HEIGHT - 8]).all()
    unit = cv2.perspectiveTransform(corners[None], view.from_frame)[0]
    upright = np.abs(unit[0]).max() < 0.1
    tilt = abs(corners[0, 1] - corners[1, 1]) + abs(corners[0, 0] - corners[3, 0])
    return bool(in_frame and upright and np.ptp(corners, axis=0).max() > 150 and tilt > 14)


def cut_off(view: View) -> bool:
    """One or two corners outside the photo."""
    outside = (view.corners < -3).any(axis=1) | (view.corners > [WIDTH + 3, HEIGHT + 3]).any(axis=1)
    unit = cv2.perspectiveTransform(view.corners[None], view.from_frame)[0]
    return bool(outside.sum() in (1, 2) and np.abs(unit[0]).max() < 0.1)


SAMPLES = (
    ("story", story, 36, "wood", inside),
    ("notes", notes, 5, "cloth", inside),
    ("receipt", receipt, 38, "stone", inside),
    ("drawing", drawing, 14, "tiles", inside),
    ("cut_off", notes, 3, "plain", cut_off),
    ("white", receipt, 34, "stone", inside),
    ("empty", None, 39, "wood", inside),
)


def main() -> None:
    """Write the photos and their corners."""
    folder = assets_directory() / "corners" / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    labels = {}
    for name, draw, seed, texture, fits in SAMPLES:
        page = None if draw is None else np.asarray(draw(), np.uint8)
        picture, labels[name] = photographed(page, seed, texture, fits)
        Image.fromarray(picture).save(folder / f"{name}.jpg", quality=85)
    (folder / "corners.json").write_text(json.dumps(labels, indent=1) + "\n")
    print(folder)


if __name__ == "__main__":
    main()
