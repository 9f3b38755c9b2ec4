"""Record the run that the style lesson shows before anyone presses Run: assets/style/recorded.

Also writes the picture on the home page's card. Run: python training/record_style_run.py
"""

from __future__ import annotations

import platform
import time

from PIL import Image

from ai_playground.jobs import device
from ai_playground.locations import assets_directory
from ai_playground.pictures import resized
from ai_playground.style.inputs import Style
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.precision import arithmetic
from ai_playground.style.recording import Recording, save_recording
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot, stylize

CONTENT, STYLE = PHOTOS[0], STYLES[0]
FRAMES = 20
CARD_WIDTH = 720


def main() -> None:
    """Run with the default settings, keep an even choice of snapshots."""
    settings = StyleSettings()
    device.configure()
    started = time.perf_counter()
    run = list(stylize(CONTENT.pixels, [Style(STYLE.pixels)], settings))
    seconds = time.perf_counter() - started
    chosen = [run[round(i * (len(run) - 1) / (FRAMES - 1))] for i in range(FRAMES)]
    machine = f"{device.describe()}, {arithmetic(settings)}, {platform.system()}"
    save_recording(
        Recording(CONTENT.name, (STYLE.name,), settings, round(seconds, 1), machine, tuple(chosen))
    )
    _card(chosen[-1]).save(assets_directory() / "pictures" / "style.jpg", quality=88)
    print(f"{len(run)} steps in {seconds:.1f} s, loss {run[-1].loss:.3f}")


def _card(last: Snapshot) -> Image.Image:
    """The painting, and at its right the photograph it was."""
    height, width = last.picture.shape[:2]
    picture = last.picture.copy()
    before = resized(CONTENT.pixels, max(height, width))
    line = round(0.64 * width)
    picture[:, line:] = before[:, line:]
    picture[:, line - 1 : line + 1] = 255
    return Image.fromarray(resized(picture, CARD_WIDTH))


if __name__ == "__main__":
    main()
