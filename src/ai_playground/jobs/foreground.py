"""Where a page can't be painted from a background thread, jobs run in the caller."""

from __future__ import annotations

import importlib.util
import os
import sys


def runs_in_foreground() -> bool:
    """True in Google Colab, which shows no widget update sent by a thread (googlecolab/colabtools#3373).

    The environment variable AI_PLAYGROUND_FOREGROUND=1 asks for the same elsewhere.
    """
    if os.environ.get("AI_PLAYGROUND_FOREGROUND") == "1" or "google.colab" in sys.modules:
        return True
    try:
        return importlib.util.find_spec("google.colab") is not None
    except ModuleNotFoundError:  # no package "google" at all
        return False
