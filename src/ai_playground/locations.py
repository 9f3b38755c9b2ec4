"""Where lessons and assets lie, beside src/ in a checkout or in the package; the pages' stylesheet."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
STYLES = PACKAGE / "ui" / "static"


def lessons_directory() -> Path:
    """Return the folder of the lessons' notebooks. Raises FileNotFoundError if there is none."""
    return _find("lessons")


def assets_directory() -> Path:
    """Return the folder of data, pictures and weights. Raises FileNotFoundError if there is none."""
    return _find("assets")


def stylesheet() -> str:
    """Return the one stylesheet of all pages: `theme.css`, `shared.css`, then each widget's by its name.

    One sheet, as a page that waited for twenty would be painted later, and would jump as they come.
    """
    first = [STYLES / "theme.css", STYLES / "shared.css"]
    widgets = sorted(path for path in STYLES.glob("*.css") if path not in first)
    return "\n".join(path.read_text(encoding="utf-8") for path in (*first, *widgets))


def _find(name: str) -> Path:
    installed, checkout = PACKAGE / name, PACKAGE.parent.parent / name
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"This installation of ai_playground lacks its folder {installed}.")
