"""The settings that a lesson declares."""

from __future__ import annotations

import importlib
from pathlib import Path

import ai_playground
from ai_playground.settings import Settings


def declared_settings(lesson: str) -> list[type[Settings]]:
    """Those of the lesson's modules whose names end in "settings", at least one."""
    found: list[type[Settings]] = []
    for path in sorted((Path(ai_playground.__file__).parent / lesson).glob("*settings.py")):
        module = importlib.import_module(f"ai_playground.{lesson}.{path.stem}")
        found += [
            each
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, Settings) and each.__module__ == module.__name__
        ]
    assert found, f"{lesson} declares no settings"
    return found
