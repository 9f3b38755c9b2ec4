"""Where the lessons and assets lie: beside src/ in a checkout, inside the package from a wheel."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def lessons_directory() -> Path:
    """Return the folder of the lessons' notebooks. Raises FileNotFoundError if there is none."""
    return _find("lessons")


def assets_directory() -> Path:
    """Return the folder of data, pictures and weights. Raises FileNotFoundError if there is none."""
    return _find("assets")


def _find(name: str) -> Path:
    installed, checkout = PACKAGE / name, PACKAGE.parent.parent / name
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"This installation of ai_playground lacks its folder {installed}.")
