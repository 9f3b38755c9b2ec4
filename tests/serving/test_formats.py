"""What the server imports, and what it does without."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys
import ai_playground.serving.server
assert "jsonschema" in sys.modules
assert not {"lark", "rfc3987_syntax"} & sys.modules.keys()
import rfc3987_syntax
"""


@pytest.mark.slow
def test_no_grammar_is_read_at_the_servers_start_and_whoever_asks_for_it_later_gets_it() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True)
