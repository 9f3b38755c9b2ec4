"""The knobs of the lens."""

from __future__ import annotations

from ai_playground.settings import Settings, knob


class LensSettings(Settings):
    """What a simulated lens and camera do to a photo; the defaults are a plain, strong lens."""

    red: float = knob(
        0.2,
        "how much larger the red picture is than the green one: what is bright gets red on its outer side",
        group="Lens",
        label="Red enlarged (%)",
        ge=-1.0,
        le=1.0,
    )
    blue: float = knob(
        -0.2,
        "how much larger the blue picture is than the green one",
        group="Lens",
        label="Blue enlarged (%)",
        ge=-1.0,
        le=1.0,
    )
    vignetting: float = knob(
        0.4,
        "how much darker it gets towards the corners; 0: not at all, 1: a twelfth of a value is left there",
        group="Lens",
        label="Vignetting",
        ge=0.0,
        le=1.0,
    )
    distortion: float = knob(
        0.0,
        "how far the lens bends straight lines, at a corner: above 0 outwards at the middle (a barrel)",
        group="Lens",
        label="Distortion (%)",
        ge=-10.0,
        le=10.0,
        more=True,
    )
    saturation: float = knob(
        1.0, "how strong colors are; 0: none, 1: as they were", group="Camera", ge=0.0, le=2.0, more=True
    )
    grey: bool = knob(
        False,
        "make red and blue what green is: the fringes are gone, the shade stays",
        group="Camera",
        label="Grey by green",
    )
    noise: float = knob(
        0.0,
        "how far each value is off, the standard deviation in steps of 255",
        group="Camera",
        label="Noise",
        ge=0.0,
        le=30.0,
        more=True,
    )
    jpeg: int = knob(
        100,
        "quality of the JPEG that the camera writes; 100: none is written",
        group="Camera",
        label="JPEG quality",
        ge=10,
        le=100,
    )
    noise_seed: int = knob(0, "which noise is drawn", group="Camera", ge=0, le=2**31 - 1, more=True)
