"""Imports jsonschema as it is without `rfc3987_syntax`, which takes more than a second to read its grammar.

The server imports this module before all others. Only the formats `iri` and `iri-reference` need the grammar;
no schema of a notebook's or of Jupyter's has them, and jsonschema does without where it isn't installed.
"""

from __future__ import annotations

import importlib
import sys

GRAMMAR = "rfc3987_syntax"

if GRAMMAR not in sys.modules and "jsonschema" not in sys.modules:
    sys.modules[GRAMMAR] = None  # type: ignore[assignment]  # to import it fails meanwhile
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[GRAMMAR]
