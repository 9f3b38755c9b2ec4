"""What a run will cost, told before it starts and without TensorFlow: memory, arithmetic, time."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ai_playground.memory import available_memory
from ai_playground.perceptual.architectures import ARCHITECTURES, Architecture, Network
from ai_playground.perceptual.layers import LayerPlan, plan_layers
from ai_playground.perceptual.precision import Arithmetic
from ai_playground.settings import describe
from ai_playground.style.descriptor import arithmetic
from ai_playground.style.optimizers import MEMORY
from ai_playground.style.schedule import SizeError, stages
from ai_playground.style.settings import StyleSettings

# A process with TensorFlow and a network's weights, measured; most of it is TensorFlow.
BASE_MB = 900.0
# Floating-point operations per second and core, measured on recent server processors; others do half of it.
RATES: Mapping[Arithmetic, float] = MappingProxyType({"float32": 8e10, "bfloat16": 1.5e11})

# For each network of Keras: values it holds for one pixel of the picture, all layers together, and operations
# for one pixel up to each of its named layers. Counted on the models.
_KERAS: Mapping[Network, tuple[float, tuple[float, ...]]] = MappingProxyType(
    {
        "resnet50": (717, (4_704, 31_328, 69_216, 124_512, 153_696)),
        "inception_v3": (363, (38_006, 53_922, 72_307, 110_163, 124_588)),
    }
)
# What is in use at a time beside them, as a factor, measured.
_KERAS_SPARE = 1.2


class TooLarge(ValueError):  # noqa: N818 - says what is wrong in fewer words
    """A run that the memory won't hold; the message names the largest size that it will."""


@dataclass(frozen=True)
class Estimate:
    """What a run costs.

    Attributes:
        memory_mb: Most memory at a time, in MB of 10^6 bytes, with TensorFlow and the network's weights.
        work: For each stage: its steps, the operations of one step, and those before its first step.
    """

    memory_mb: float
    work: tuple[tuple[int, float, float], ...]

    @property
    def operations(self) -> float:
        """Floating-point operations of the whole run."""
        return sum(before + steps * step for steps, step, before in self.work)

    def rate(self, steps: int, seconds: float) -> float:
        """Operations per second of a run whose first `steps` steps took `seconds`."""
        return self.operations * (self.share_done(steps) - self.share_done(0)) / max(seconds, 1e-3)

    def seconds(self, operations_per_second: float) -> float:
        """How long the run takes at this speed; see `usual_rate`, or measure one."""
        return self.operations / operations_per_second

    def share_done(self, step: int) -> float:
        """Share of the work, 0 to 1, that is done after `step` steps; those of small sizes cost less."""
        done = 0.0
        for steps, cost, before in self.work:
            taken = min(step, steps)
            done += before + taken * cost
            step -= taken
            if step <= 0:
                break
        return done / self.operations

    def seconds_left(self, step: int, seconds: float) -> float | None:
        """How long the rest takes after `step` steps that took `seconds`; None before the first."""
        start, done = self.share_done(0), self.share_done(step)
        return seconds * (1.0 - done) / (done - start) if done > start else None


def estimate(settings: StyleSettings, shape: tuple[int, int]) -> Estimate:
    """Estimate a run on a content picture of `shape` (height, width) px.

    The painting is taken as square; another one costs less. Raises LayerError, SizeError as the run would.
    """
    return _whole_run(settings, shape, _per_pixel(settings))


def _whole_run(settings: StyleSettings, shape: tuple[int, int], cost: _PerPixel) -> Estimate:
    work = []
    for stage in stages(settings, *shape):
        pixels = stage.height * stage.width
        style_pixels = (max(stage.height, stage.width) * settings.style_scale) ** 2
        work.append(
            (stage.iterations, pixels * cost.step_operations, (pixels + style_pixels) * cost.operations)
        )
        # The last stage is the largest.
        working = max(pixels * cost.step_bytes, style_pixels * cost.style_bytes)
    return Estimate(memory_mb=BASE_MB + working / 1e6, work=tuple(work))


def usual_rate(settings: StyleSettings, cores: int) -> float:
    """Operations per second to expect of this many cores, good to a factor of two or three."""
    return RATES[arithmetic(settings)] * cores


