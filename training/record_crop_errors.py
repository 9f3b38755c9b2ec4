"""Record how far the shipped networks are off the crop factor, as lesson 5's page shows it at first.

    python -m training.record_crop_errors

Anew whenever the weights, the page's photos, the lens' defaults or the rule of the answer change.
"""

from __future__ import annotations

import platform
import time
from functools import partial

from ai_playground.jobs import device
from ai_playground.patches.crop_game import measure
from ai_playground.patches.crop_recording import RecordedErrors, save_errors
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings

if __name__ == "__main__":
    machine = f"{device.configure()}, {platform.system()}"
    from ai_playground.patches.locating import Locator

    locator, lens = Locator(), LensSettings()
    locator.crop(sample(PHOTOS[0].name))  # what is compiled at the first question isn't counted
    started = time.process_time()  # what else runs here doesn't count
    *_, last = measure([partial(sample, photo.name) for photo in PHOTOS], lens, lambda: locator)
    assert last is not None
    seconds = round(time.process_time() - started, 1)
    print(save_errors(RecordedErrors(settings=lens, seconds=seconds, machine=machine, snapshots=(last,))))
    print(f"{seconds} s; mean deviation {abs(last.off).mean():.3f}, signed {last.off.mean():.3f}")
