"""What is taken home from a training: pictures, film, losses, weights, code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from ai_playground.cyclegan.bundle import SWATCHES
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import Moment
from ai_playground.pictures import Pixels
from ai_playground.settings import as_python as settings_as_python

FRAME_MS, LAST_FRAME_MS = 200, 2_000


def losses_csv(history: Sequence[Moment]) -> bytes:
    """A row for each moment: step, rate, distance, two errors, all losses; what isn't known is empty."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["step", "rate", "distance", "cycle_error", "identity_error", *LOSSES])
    for each in history:
        values = [each.rate, each.distance, each.cycle, each.identity, *each.losses.tolist()]
        rows.writerow([each.step, *("" if np.isnan(value) else f"{value:.6g}" for value in values)])
    return text.getvalue().encode()


def trained_on(settings: StudySettings, moment: Moment | None) -> str:
    """What pictures a run with these settings, of which this is a moment, trained on, in words."""
    own = "" if moment is None else moment.own
    return own or f"photographs that ship, and brushwork {SWATCHES[settings.swatch]}"


def run_json(
    settings: StudySettings, history: Sequence[Moment], went_on: Sequence[tuple[int, int]] = ()
) -> bytes:
    """Settings, what was trained on, where it was gone on with (see `Kept`), and the same figures."""

    def number(value: float) -> float | None:
        return None if np.isnan(value) else round(float(value), 6)

    moments: list[dict[str, Any]] = [
        {
            "step": each.step,
            "rate": each.rate,
            "distance": number(each.distance),
            "cycle_error": number(each.cycle),
            "identity_error": number(each.identity),
            **{name: number(value) for name, value in zip(LOSSES, each.losses.tolist(), strict=True)},
        }
        for each in history
    ]
    pictures = trained_on(settings, history[-1] if history else None)
    told = {
        "settings": settings.model_dump(),
        "trained_on": pictures,
        "went_on": [{"from_step": step, "steps_until_then": steps} for step, steps in went_on],
        "moments": moments,
    }
    return json.dumps(told, indent=1, allow_nan=False).encode()


def film(pictures: Sequence[Pixels]) -> bytes:
    """Pictures of one size as an endless GIF that rests on the last one."""
    from PIL import Image

    frames = [Image.fromarray(picture) for picture in pictures]
    buffer = io.BytesIO()
    times = [FRAME_MS] * (len(frames) - 1) + [LAST_FRAME_MS]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0)
    return buffer.getvalue()


def went_on_comment(settings: StudySettings, went_on: Sequence[tuple[int, int]]) -> str:
    """Lines for the code on top of which they stand: whether it repeats a run that was gone on with.

    A run in one go does the same steps, as chance follows from seed and step; but the fall of the learning
    rate follows from the steps that were to be done in all.
    """
    if not went_on:
        return ""
    steps = " and ".join(f"{step:,}" for step, _ in went_on)
    others = sorted({planned for _, planned in went_on} - {settings.steps})
    same = "In one go, as here, the steps are the same."
    if others:
        planned = " or ".join(f"{each:,}" for each in others)
        same = f"It was to do {planned} in all\n# before, so that its learning rate fell otherwise than here."
    return f"# The run on the page went on from step {steps}. {same}\n"


def as_python(
    settings: StudySettings,
    photos: bool = False,
    paintings: bool = False,
    went_on: Sequence[tuple[int, int]] = (),
) -> str:
    """Code that repeats a training; on folders of one's own for what is the visitor's."""
    imports, pair = "", ""
    if photos or paintings:
        imports = (
            "from pathlib import Path\n\n"
            "from ai_playground.cyclegan.own_pictures import Heap, from_folder, pair\n"
        )
        heaps = [
            f'from_folder(Path("{name}"))' if own else "Heap()"
            for name, own in (("photos", photos), ("paintings", paintings))
        ]
        pair = f", pair=pair(settings.swatch, {', '.join(heaps)})"
    return f"""\
{went_on_comment(settings, went_on)}{imports}from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import study

settings = {settings_as_python(settings)}
for moment in study(settings{pair}):
    if moment is not None:
        print(moment.step, round(moment.distance), moment.losses)
"""