def refuse_if_too_large(
    settings: StyleSettings, shape: tuple[int, int], available: int | None = None
) -> None:
    """Raise TooLarge if the memory won't hold a run on a content picture of `shape` (height, width) px.

    Args:
        settings: The run's knobs.
        shape: The content picture's height and width.
        available: Bytes this process may still take. Defaults to what the machine and the container around
            the process have left.

    Raises:
        TooLarge: it won't; the message names the largest size that it will hold.
        LayerError, SizeError: as the run would.
    """
    free_mb = (available_memory() if available is None else available) / 1e6
    # Once TensorFlow is there, most of what it needs is no longer free in any case.
    there_mb = BASE_MB if "tensorflow" in sys.modules else 0.0
    cost = _per_pixel(settings)

    def needed_mb(size: int) -> float:
        return _whole_run(settings.changed(size=size), shape, cost).memory_mb - there_mb

    needed = needed_mb(settings.size)
    if needed <= free_mb:
        return
    least = next(int(knob.minimum or 1) for knob in describe(StyleSettings) if knob.name == "size")
    for size in range(settings.size - 1, least - 1, -1):
        try:
            if needed_mb(size) <= free_mb:
                advice = f"Take a size of {size} or less."
                break
        except SizeError:
            advice = "No smaller size would do."
            break
    else:
        advice = "No size would fit."
    raise TooLarge(
        f"At size {settings.size} the run needs about {needed:,.0f} MB of memory, and {free_mb:,.0f} MB are "
        f"free. {advice}"
    )


@dataclass(frozen=True)
class _PerPixel:
    """What one pixel of picture or painting costs, at any size.

    Attributes:
        operations: To describe it.
        step_operations: To describe it, and to find the gradient.
        style_bytes: In use at a time while the painting is described.
        step_bytes: In use at a time during a step.
    """

    operations: float
    step_operations: float
    style_bytes: float
    step_bytes: float


def _per_pixel(settings: StyleSettings) -> _PerPixel:
    architecture = ARCHITECTURES[settings.network]
    # Their shares and those of the styles cost nothing.
    layers = plan_layers(settings.network, content=settings.content_layers, style=settings.style_layers)
    deepest = max(map(architecture.layers.index, [*layers.style, *layers.content]))
    if settings.network in _KERAS:
        values, by_layer = _KERAS[settings.network]
        operations = by_layer[deepest]
        style_bytes = step_bytes = values * 4 * _KERAS_SPARE
    else:
        operations, style_bytes, step_bytes = _vgg(architecture, layers, deepest, arithmetic(settings))
    grams = sum(
        2 * channels**2 / stride**2
        for name, channels, stride in zip(
            architecture.layers, architecture.channels, architecture.strides, strict=True
        )
        if name in layers.style
    )
    # Pictures in three float32: the optimizer's (of L-BFGS also the spectra of two), and those in passing.
    pictures = 12 * (10 + (2 * MEMORY + 6 if settings.optimizer == "lbfgs" else 3))
    return _PerPixel(
        operations=operations,
        # The gradient costs as much again, that of a product of two twice as much.
        step_operations=2 * operations + 3 * grams,
        style_bytes=style_bytes,
        step_bytes=step_bytes + pictures,
    )


def _vgg(
    architecture: Architecture, layers: LayerPlan, deepest: int, computed_in: Arithmetic
) -> tuple[float, float, float]:
    """Operations, bytes for the painting and bytes of a step, for one pixel, up to the layer `deepest`."""
    width = 2 if computed_in == "bfloat16" else 4
    operations, before, taken_in = 0.0, 3, 0.0
    sizes: dict[str, float] = {}
    for name, channels, stride in zip(
        architecture.layers[: deepest + 1], architecture.channels, architecture.strides, strict=False
    ):
        operations += 2 * 9 * before * channels / stride**2
        sizes[name] = channels / stride**2
        if name.endswith("conv1"):
            taken_in += before / stride**2
        before = channels
    # The gradient needs what every layer gave and every block took in; what is compared is so in float32.
    kept = (sum(sizes.values()) + taken_in) * width
    copies = sum(sizes[name] for name in {*layers.style, *layers.content}) * (4 if width < 4 else 0)
    # Room to compute in: of a few layers of the largest size at a time.
    largest = max(sizes.values())
    step = kept + copies + 3 * largest * width + 4 * max(sizes[name] for name in layers.style)
    return operations, largest * (3 * width + 6), step
