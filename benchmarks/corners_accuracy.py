"""How well the shipped detector finds corners in photos it never saw, beside its classical rivals.

    python -m benchmarks.corners_accuracy [--photographs DIR ...] [--pages DIR ...] [--weights FILE]

Generated photos are held out by seed and, with --photographs, by background: every tenth file lay behind no
photo that it was trained on. They are 768 px high, in the shape of the photo. --pages names folders of real
photos with corners.json: shown, no more. --weights measures another detector than the one that ships.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners import classical
from ai_playground.corners.detector import NEAR
from ai_playground.corners.frame import HEIGHT, WIDTH, mean_absolute_error, to_frame
from ai_playground.corners.locate import Found, Locator
from ai_playground.corners.photo.background import background
from ai_playground.corners.photo.light import expose, illumination
from ai_playground.corners.photo.scene import lay_page, photo
from ai_playground.pictures import Pixels, read_picture
from training.train_corners import backgrounds

# The training uses the seeds (1, n), its own check (2, n).
SEED = 77
PHOTOS = 1000
LARGER = 3
"""Photos are drawn so many times larger than the frame: there is something to see from near."""
TWO_PAGES = 60
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 1.0)
"""Of the classes of confidence: most corners lie in the highest, where differences count."""


def table(name: str, errors: NDArray[np.float64]) -> None:
    """One line of figures, in pixels of the frame."""
    print(
        f"{name:34} mean {errors.mean():6.2f}  median {np.median(errors):6.2f}  "
        f"below 8 px {100 * (errors < 8).mean():5.1f} %  below 2 px {100 * (errors < 2).mean():5.1f} %"
    )


def rival(
    find: Callable[[Pixels], NDArray[np.float32] | None], photos: Sequence[Pixels]
) -> NDArray[np.float32]:
    """A classical method's corners; where it finds none, the whole frame."""
    found = [find(each) for each in photos]
    answered = [
        classical.whole_frame(each) if quad is None else quad
        for quad, each in zip(found, photos, strict=True)
    ]
    return np.stack([to_frame(quad, *each.shape[:2]) for quad, each in zip(answered, photos, strict=True)])


def compare(name: str, photos: Sequence[Pixels], labels: NDArray[np.float32], locator: Locator) -> None:
    """All methods on the same photos."""
    print(f"\n{name}: {len(photos)} photos")
    table("detector", mean_absolute_error(in_frame(answers(locator, photos), photos), labels))
    table("whole frame", mean_absolute_error(rival(classical.whole_frame, photos), labels))
    table("constant (median of these labels)", mean_absolute_error(classical.constant(labels), labels))
    for method in (classical.canny, classical.otsu, classical.canny_or_otsu):
        table(method.__name__, mean_absolute_error(rival(method, photos), labels))


def answers(locator: Locator, photos: Sequence[Pixels]) -> list[Found]:
    """The detector's answers, in batches."""
    return [
        answer for first in range(0, len(photos), 16) for answer in locator.locate(photos[first : first + 16])
    ]


def in_frame(found: Sequence[Found], photos: Sequence[Pixels]) -> NDArray[np.float32]:
    """The answers' corners in pixels of the frame, (photos, 4, 2)."""
    return np.stack(
        [to_frame(answer.corners, *each.shape[:2]) for answer, each in zip(found, photos, strict=True)]
    )


def jaccard_index(found: NDArray[np.float32], label: NDArray[np.float32]) -> float:
    """Intersection over union of two quadrilaterals in the plane of the labelled page (SmartDoc 2015)."""
    page = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    to_page = cv2.getPerspectiveTransform(label, page)
    seen = cv2.convexHull(cv2.perspectiveTransform(found[None], to_page)[0])
    shared, _ = cv2.intersectConvexConvex(seen, page)
    return float(shared / (cv2.contourArea(seen) + 1 - shared))


def two_pages(count: int) -> tuple[list[Pixels], NDArray[np.float32]]:
    """Photos of two pages that lie apart, of the frame's size, and the corners of both, (count, 2, 4, 2)."""
    photos: list[Pixels] = []
    labels: list[NDArray[np.float32]] = []
    numbers = itertools.count()
    while len(photos) < count:
        rng = np.random.default_rng([SEED, 1, next(numbers)])
        scene, first = lay_page(rng, background(rng, HEIGHT, WIDTH))
        scene, second = lay_page(rng, scene)
        quads = [first.corners, second.corners]
        ends = [(quad.min(axis=0), quad.max(axis=0)) for quad in quads]
        upright = first.shape == second.shape == WIDTH / HEIGHT
        if upright and any((ends[one][1] < ends[1 - one][0]).any() for one in (0, 1)):
            photos.append(expose(rng, scene, illumination(rng, HEIGHT, WIDTH)))
            labels.append(np.stack(quads))
    return photos, np.stack(labels)


