"""Check the widgets' JavaScript as browsers get it: the files of a widget joined to one module.

Deno has TypeScript's checker. It is told what each widget's Python half has: a trait that isn't there, a
message that nobody handles, and a trait that JavaScript sets are errors too. Oxlint sees the rest.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import traitlets

import ai_playground.ui
from ai_playground.ui.widget import STATIC, Widget

TOOLS = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
CHECKS = (
    # Said the same everywhere: oxlint's own choice has colours or another shape where `CI` is set.
    ("oxlint", "--quiet", "--format=unix", "--config", str(TOOLS.parent / ".oxlintrc.json"), "."),
    ("deno", "check", "--quiet", "."),
)
TYPES: dict[type[traitlets.TraitType[Any, Any]], str] = {
    traitlets.Bool: "boolean",
    traitlets.Bytes: "DataView<ArrayBuffer>",
    traitlets.Dict: "Record<string, any>",
    traitlets.Float: "number",
    traitlets.Int: "number",
    traitlets.Unicode: "string",
}


def all_widgets() -> list[type[Widget]]:
    """Return every kind of widget that has JavaScript of its own."""
    for module in pkgutil.iter_modules(ai_playground.ui.__path__, "ai_playground.ui."):
        importlib.import_module(module.name)
    return [kind for kind in _kinds_of(Widget) if "_esm" in vars(kind)]


def _kinds_of(base: type[Widget]) -> Iterator[type[Widget]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds_of(kind)


def exports(text: str) -> str:
    """Return a line that exports a module's functions: each has all helpers, and uses some of them."""
    names = re.findall(r"^(?:async )?function (\w+)", text, re.MULTILINE)
    return f"export {{ {', '.join(names)} }};\n"


def type_of(trait: traitlets.TraitType[Any, Any]) -> str:
    """Return what a trait is in TypeScript."""
    if isinstance(trait, traitlets.Enum):
        name = " | ".join(f'"{value}"' for value in trait.values or ())
    elif isinstance(trait, traitlets.List):
        name = f"({type_of(trait._trait) if trait._trait else 'any'})[]"
    else:
        name = next((name for kind, name in TYPES.items() if isinstance(trait, kind)), "any")
    return f"{name} | null" if trait.allow_none else name


def declarations(widget: type[Widget]) -> str:
    """Return JSDoc that declares what a widget's Python half has for its JavaScript: traits and messages."""
    common = Widget.class_traits(sync=True)
    traits = [item for item in widget.class_traits(sync=True).items() if item[0] not in common]
    types = ", ".join(f"{name}: {type_of(trait)}" for name, trait in traits)
    messages = " | ".join(map(repr, widget.handlers(widget.__new__(widget)))) or "never"
    lines = (
        f"{{{{type: {messages}, [more: string]: any}}}} Message",
        f"{{import('./model.d.ts').Model<{{{types}}}, Message>}} Model",
        "{{model: Model, el: HTMLElement}} RenderProps",
        "{Parameters<Model['get']>[0]} Trait",
    )
    return "".join(f"/** @typedef {line} */\n" for line in lines)


def place(module: str, text: str, line: int) -> str:
    """Return where a line of a module stands in `static/`."""
    for path in STATIC.glob("*.js"):
        before, file, _ = text.partition(path.read_text(encoding="utf-8"))
        within = line - before.count("\n")
        if 1 <= within <= file.count("\n"):
            return f"{path}:{within}"
    return f"{module}:{line}"


def check(widgets: Iterable[type[Widget]]) -> int:
    """Print what is wrong, and where; return 0 if nothing is."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        texts = {}
        for widget in widgets:
            text = texts[widget.__name__] = str(vars(widget)["_esm"])
            module = "\n".join((text, exports(text), declarations(widget)))
            (Path(folder) / f"{widget.__name__}.js").write_text(module, encoding="utf-8")
        for name in ("deno.json", "model.d.ts"):
            shutil.copy(TOOLS / name, folder)
        for program, *arguments in CHECKS:
            done = subprocess.run(
                [BIN / program, *arguments],
                cwd=folder,
                env={**os.environ, "DENO_DIR": str(Path(folder) / ".deno"), "NO_COLOR": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )
            if done.returncode:
                failed = 1
                said = re.sub(
                    r"(?:file:///\S*/)?\b(\w+)\.js:(\d+)",
                    lambda at: place(at[1], texts[at[1]], int(at[2])),
                    done.stdout,
                )
                # What is wrong in a helper is wrong in every widget that has it.
                print("\n\n".join(dict.fromkeys(said.split("\n\n"))))
    return failed


if __name__ == "__main__":
    sys.exit(check(all_widgets()))
