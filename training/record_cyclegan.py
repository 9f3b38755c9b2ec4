"""Record the runs of lesson 3 that ship: the whole training, and each of `ablations`.

Run: python -m training.record_cyclegan [NAME ...] [--machine TEXT]
"""

from __future__ import annotations

import argparse
import time

from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.cyclegan.bundle import shipped
from ai_playground.cyclegan.recording import Recording, save_recording
from ai_playground.cyclegan.study import Moment, Yardstick, study
from ai_playground.jobs import device

KEPT = 14
"""Moments of a run: its start, more of its beginning than of its end, and its last."""


def main() -> None:
    """Record all, or those that are named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[each.name for each in ABLATIONS])
    parser.add_argument("--machine", help="what it runs on, in words")
    options = parser.parse_args()
    device.configure()
    for ablation in ABLATIONS:
        if options.names and ablation.name not in options.names:
            continue
        started, worked = time.monotonic(), time.process_time()
        moments = [moment for moment in study(ablation.settings) if moment is not None]
        seconds = time.monotonic() - started
        yardstick = Yardstick(shipped(ablation.settings.swatch))
        folder = save_recording(
            ablation.name,
            Recording(
                settings=ablation.settings,
                seconds=seconds,
                machine=options.machine or device.describe(),
                snapshots=tuple(chosen(moments)),
                untouched=yardstick.untouched,
                alike=yardstick.alike,
            ),
        )
        last = moments[-1]
        print(
            f"{folder.name}: {seconds:.0f} s ({time.process_time() - worked:.0f} s of processors), "
            f"distance {last.distance:.1f} of {yardstick.untouched:.1f} ({yardstick.alike:.1f} alike), "
            f"cycle {last.cycle:.1f}, identity {last.identity:.1f}",
            flush=True,
        )


def chosen(moments: list[Moment]) -> list[Moment]:
    """Those that are kept."""
    last = len(moments) - 1
    places = sorted({round(last * (number / (KEPT - 1)) ** 1.6) for number in range(KEPT)})
    return [moments[place] for place in places]


if __name__ == "__main__":
    main()