def calibration(confidence: NDArray[np.float64], near: NDArray[np.bool_]) -> None:
    """What share of corners of like confidence lies within 8 px, and the expected calibration error."""
    classes = np.clip(np.searchsorted(EDGES, confidence, side="right") - 1, 0, len(EDGES) - 2)
    gap = 0.0
    print("\nconfidence from, to / said on average / corners within 8 px / number of corners")
    for each, (low, high) in enumerate(itertools.pairwise(EDGES)):
        inside = classes == each
        if inside.any():
            said, true = confidence[inside].mean(), near[inside].mean()
            gap += inside.mean() * abs(said - true)
            print(f"  {low:.2f} {high:.2f}   {said:.3f}   {true:.3f}   {inside.sum()}")
    print(f"expected calibration error {gap:.3f}")


def near(corners: NDArray[np.float32], labels: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which corners lie within 8 px of their label in a straight line; both in pixels of the frame."""
    return np.asarray(np.linalg.norm(corners - labels, axis=-1) < NEAR)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--photographs", type=Path, nargs="+", default=[])
    parser.add_argument("--pages", type=Path, nargs="+", default=[])
    parser.add_argument("--weights", type=Path)
    options = parser.parse_args()
    locator = Locator(options.weights)
    behind = backgrounds(options.photographs, held_out=True)
    made = [photo([SEED, number], behind, LARGER) for number in range(PHOTOS)]
    shown = [each.as_taken() for each in made if each.corners is not None]
    labels = np.stack([each.corners for each in made if each.corners is not None])
    compare("generated, held out", shown, labels, locator)

    found = answers(locator, shown)
    corners = in_frame(found, shown)
    confidence = np.stack([each.confidence for each in found])
    there = near(corners, labels)
    calibration(confidence.ravel().astype(float), there.ravel())
    print("\nthe least certain corner of each photo, as the page tells it:")
    least = confidence.argmin(axis=1)[:, None]
    calibration(
        np.take_along_axis(confidence, least, axis=1)[:, 0].astype(float),
        np.take_along_axis(there, least, axis=1)[:, 0],
    )
    sure = np.array([not each.doubtful for each in found])
    table("detector, where it isn't doubtful", mean_absolute_error(corners, labels)[sure])
    off = mean_absolute_error(corners, labels) >= NEAR
    print(
        f"doubtful: {100 * (1 - sure.mean()):.1f} % of the photos with a page, "
        f"{100 * (1 - sure[off].mean()):.0f} % of those off by {NEAR:.0f} px or more; "
        f"refused: {100 * np.mean([each.refused for each in found]):.1f} %"
    )
    empty = answers(locator, [each.as_taken() for each in made if each.corners is None])
    told = np.mean([each.doubtful for each in empty])
    print(f"doubtful: {100 * told:.1f} % of the {len(empty)} photos without a page")

    photos, pairs = two_pages(TWO_PAGES)
    found = answers(locator, photos)
    quads = in_frame(found, photos)[:, None]
    one_found = mean_absolute_error(quads, pairs).min(axis=1) < 8
    doubtful = np.array([each.doubtful for each in found])
    mixed = ~one_found & ~doubtful
    print(
        f"two pages apart, {TWO_PAGES} photos: one of them found in {100 * one_found.mean():.0f} %, doubtful "
        f"{100 * doubtful.mean():.0f} %, neither and not doubtful {100 * mixed.mean():.0f} %"
    )

    sure_of, lies_near = [], []
    for folder in options.pages:
        listed = json.loads((folder / "corners.json").read_text())
        photos = [read_picture(folder / name) for name in listed]
        # Larger photos are read at most 2048 px large; these are smaller.
        marked = [np.array(entry["corners"], np.float32) for entry in listed.values()]
        labelled = [to_frame(quad, *each.shape[:2]) for quad, each in zip(marked, photos, strict=True)]
        compare(f"real pages, {folder.name}", photos, np.stack(labelled), locator)
        found = answers(locator, photos)
        sure_of += [answer.confidence for answer in found]
        lies_near += [*near(in_frame(found, photos), np.stack(labelled))]
        for name, quad, answer, each in zip(listed, marked, found, photos, strict=True):
            error = mean_absolute_error(
                to_frame(answer.corners, *each.shape[:2]), to_frame(quad, *each.shape[:2])
            )
            print(
                f"  {name}: {error:.2f} px, Jaccard index {100 * jaccard_index(answer.corners, quad):.1f} %, "
                f"confidence {answer.confidence.min():.2f}{', refused' * answer.refused}"
            )
    if sure_of:
        calibration(np.concatenate(sure_of).astype(float), np.concatenate(lies_near))


if __name__ == "__main__":
    main()
