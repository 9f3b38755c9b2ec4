"""Write requirements/serve.txt and test.txt: pyproject's ranges resolved to exact, complete pins.

Run by `make pins`, under the oldest Python the package supports, so that no pin asks for a newer one.
The files are installed with `pip install --no-deps`: what is written here is all that is installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
HEADER = "# Written by `make pins` from pyproject.toml. Install with: pip install --no-deps -r {path}\n"
# TensorFlow's plain wheel is twice as large on x86 Linux for CUDA code that the pages don't need.
ONLY_X86_LINUX = "sys_platform == 'linux' and platform_machine == 'x86_64'"
ELSEWHERE = "sys_platform != 'linux' or platform_machine != 'x86_64'"
# What a resolution on Linux can't see: needed on macOS by ipykernel, on Windows by IPython, pytest and
# Jupyter's terminals. tests/packaging checks that nothing is missing for any system.
ELSEWHERE_PINS = [
    "appnope==0.1.4; sys_platform == 'darwin'",
    "colorama==0.4.6; sys_platform == 'win32'",
    "pywinpty==3.1.2; sys_platform == 'win32'",
]


def resolve(requirements: list[str], *options: str) -> dict[str, str]:
    """Return name -> version of everything that `requirements` need, by pip's resolver; installs nothing."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--dry-run",
        "--ignore-installed",
        "--report",
        "-",
    ]
    command = [*command, *options, *requirements]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    found = (package["metadata"] for package in report["install"])
    return {package["name"].lower().replace("_", "-"): package["version"] for package in found}


def pin_lines(versions: dict[str, str]) -> list[str]:
    """Return the sorted lines of a pin file; TensorFlow gets one line for each kind of machine."""
    lines = []
    for name, version in versions.items():
        if name == "tensorflow-cpu":
            lines += [f"{name}=={version}; {ONLY_X86_LINUX}", f"tensorflow=={version}; {ELSEWHERE}"]
        else:
            lines.append(f"{name}=={version}")
    return sorted(lines)


def write(path: str, lines: list[str]) -> None:
    """Write one pin file under its header."""
    (ROOT / path).write_text(HEADER.format(path=path) + "\n".join(lines) + "\n")
    print(f"{path}: {len(lines)} lines")


def main() -> None:
    """Resolve what serving needs, then what the tests need on top of exactly that."""
    if sys.version_info[:2] != OLDEST_PYTHON:
        sys.exit("pins: run this under Python 3.11, the oldest that the package supports")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    serve = resolve(
        [
            *project["project"]["dependencies"],
            *extras["serve"],
            *extras["cpu"],
            *extras["corners"],
            *project["build-system"]["requires"],  # for the editable install, made without build isolation
        ]
    )
    fixed = [f"{name}=={version}" for name, version in serve.items()]
    # It asks for the plain TensorFlow, but its weights are all we use.
    serve |= resolve(extras["style"], "--no-deps")
    test = resolve([*fixed, *extras["dev"]])
    write("requirements/serve.txt", sorted([*pin_lines(serve), *ELSEWHERE_PINS]))
    write(
        "requirements/test.txt",
        ["-r serve.txt", *pin_lines({k: v for k, v in test.items() if k not in serve})],
    )


if __name__ == "__main__":
    main()
