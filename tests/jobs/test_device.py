from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from ai_playground.jobs import device

TWO_GPUS = "0, GPU-aaaa-1111, NVIDIA H100\n1, GPU-bbbb-2222, NVIDIA T4\n"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(device, "_configured", None)
    monkeypatch.setattr(device, "available_cores", lambda: 8)
    for name in (device.CHOICE_VARIABLE, "CUDA_VISIBLE_DEVICES"):
        monkeypatch.delenv(name, raising=False)
    device._list_gpus.cache_clear()
    yield
    device._list_gpus.cache_clear()


@pytest.fixture
def machine_with_gpus(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A machine with two GPUs and no CPU build of TensorFlow; the list grows as nvidia-smi is asked."""
    asked: list[int] = []

    def run(command: list[str], **_: Any) -> Any:
        assert command[0] == "nvidia-smi"
        asked.append(1)
        return SimpleNamespace(stdout=TWO_GPUS)

    def version(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(importlib.metadata, "version", version)
    return asked


class FakeTensorFlow:
    """The few calls of `tensorflow.config` that are used, with the given GPUs."""

    def __init__(self, *gpus: str, in_use: bool = False) -> None:
        self.visible = list(gpus)
        self.growing: list[str] = []
        self.in_use = in_use
        self.config = SimpleNamespace(
            get_visible_devices=lambda _kind: list(self.visible),
            set_visible_devices=self._set_visible_devices,
            experimental=SimpleNamespace(
                set_memory_growth=self._set_memory_growth,
                get_device_details=lambda gpu: {"device_name": gpu},
            ),
        )

    def _set_visible_devices(self, gpus: list[str], _kind: str) -> None:
        if self.in_use:
            raise RuntimeError("already initialized")
        self.visible = gpus

    def _set_memory_growth(self, gpu: str, _growth: bool) -> None:
        if self.in_use:
            raise RuntimeError("already initialized")
        self.growing.append(gpu)


def install(monkeypatch: pytest.MonkeyPatch, tensorflow: FakeTensorFlow) -> FakeTensorFlow:
    monkeypatch.setitem(sys.modules, "tensorflow", tensorflow)
    return tensorflow


def test_a_machine_without_nvidia_smi_computes_on_its_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert device.describe() == "CPU, 8 cores"


def test_a_single_core_is_no_plural(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "available_cores", lambda: 1)
    monkeypatch.setenv(device.CHOICE_VARIABLE, "cpu")
    assert device.describe() == "CPU, 1 core"


def test_nvidia_smi_is_asked_once(machine_with_gpus: list[int]) -> None:
    assert (device.describe(), device.describe()) == ("GPU, NVIDIA H100", "GPU, NVIDIA H100")
    assert machine_with_gpus == [1]


@pytest.mark.usefixtures("machine_with_gpus")
@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        ("1,0", "GPU, NVIDIA T4"),
        ("GPU-bbbb", "GPU, NVIDIA T4"),
        ("", "CPU, 8 cores"),
        ("-1", "CPU, 8 cores"),
        ("7", "CPU, 8 cores"),
    ],
)
def test_cuda_visible_devices_is_respected(
    visible: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert device.describe() == expected


def test_the_cpu_build_of_tensorflow_promises_no_gpu(
    machine_with_gpus: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _name: "2.21.0")
    assert device.describe() == "CPU, 8 cores"
    monkeypatch.setenv(device.CHOICE_VARIABLE, "gpu")
    assert device.describe() == "GPU, NVIDIA H100"


def test_an_nvidia_smi_that_hangs_counts_as_no_gpu(
    machine_with_gpus: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(command: list[str], *, timeout: float, **_: Any) -> Any:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    assert device.describe() == "CPU, 8 cores"


def test_another_forced_device_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(device.CHOICE_VARIABLE, "tpu")
    with pytest.raises(ValueError, match="AI_PLAYGROUND_DEVICE must be cpu or gpu, not 'tpu'"):
        device.describe()


def test_describing_imports_no_tensorflow() -> None:
    code = f"""
import sys
sys.path[:] = {sys.path!r}
from ai_playground.jobs import device
device.describe()
print("tensorflow" in sys.modules)
"""
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_missing_tensorflow_names_the_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(device.TensorFlowMissing, match=r"-lessons\[cpu\].*-lessons\[gpu\]"):
        device.configure()


def test_gpus_get_memory_that_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    tensorflow = install(monkeypatch, FakeTensorFlow("H100", "T4"))
    assert device.configure() == "GPU, H100"
    assert tensorflow.growing == ["H100", "T4"]
    assert device.describe() == "GPU, H100"


def test_configuring_twice_is_configuring_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tensorflow = install(monkeypatch, FakeTensorFlow("T4"))
    assert (device.configure(), device.configure()) == ("GPU, T4", "GPU, T4")
    assert tensorflow.growing == ["T4"]


def test_a_gpu_that_is_in_use_keeps_its_memory_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakeTensorFlow("T4", in_use=True))
    assert device.configure() == "GPU, T4"


def test_the_forced_cpu_hides_the_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    tensorflow = install(monkeypatch, FakeTensorFlow("T4"))
    monkeypatch.setenv(device.CHOICE_VARIABLE, "CPU")
    assert device.configure() == "CPU, 8 cores"
    assert tensorflow.visible == []


def test_the_forced_cpu_can_come_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakeTensorFlow("T4", in_use=True))
    monkeypatch.setenv(device.CHOICE_VARIABLE, "cpu")
    with pytest.raises(RuntimeError, match="Restart the kernel"):
        device.configure()


def test_a_forced_gpu_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakeTensorFlow())
    monkeypatch.setenv(device.CHOICE_VARIABLE, "gpu")
    with pytest.raises(RuntimeError, match="TensorFlow sees no GPU"):
        device.configure()
