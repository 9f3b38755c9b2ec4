"""A run that has ended, as plain data for JSON and as text."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psutil

from ai_playground.lesson.text import counted
from ai_playground.pictures import Pixels
from ai_playground.style.descriptor import arithmetic
from ai_playground.style.export import terms
from ai_playground.style.scores import Scores
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """A run that has ended.

    Attributes:
        first, last: Its first and last snapshot.
        pictures: Some of its pictures, in their order.
        seconds: How long it took, with loading the network.
        peak_memory_mb: Most memory the process has had so far, in MB of 10^6 bytes.
        interrupted: Whether it was ended before its last step.
    """

    first: Snapshot
    last: Snapshot
    pictures: Sequence[Pixels]
    seconds: float
    peak_memory_mb: float
    interrupted: bool


def peak_memory_mb() -> float:
    """Most memory this process has had so far, in MB of 10^6 bytes."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset / 1e6)
    import resource  # not on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def result_of(run: FinishedRun, settings: StyleSettings, scores: Scores, device: str) -> dict[str, Any]:
    """Everything worth keeping of a run, as data that JSON can hold."""
    height, width = run.last.picture.shape[:2]
    return {
        "size": [width, height],
        "steps": run.last.step,
        "seconds": run.seconds,
        "seconds_per_step": run.seconds / max(run.last.step, 1),
        "peak_memory_mb": run.peak_memory_mb,
        "losses": {"start": terms(run.first), "end": terms(run.last)},
        **scores.as_dict(),
        "network": settings.network,
        "arithmetic": arithmetic(settings),
        "device": device,
        "settings": settings.model_dump(),
    }


def as_text(result: dict[str, Any]) -> str:
    """A few lines for people, from what :func:`result_of` returns."""
    (width, height), start, end = result["size"], result["losses"]["start"], result["losses"]["end"]
    done = f"{counted(result['steps'], 'step')} in {result['seconds']:.1f} s"
    machine = f"{result['network']} in {result['arithmetic']} on {result['device']}"
    shares = ", ".join(f"{name.replace('_', ' ')} {term:.3g}" for name, term in end["weighted"].items())
    closed = result["style_gap_closed"]
    gap = "none to close" if closed is None else f"{closed:.1f} %"
    return "\n".join(
        [
            f"{width} x {height} px, {done}; {machine}",
            f"loss {start['loss']:.4g} at the start, {end['loss']:.4g} at the end: {shares}",
            f"style gap closed: {gap}",
            f"structural similarity with the content: {result['ssim']:.3f}",
        ]
    )
