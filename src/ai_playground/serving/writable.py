"""Stand-ins for folders of the user's home where it can't be written to: a container's user, a full quota."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, MutableMapping
from pathlib import Path

from jupyter_core.paths import jupyter_config_dir, jupyter_data_dir, jupyter_runtime_dir

FOLDERS: dict[str, Callable[[], str]] = {
    "IPYTHONDIR": lambda: os.environ.get("IPYTHONDIR") or "~/.ipython",
    "JUPYTER_CONFIG_DIR": jupyter_config_dir,
    "JUPYTER_DATA_DIR": jupyter_data_dir,
    "JUPYTER_RUNTIME_DIR": jupyter_runtime_dir,
    "MPLCONFIGDIR": lambda: os.environ.get("MPLCONFIGDIR") or "~/.config/matplotlib",
    "XDG_CACHE_HOME": lambda: os.environ.get("XDG_CACHE_HOME") or "~/.cache",
}
"""Variables that tell a library its folder, and where that is now."""


def stand_in_for_home(stand_in: Path, environment: MutableMapping[str, str] = os.environ) -> list[str]:
    """Point what can't be written to `stand_in`, in the environment that kernels inherit.

    Keras and its downloads look after themselves.

    Returns:
        The variables that were set.
    """
    changed = [name for name, folder in FOLDERS.items() if not can_write(folder())]
    for name in changed:
        folder = stand_in / name.lower()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment[name] = str(folder)
    return changed


def can_write(name: str) -> bool:
    """Whether a file can be made in this folder, or in a folder made there. ``~`` is the user's home."""
    folder = Path(os.path.expanduser(name))  # noqa: PTH111 - Path's raises where a user has no home at all
    if not folder.is_absolute():
        return False
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        # `os.access` believes the owner's bits, on a file system that is read-only or full, too.
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
