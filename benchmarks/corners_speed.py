"""How fast the corners lesson is: drawing pictures, answering, training the paper's models."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from ai_playground.corners.folder import locate_all
from ai_playground.corners.locate import Locator
from ai_playground.corners.paper_models import PAPER_MODELS
from ai_playground.corners.paper_training import train_paper_model
from ai_playground.corners.photo.scene import photo
from ai_playground.corners.ruled_sheet import Labelled, ruled_sheet
from ai_playground.corners.samples import SAMPLES
from ai_playground.corners.settings import MODEL_LABELS, TrainingSettings
from ai_playground.memory import keep_freed_memory
from ai_playground.pictures.folder import photos_in

DRAWN = 600
ANSWERS = 50
FOLDER = 120
LIMITS = {"drawn": 300.0, "answer": 20.0, "folder": 40.0}


def draw_photos(first: int) -> None:
    """Draw a quarter of the photos."""
    keep_freed_memory()
    cv2.setNumThreads(1)
    for number in range(first, first + DRAWN // 4):
        photo([5, number])


def draw_sheets(first: int) -> None:
    """Draw a quarter of the sheets."""
    keep_freed_memory()
    cv2.setNumThreads(1)
    rng = np.random.default_rng(first)
    for _ in range(DRAWN // 4):
        ruled_sheet(rng, 25.0)


def pictures_a_second(draw: Callable[[int], None]) -> float:
    """By two processes, begun before the clock is."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(draw, [0, 1]))
        started = time.perf_counter()
        list(pool.map(draw, range(0, DRAWN, DRAWN // 4)))
        return DRAWN / (time.perf_counter() - started)


def main() -> None:
    """Print the figures; exit with 1 where one misses its limit."""
    missed = []
    for name, draw in (("photos", draw_photos), ("sheets", draw_sheets)):
        rate = pictures_a_second(draw)
        print(f"{name} drawn by two processes: {rate:.0f} a second (limit {LIMITS['drawn']:.0f})")
        missed += [name] if rate < LIMITS["drawn"] else []

    locator = Locator()
    picture = SAMPLES[0].pixels
    milliseconds = []
    for _ in range(ANSWERS):
        started = time.perf_counter()
        locator.locate([picture])
        milliseconds.append(1e3 * (time.perf_counter() - started))
    median = float(np.median(milliseconds))
    print(
        f"one answer, 768 x 1024 px reduced: {median:.1f} ms, p95 {np.percentile(milliseconds, 95):.1f} ms "
        f"(limit {LIMITS['answer']:.0f})"
    )
    missed += ["answer"] if median > LIMITS["answer"] else []

    with tempfile.TemporaryDirectory() as name:
        for number in range(FOLDER):
            sample = SAMPLES[number % len(SAMPLES)]
            Image.fromarray(sample.pixels).save(Path(name) / f"{number:03d}.jpg", quality=85)
        started = time.perf_counter()
        found = list(locate_all(locator, photos_in([Path(name)]).photos))
        rate = len(found) / (time.perf_counter() - started)
    print(f"a folder of photos of 768 x 1024 px: {rate:.0f} a second (limit {LIMITS['folder']:.0f})")
    missed += ["folder"] if rate < LIMITS["folder"] else []

    nothing = Labelled(np.empty((0, 256, 192, 3), np.uint8), np.empty((0, 4, 2), np.float32))
    print("seconds for 1000 sheets, the paper's models:")
    for model in PAPER_MODELS:
        settings = TrainingSettings(model=model, sheets=480, epochs=3)
        last = [*train_paper_model(settings, nothing, nothing.pictures)][-1]
        print(f"  {MODEL_LABELS[model]:40} {last.seconds_per_1000:.2f}")
    if missed:
        raise SystemExit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
