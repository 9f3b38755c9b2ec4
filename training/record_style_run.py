"""Record the run that the style lesson shows before anyone presses Run: assets/style/recorded.

Also writes the picture on the home page's card. Run: python training/record_style_run.py
"""

from __future__ import annotations

import platform
import time

from PIL import Image

from ai_playground.jobs import device
from ai_playground.lesson.recording import QUALITY
from ai_playground.locations import assets_directory
from ai_playground.pictures import Pixels, resized
from ai_playground.style.descriptor import arithmetic
from ai_playground.style.inputs import Style
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.recording import Recording, save_recording
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import stylize

CONTENT, STYLE = PHOTOS[0], STYLES[0]
# Twice as many px as the page shows it wide, for screens of double density.
SETTINGS = StyleSettings(size=1024, iterations=20)
FRAMES = 12


def main() -> None:
    """Run, keep an even choice of snapshots."""
    device.configure()
    # Time of the processor, not of the clock: other work may be done beside it.
    started = time.process_time()
    run = list(stylize(CONTENT.pixels, [Style(STYLE.pixels)], SETTINGS))
    seconds = (time.process_time() - started) / device.available_cores()
    chosen = [run[round(i * (len(run) - 1) / (FRAMES - 1))] for i in range(FRAMES)]
    machine = f"{device.describe()}, {arithmetic(SETTINGS)}, {platform.system()}"
    save_recording(
        Recording(
            content=CONTENT.name,
            styles=(STYLE.name,),
            settings=SETTINGS,
            seconds=round(seconds, 1),
            machine=machine,
            snapshots=tuple(chosen),
        )
    )
    card = Image.fromarray(_card(chosen[-1].picture))
    card.save(assets_directory() / "pictures" / "style.jpg", quality=QUALITY)
    print(f"{len(run)} snapshots in {seconds:.1f} s, loss {run[-1].loss:.3f}")


def _card(painting: Pixels) -> Pixels:
    """The painting, and at its right the photograph it was."""
    picture = painting.copy()
    before = resized(CONTENT.pixels, max(picture.shape))
    line = round(0.64 * picture.shape[1])
    picture[:, line:] = before[:, line:]
    picture[:, line - 2 : line + 2] = 255
    return picture


if __name__ == "__main__":
    main()
