"""Check the widgets' JavaScript as browsers get it: the files of a widget joined to one module."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import ai_playground.ui  # noqa: F401 - so that all widgets are known
from ai_playground.ui.widget import Widget

ROOT = Path(__file__).resolve().parent.parent
OXLINT = Path(sys.executable).with_name("oxlint")


def modules(widget: type[Widget] = Widget) -> Iterator[tuple[str, str]]:
    """Return name and JavaScript of every kind of widget."""
    for kind in widget.__subclasses__():
        if "_esm" in vars(kind):
            yield kind.__name__, str(vars(kind)["_esm"])
        yield from modules(kind)


def with_all_used(text: str) -> str:
    """Return a module that exports its functions: each has all helpers, and uses some of them."""
    names = re.findall(r"^(?:async )?function (\w+)", text, re.MULTILINE)
    return f"{text}\nexport {{ {', '.join(names)} }};\n"


def check(linter: Path = OXLINT) -> int:
    """Print what is wrong; return 0 if nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in modules():
            (Path(folder) / f"{name}.js").write_text(with_all_used(text), encoding="utf-8")
        return subprocess.call([linter, "--quiet", "--config", ROOT / ".oxlintrc.json", "."], cwd=folder)


if __name__ == "__main__":
    sys.exit(check())
