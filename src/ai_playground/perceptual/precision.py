"""Which arithmetic a network computes in: bfloat16 where the processor has it, float32 elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from ai_playground.perceptual.architectures import ARCHITECTURES, Network

Arithmetic = Literal["float32", "bfloat16"]
Precision = Literal["auto", "float32", "bfloat16"]
# NVIDIA's Ampere was the first with bfloat16.
_AMPERE = (8, 0)


def arithmetic_for(network: Network, precision: Precision = "auto") -> Arithmetic:
    """What is asked for; for ``auto`` what is fastest here. Networks of Keras stay in float32."""
    if ARCHITECTURES[network].keras_class:
        return "float32"
    return fastest() if precision == "auto" else precision


def fastest() -> Arithmetic:
    """What convolutions are fastest in here."""
    return "bfloat16" if _processor_has_bfloat16() or _gpu_has_bfloat16() else "float32"


@cache
def _processor_has_bfloat16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def _gpu_has_bfloat16() -> bool:
    import sys

    tf = sys.modules.get("tensorflow")
    if tf is None:
        return False
    devices = tf.config.get_visible_devices("GPU")
    return bool(devices) and (
        tf.config.experimental.get_device_details(devices[0]).get("compute_capability", (0, 0)) >= _AMPERE
    )
