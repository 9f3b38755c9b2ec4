"""What the page's address asks for: knobs, pictures and their shares."""

from __future__ import annotations

from ai_playground.settings import from_query
from ai_playground.style.dashboard.choices import Choices
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import check

# Knobs that may ask for what can't be painted, though each value by itself is allowed.
_CHECKED = ("content_weight", "style_weight", "style_blend", "style_layers", "content_layers")


def read_address(query: str, choices: Choices) -> tuple[StyleSettings, list[str]]:
    """Choose the pictures that an address names, and read its knobs.

    Returns:
        The settings, and one plain sentence for each thing that was not taken as it stood.
    """
    settings, notices = from_query(StyleSettings, query)
    notices += choices.take_address(query)
    chosen = choices.now()
    try:
        check(chosen.paintings, settings)
    except ValueError as error:
        notices.append(f"Weights, shares and layers of the address were ignored. {error}")
        settings = settings.changed(**{name: getattr(StyleSettings(), name) for name in _CHECKED})
    choices.show(chosen.photo, chosen.styles, settings)
    return settings.changed(style_blend=choices.blend), notices
