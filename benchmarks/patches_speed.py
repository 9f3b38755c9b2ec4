"""How long do sixteen heat maps take, what was cropped away, and a turn of a lens's knob? The network warm.

Run: python -m benchmarks.patches_speed
"""

from __future__ import annotations

import itertools
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from ai_playground.jobs.device import describe
from ai_playground.locations import assets_directory
from ai_playground.patches.cutting import prepared
from ai_playground.patches.dashboard import PatchesLesson
from ai_playground.patches.lens import through
from ai_playground.patches.locating import Locator
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import read_picture, resized_to

TIMES = 9
WIDTHS = (1024, 1536, 2048)


def median_seconds(call: Callable[[], object]) -> float:
    """Of `TIMES` calls after one that isn't counted."""
    call()
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


def turn(page: PatchesLesson, red: Iterator[float]) -> None:
    """Turn the knob of red to the next value."""
    page.where.panel.take(page.where.lens.changed(red=next(red)))


def main() -> None:
    """Measure and print."""
    print(describe(), platform.processor())
    photo = prepared(read_picture(assets_directory() / "style" / "photos" / "temple.jpg"))
    locator = Locator()
    print(f"sixteen heat maps: {median_seconds(lambda: locator.heat_maps(photo)):.3f} s")
    print(f"what was cropped away: {median_seconds(lambda: locator.crop(photo)):.3f} s")
    print(f"the authors' head: {median_seconds(lambda: locator.paper_answer(photo)):.3f} s")
    for width in WIDTHS:
        large = resized_to(photo, width * 3 // 4, width)
        for name, lens in (
            ("as it comes", LensSettings()),
            ("bent, noisy, as JPEG", LensSettings(distortion=3.0, noise=4.0, jpeg=80)),
        ):
            took = median_seconds(lambda large=large, lens=lens: through(large, lens))  # type: ignore[misc]
            print(f"lens {name}, {width} x {width * 3 // 4} px: {took:.3f} s")
    page = PatchesLesson()
    for name in ("temple", "astronaut"):
        page.where.photos.select([name])
        page.where.show()
        shown = median_seconds(page.where.show)
        turned = median_seconds(partial(turn, page, itertools.cycle((0.25, 0.35))))
        height, width = page.where.seen().shape[:2]
        print(
            f"a turn on the page, {width} x {height} px: map {shown:.3f} s, with the crop game {turned:.3f} s"
        )


if __name__ == "__main__":
    main()
