"""Record what the shipped detector answers for the first sample photo, and draw the lesson's picture from it.

    python -m training.record_corners

The picture, a photo beside its page laid flat, is for the home page and the loading card. Run it anew
whenever the weights or the samples change.
"""

from __future__ import annotations

import json

import cv2
import numpy as np
from PIL import Image

from ai_playground.corners.locate import Locator
from ai_playground.corners.samples import SAMPLES, recorded_answer_file
from ai_playground.corners.straighten import straightened
from ai_playground.locations import assets_directory
from ai_playground.pictures import resized_to

HEIGHT, WIDTH = 480, 640


def main() -> None:
    """Write the answer and the picture."""
    photo = SAMPLES[0].pixels
    (found,) = Locator().locate([photo])
    answer = {"corners": found.corners.round(2).tolist(), "confidence": found.confidence.round(4).tolist()}
    recorded_answer_file().write_text(json.dumps(answer) + "\n")
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


if __name__ == "__main__":
    main()
