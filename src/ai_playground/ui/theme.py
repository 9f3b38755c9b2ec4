"""The one stylesheet, for places where no page template has loaded it: JupyterLab and Colab."""

from __future__ import annotations

from ai_playground.ui.widget import STATIC, Widget, script


class Theme(Widget):
    """Shows nothing and brings `theme.css`. Under Voila the page template has it already."""

    _esm = script("theme")
    _css = STATIC / "theme.css"
