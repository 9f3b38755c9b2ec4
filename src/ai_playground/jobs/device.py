"""Which device computes: told without TensorFlow by `describe`, set up with TensorFlow by `configure`."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import subprocess
import threading
from contextlib import suppress
from functools import cache
from typing import Any

CHOICE_VARIABLE = "AI_PLAYGROUND_DEVICE"

_lock = threading.Lock()
_configured: str | None = None


class TensorFlowMissing(ImportError):  # noqa: N818 - says what is wrong in fewer words
    """TensorFlow isn't installed; the message names the extras that bring it."""


def available_cores() -> int:
    """Cores this process may use, at least 1."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def describe() -> str:
    """The device a run will use, such as "CPU, 8 cores" or "GPU, NVIDIA H100", without importing TensorFlow.

    Before `configure` it is what machine and installed packages promise, after it what TensorFlow uses.
    Raises ValueError if AI_PLAYGROUND_DEVICE is neither cpu nor gpu.
    """
    if _configured is not None:
        return _configured
    choice = _choice()
    if choice == "cpu" or (choice is None and _has_cpu_build()):
        return _describe_cpu()
    name = _visible_gpu()
    return _describe_cpu() if name is None else f"GPU, {name}"


def configure() -> str:
    """Import TensorFlow and settle its device: a GPU if it sees one, with memory that grows, else the CPU.

    AI_PLAYGROUND_DEVICE=cpu hides the GPUs, =gpu insists on one. Any thread may call it; only the first call
    does something. Returns what `describe` returns from then on.
    Raises TensorFlowMissing; RuntimeError if the forced device can't be had; ValueError for another value.
    """
    global _configured
    with _lock:
        if _configured is None:
            _configured = _configure(_choice())
        return _configured


def _configure(choice: str | None) -> str:
    tf = _import_tensorflow()
    gpus = tf.config.get_visible_devices("GPU")
    if choice == "cpu" and gpus:
        try:
            tf.config.set_visible_devices([], "GPU")
        except RuntimeError as error:
            raise RuntimeError(
                f"{CHOICE_VARIABLE}=cpu came too late: TensorFlow has the GPU already. Restart the kernel."
            ) from error
        gpus = []
    if choice == "gpu" and not gpus:
        raise RuntimeError(
            f"{CHOICE_VARIABLE}=gpu, but TensorFlow sees no GPU. Install the GPU build with "
            f'pip install "ai-playground-lessons[gpu]", look at nvidia-smi and CUDA_VISIBLE_DEVICES, '
            f"or unset {CHOICE_VARIABLE}."
        )
    if not gpus:
        return _describe_cpu()
    for gpu in gpus:
        with suppress(RuntimeError):  # already in use by the notebook: it keeps the memory it was given
            tf.config.experimental.set_memory_growth(gpu, True)
    details = tf.config.experimental.get_device_details(gpus[0])
    return f"GPU, {details.get('device_name', 'unnamed')}"


def _import_tensorflow() -> Any:
    # By name, so that type checking doesn't read all of TensorFlow.
    # Else its greetings fill the log of the server, once for each visitor.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        return importlib.import_module("tensorflow")
    except ModuleNotFoundError as error:
        if error.name != "tensorflow":
            raise  # TensorFlow is there but broken: its own message says more
        raise TensorFlowMissing(
            'This needs TensorFlow, which is not installed: pip install "ai-playground-lessons[cpu]", '
            'or with pip install "ai-playground-lessons[gpu]" for an NVIDIA GPU.',
            name="tensorflow",
        ) from error


def _choice() -> str | None:
    choice = os.environ.get(CHOICE_VARIABLE, "").strip().lower()
    if choice not in ("", "cpu", "gpu"):
        raise ValueError(f"{CHOICE_VARIABLE} must be cpu or gpu, not {choice!r}")
    return choice or None


def _describe_cpu() -> str:
    cores = available_cores()
    return f"CPU, {cores} core{'s' if cores > 1 else ''}"


def _has_cpu_build() -> bool:
    # A laptop with a GPU often has the CPU build: it must not promise the GPU.
    try:
        importlib.metadata.version("tensorflow-cpu")
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _visible_gpu() -> str | None:
    """Name of the first GPU that CUDA_VISIBLE_DEVICES lets through, or None."""
    gpus = _list_gpus()
    wanted = os.environ.get("CUDA_VISIBLE_DEVICES")
    if wanted is None:
        return gpus[0][2] if gpus else None
    first = wanted.split(",")[0].strip()
    for index, uuid, name in gpus:
        # CUDA takes an index or the beginning of a UUID.
        if first == index or (first.startswith("GPU-") and uuid.startswith(first)):
            return name
    return None


@cache
def _list_gpus() -> tuple[tuple[str, str, str], ...]:
    """(index, UUID, name) of each GPU that nvidia-smi knows; empty without nvidia-smi."""
    command = ["nvidia-smi", "--query-gpu=index,uuid,name", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=2.0, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    rows = (line.split(", ", 2) for line in answer.splitlines())
    return tuple((row[0], row[1], row[2]) for row in rows if len(row) == 3)
