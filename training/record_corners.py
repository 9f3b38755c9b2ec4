"""Record what the corners lesson shows before anyone presses a button.

    python -m training.record_corners [answer] [runs]

`answer` is what the shipped detector says of the sample photos, with the picture of the first for the home
page and the loading card: anew whenever the weights or the samples change. `runs` are two of the paper's
network, as it was and cured: anew whenever their training or the generated photos change. Without a
word: both.
"""

from __future__ import annotations

import json
import platform
import sys
import time

import cv2
import numpy as np
from PIL import Image

from ai_playground.corners.evaluation_data import generated_photos, shown_pictures
from ai_playground.corners.locate import Locator
from ai_playground.corners.paper_training import by_epoch, train_paper_model
from ai_playground.corners.presets import PRESETS
from ai_playground.corners.recording import Recording, save_recording
from ai_playground.corners.samples import SAMPLES, recorded_answers_file
from ai_playground.corners.settings import TrainingSettings
from ai_playground.corners.straighten import straightened
from ai_playground.jobs import device
from ai_playground.locations import assets_directory
from ai_playground.pictures import resized_to

HEIGHT, WIDTH = 683, 1024  # twice the largest place it has on a page


def record_runs() -> None:
    """Train as the presets say and keep the snapshots."""
    machine = f"{device.configure()}, {platform.system()}"
    photos = generated_photos()
    for preset in ("report", "cured"):
        settings = TrainingSettings(**next(each.changes for each in PRESETS if each.name == preset))
        shown = shown_pictures(settings, photos).pictures
        started = time.perf_counter()
        snapshots = by_epoch(list(train_paper_model(settings, photos, shown)))
        seconds = round(time.perf_counter() - started, 1)
        recording = Recording(settings=settings, seconds=seconds, machine=machine, snapshots=tuple(snapshots))
        print(save_recording(preset, recording), seconds)


def record_answer() -> None:
    """Ask the detector, draw the picture."""
    locator = Locator()
    answers = {sample.name: locator.locate([sample.pixels])[0] for sample in SAMPLES}
    told = {
        name: {
            "corners": found.corners.astype(float).round(2).tolist(),
            "confidence": found.confidence.astype(float).round(4).tolist(),
            "possible": bool(found.possible),
        }
        for name, found in answers.items()
    }
    recorded_answers_file().write_text(json.dumps(told) + "\n")
    photo, found = SAMPLES[0].pixels, answers[SAMPLES[0].name]
    page = straightened(photo, found.corners)
    outlined = photo.copy()
    cv2.polylines(outlined, [(found.corners * 16).astype(np.int32)], True, (217, 72, 15), 6, cv2.LINE_AA, 4)
    left = resized_to(outlined, HEIGHT, round(HEIGHT * photo.shape[1] / photo.shape[0]))
    picture = np.full((HEIGHT, WIDTH, 3), 246, np.uint8)
    picture[:, : left.shape[1]] = left
    room = WIDTH - left.shape[1] - 20
    width = min(room, round(HEIGHT * page.shape[1] / page.shape[0]))
    right = resized_to(page, round(width * page.shape[0] / page.shape[1]), width)
    top = (HEIGHT - right.shape[0]) // 2
    picture[top : top + right.shape[0], WIDTH - 10 - width : WIDTH - 10] = right
    target = assets_directory() / "pictures" / "corners.jpg"
    Image.fromarray(picture).save(target, quality=88)
    print(target)


RECORDERS = {"answer": record_answer, "runs": record_runs}


if __name__ == "__main__":
    for name in sys.argv[1:] or RECORDERS:
        RECORDERS[name]()
