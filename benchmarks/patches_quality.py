"""Where did patches come from, and what was cropped away? On photos of cameras that no training saw.

    python -m benchmarks.patches_quality --cameras DIR DIR [--weights FILE]

The folders are those that `training.pack_patches` was given: what it put aside to measure on is measured on.
Intervals are of 95 %, by drawing photos anew 2,000 times; what is of chance or constant stands beside.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.cutting import prepared, prepared_part, upright_to_landscape
from ai_playground.patches.grid import WHOLE, Window, cell_of, centres, draw_crop
from ai_playground.patches.lens import NO_LENS, through
from ai_playground.patches.locating import Locator
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels, read_picture
from training.pack_patches import LENS_LEFT_OUT, SHADE_LEFT_OUT, split

SEED = 11
DRAWS = 2000
CROPS = 3
"""Of each photo, each beside the whole."""
Floats = NDArray[np.float64]

GREY = NO_LENS.changed(grey=True)
LENSES: Mapping[str, LensSettings | None] = {
    "as taken": None,
    "as taken, grey": GREY,
    "red 0.2 %, blue -0.2 %, vignetting 0.4": LensSettings(),
    "the same without vignetting": LensSettings(vignetting=0.0),
    "the same, grey": LensSettings(grey=True),
    "red 0.1 %, blue -0.1 %, vignetting 0.2": LensSettings(red=0.1, blue=-0.1, vignetting=0.2),
}


def interval(values: Floats, rng: np.random.Generator) -> str:
    """The mean of values, one for each photo, with its interval."""
    drawn = values[rng.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def unseen(rng: np.random.Generator) -> LensSettings:
    """A lens of strengths that training left out."""
    red, blue = (100.0 * rng.uniform(*LENS_LEFT_OUT) * rng.choice([-1.0, 1.0]) for _ in range(2))
    return LensSettings(red=red, blue=blue, vignetting=rng.uniform(*SHADE_LEFT_OUT))


def among_best(probabilities: NDArray[np.float32], cells: NDArray[np.int64], count: int) -> float:
    """Share of patches whose cell is among so many best."""
    own = np.take_along_axis(probabilities, cells[:, None], axis=1)
    return float(((probabilities > own).sum(axis=1) < count).mean())


def patches(photos: list[Pixels], locator: Locator) -> None:
    """Where patches came from, through lens after lens."""
    rng = np.random.default_rng(SEED)
    cells = cell_of(*centres())
    print(f"patches, {len(photos)} photos of 16; chance: 0.063 and 0.250")

    def measure(name: str, lens: Callable[[], LensSettings | None]) -> None:
        answers = []
        for photo in photos:
            setting = lens()
            shown = prepared(photo) if setting is None else through(prepared(photo), setting)
            answers.append(locator.heat_maps(shown))
        best, four = (
            interval(np.array([among_best(each, cells, count) for each in answers]), rng) for count in (1, 4)
        )
        print(f"  {name}: best {best}, among four {four}", flush=True)

    for name, lens in LENSES.items():
        measure(name, lambda lens=lens: lens)  # type: ignore[misc]
    measure("lenses of strengths that training left out", lambda: unseen(rng))


def crops(photos: list[Pixels], locator: Locator, lens: bool) -> None:
    """What was cropped away, half of the photos whole: Bayes' rule, the authors' head, and constants."""
    rng = np.random.default_rng(SEED)
    windows, guesses, heads = [], [], []
    for photo in photos:
        seen = through(prepared(photo), unseen(rng)) if lens else photo
        whole = prepared(seen)
        answers_to_whole = locator.crop(whole), locator.paper_answer(whole)
        for window in (draw_crop(rng) for _ in range(CROPS)):
            shown = prepared_part(upright_to_landscape(seen), window)
            windows += [WHOLE, window]
            guesses += [answers_to_whole[0], locator.crop(shown)]
            heads += [answers_to_whole[1], locator.paper_answer(shown)]
    factors = np.array([window.factor for window in windows])
    cropped = factors < 1.0

    def of_photos(values: Floats) -> Floats:
        return np.asarray(values.reshape(len(photos), -1).mean(axis=1))

    def overlaps(answers: list[Window]) -> Floats:
        return np.array([answer.overlap(window) for answer, window in zip(answers, windows, strict=True)])

    margins = np.linspace(0.0, 0.25, 26)
    constants = [
        overlaps([Window(x, y, 1.0 - x, 1.0 - y)] * len(windows)) for x in margins for y in margins[::5]
    ]
    constant = max(constants, key=lambda each: float(each.mean()))
    factor = min(np.linspace(0.5, 1.0, 51), key=lambda each: float(np.abs(factors - each).mean()))
    off = np.abs(factors - factor)
    print("crops, through lenses that training left out" if lens else "crops, as taken", f"({len(windows)})")
    for name, answers, guessed, said in (
        (
            "Bayes' rule",
            [each.window for each in guesses],
            np.array([each.factor for each in guesses]),
            np.array([each.cropped > 0.5 for each in guesses]),
        ),
        (
            "the head",
            [each.window for each in heads],
            np.array([each.window.factor for each in heads]),
            np.array([each.cropped > 0.5 for each in heads]),
        ),
    ):
        own, away, right = overlaps(answers), np.abs(guessed - factors), (said == cropped).astype(float)
        print(f"  {name}: overlap {interval(of_photos(own), rng)}, constant {constant.mean():.3f},")
        print(f"    better by {interval(of_photos(own - constant), rng)};")
        print(f"    factor off by {interval(of_photos(away), rng)}, constant {off.mean():.3f},")
        print(f"    nearer by {interval(of_photos(off - away), rng)};")
        print(f"    cropped or not: right {interval(of_photos(right), rng)}, chance 0.500", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cameras", type=Path, nargs="+", required=True)
    parser.add_argument("--weights", type=Path, help="another file than the shipped one")
    options = parser.parse_args()
    paths = split(options.cameras)["measure"]
    photos = [upright_to_landscape(read_picture(path)) for path in paths]
    locator = Locator(options.weights)
    patches(photos, locator)
    crops(photos, locator, lens=False)
    crops(photos, locator, lens=True)


if __name__ == "__main__":
    main()
