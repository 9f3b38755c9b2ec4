"""The knobs of a training on photos of one's own."""

from __future__ import annotations

from ai_playground.patches.step import Size, Told
from ai_playground.settings import Settings, knob


class TrainSettings(Settings):
    """Networks, data and pace; the defaults train light networks on a processor."""

    told: Told = knob(
        "both",
        "what tells the rectangle; with the thumbnail alone no patch is placed",
        group="Networks",
        labels={
            "both": "patches and thumbnail",
            "patches": "patches alone",
            "thumbnail": "thumbnail alone",
        },
    )
    size: Size = knob(
        "light",
        "how large the networks are; the paper's are for a graphics card",
        group="Networks",
        labels={"light": "light", "paper": "the paper's"},
    )
    cropped: float = knob(
        0.5,
        "share of photos that are cropped; the authors take half, the report 0.8",
        group="Data",
        ge=0.0,
        le=1.0,
    )
    mirror: bool = knob(
        True, "show every other photo in a mirror, whole; the authors mirror none", group="Data"
    )
    steps: int = knob(2000, "training steps", group="Pace", ge=1, le=10_000_000, log=True)
    batch_size: int = knob(8, "photos in a step, sixteen patches of each", group="Pace", ge=1, le=256)
    learning_rate: float = knob(
        1e-3,
        "Adam's learning rate at the start; the authors' is 0.005",
        group="Pace",
        ge=1e-7,
        le=1e-1,
        log=True,
    )
    decay: float = knob(
        0.22,
        "what is left of the learning rate at the end, falling by the same share each step; the authors keep "
        "0.22, the report 1",
        group="Pace",
        ge=0.001,
        le=1.0,
    )
    seed: int = knob(0, "of the first weights and of every later choice", group="Pace", ge=0, le=2**31 - 1)
