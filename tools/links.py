"""Point the links to the repository, Binder and Colab at one account: make links OWNER=name."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# github.com/OWNER/..., mybinder.org/v2/gh/OWNER/..., colab.research.google.com/github/OWNER/...
LINK = re.compile(r"(?P<site>github\.com/|/v2/gh/|/github/)(?P<owner>[\w-]+)(?P<name>/ai_playground\b)")
ACCOUNT = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}")


def files_with_links(root: Path) -> list[Path]:
    """Return the files in which such links stand."""
    found = [
        root / "pyproject.toml",
        *root.glob("*.md"),
        *root.glob("docs/*.md"),
        *root.glob("lessons/*.ipynb"),
    ]
    return [path for path in found if LINK.search(path.read_text(encoding="utf-8"))]


def owners(root: Path) -> set[str]:
    """Return the accounts that the links name."""
    texts = (path.read_text(encoding="utf-8") for path in files_with_links(root))
    return {match["owner"] for text in texts for match in LINK.finditer(text)}


def set_owner(root: Path, owner: str) -> list[Path]:
    """Put `owner` into every link; return the files changed. Raises ValueError if no account is called so."""
    if not ACCOUNT.fullmatch(owner):
        raise ValueError(f"{owner!r} is no name of an account")
    changed = []
    for path in files_with_links(root):
        old = path.read_text(encoding="utf-8")
        new = LINK.sub(rf"\g<site>{owner}\g<name>", old)
        if new != old:
            path.write_text(new, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("links: name the account, e.g. make links OWNER=name")
    try:
        for path in set_owner(ROOT, sys.argv[1]):
            print(path.relative_to(ROOT))
    except ValueError as error:
        sys.exit(f"links: {error}")
