"""Record the small trainings that lesson 5 shows before anyone presses Run, and that decide its questions.

    python -m training.record_patches [NAME ...]

Names are those of `patches.recording.RECORDED`; without one all are done, each in half a minute or more. Anew
whenever the engine or the photos change.
"""

from __future__ import annotations

import platform
import sys
import time

from ai_playground.jobs import device
from ai_playground.patches.recording import RECORDED, Recording, save_recording
from ai_playground.patches.study import study
from ai_playground.patches.study_settings import StudySettings


def main() -> None:
    """Train, and keep the moments."""
    machine = f"{device.configure()}, {platform.system()}"
    for name in sys.argv[1:] or RECORDED:
        settings = StudySettings(**RECORDED[name])
        # What the processor worked, not what the clock says: others may work beside.
        started = time.process_time()
        moments = tuple(moment for moment in study(settings) if moment is not None)
        seconds = round(time.process_time() - started, 1)
        save_recording(
            name, Recording(settings=settings, seconds=seconds, machine=machine, snapshots=moments)
        )
        last = moments[-1]
        told = f"spread {last.spread:.4f}, held out {last.held_out:.3f}, overlap {last.overlap:.3f}"
        print(f"{name}: {told}, {seconds} s", flush=True)


if __name__ == "__main__":
    main()
