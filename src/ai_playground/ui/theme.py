"""The one stylesheet, for places where no page template has loaded it: JupyterLab and Colab."""

from __future__ import annotations

from ai_playground.locations import stylesheet
from ai_playground.ui.widget import Widget, script


class Theme(Widget):
    """Shows nothing and brings the stylesheet. Under Voila the page template has it already."""

    _esm = script("theme")
    _css = stylesheet()
