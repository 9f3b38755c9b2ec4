"""What a run's knobs ask of the network that describes the pictures."""

from __future__ import annotations

from ai_playground.perceptual.layers import LayerPlan, plan_layers
from ai_playground.perceptual.precision import Arithmetic, arithmetic_for
from ai_playground.style.settings import StyleSettings


def layer_plan(settings: StyleSettings, styles: int) -> LayerPlan:
    """What is compared in a run with this many styles. Raises LayerError.

    Made once for a run and handed on; once more when a knob of it is turned while the run is on.
    """
    return plan_layers(
        settings.network,
        content=settings.content_layers,
        style=settings.style_layers,
        exponent=settings.layer_exponent,
        blend=settings.style_blend,
        styles=styles,
    )


def arithmetic(settings: StyleSettings) -> Arithmetic:
    """What the network computes in."""
    return arithmetic_for(settings.network, settings.precision)
