"""What the page tells about knobs and costs before a run."""

from __future__ import annotations

from ai_playground.lesson.text import about
from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.settings import describe
from ai_playground.style.estimate import estimate
from ai_playground.style.schedule import stages
from ai_playground.style.settings import StyleSettings

_OF_STYLE = [
    *(knob.name for knob in describe(StyleSettings) if knob.group == "Painting" and knob.name != "colors"),
    "layer_exponent",
    "style_layers",
]


def disabled_knobs(settings: StyleSettings) -> dict[str, str]:
    """Knobs without effect now, each with the reason."""
    reasons = {}
    if ARCHITECTURES[settings.network].keras_class:
        reasons["pooling"] = "This network's pooling stays as it was trained."
        reasons["precision"] = "This network runs in float32."
    if settings.style_weight == 0:
        reasons |= dict.fromkeys(_OF_STYLE, "The style weight is 0.")
    if settings.content_weight == 0:
        reasons["content_layers"] = "The content weight is 0."
    if settings.noise_ratio == 0 and settings.network != "random":
        reasons["seed"] = "Nothing is random: no noise and a trained network."
    return reasons


def cost_of(settings: StyleSettings, shape: tuple[int, int], operations_per_second: float) -> str:
    """What pressing Run will cost, in a sentence; or why it can't be pressed.

    Args:
        settings: The knobs.
        shape: Height and width of the content picture in px.
        operations_per_second: As measured on this machine, or expected (`estimate.usual_rate`).
    """
    try:
        planned, cost = stages(settings, *shape), estimate(settings, shape)
    except ValueError as error:
        return str(error)
    steps = sum(stage.iterations for stage in planned)
    sizes = ", ".join(str(max(stage.height, stage.width)) for stage in planned)
    seconds = about(cost.seconds(operations_per_second))
    return f"Press Run: {steps} steps at {sizes} px, {seconds} and {cost.memory_mb / 1000:.1f} GB."
