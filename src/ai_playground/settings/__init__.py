"""Settings with many faces: declared once, shown as knobs, options, address, table and snippet."""

from ai_playground.settings.address import from_query, to_query
from ai_playground.settings.command_line import add_options, read_options
from ai_playground.settings.model import Kind, Knob, Settings, describe, knob
from ai_playground.settings.preset import Preset
from ai_playground.settings.text import as_python, as_table, as_words, changes_in_words

__all__ = [
    "Kind",
    "Knob",
    "Preset",
    "Settings",
    "add_options",
    "as_python",
    "as_table",
    "as_words",
    "changes_in_words",
    "describe",
    "from_query",
    "knob",
    "read_options",
    "to_query",
]
