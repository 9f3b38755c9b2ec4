"""Boxes of a lesson page, named after what they hold; how they look is in `ui/static/theme.css`."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
from IPython import get_ipython

from ai_playground.page.environment import in_voila
from ai_playground.ui.banner import Banner
from ai_playground.ui.ownership import python_owns_every_trait


def stack(classes: str, *children: ipywidgets.Widget) -> ipywidgets.VBox:
    """Children below each other (or as the stylesheet has it for these classes, separated by spaces)."""
    box = ipywidgets.VBox(children=list(children))
    for name in classes.split():
        box.add_class(name)
    return box


def page(*children: ipywidgets.Widget) -> ipywidgets.VBox:
    """The outermost box of what one notebook cell shows.

    From the first on, what a visitor's browser sends sets no trait of any widget, ipywidgets' own included.
    """
    if in_voila() and (shell := get_ipython()) is not None:
        python_owns_every_trait(shell.kernel.comm_manager)
    return stack("aip-page", *children)


def card(*children: ipywidgets.Widget) -> ipywidgets.VBox:
    """A white card with room around what it holds."""
    return stack("aip-card aip-pad", *children)


def button(banner: Banner, label: str, act: Callable[[], None], tooltip: str = "") -> ipywidgets.Button:
    """A button that does `act`; what goes wrong is explained in the banner."""
    made = ipywidgets.Button(description=label, tooltip=tooltip)
    made.on_click(banner.guard(lambda _button: act()))
    return made


def dashboard(bar: ipywidgets.Widget, knobs: ipywidgets.Widget, views: ipywidgets.Widget) -> ipywidgets.VBox:
    """The card of a lesson: run bar on top, knobs left, views right; on a phone the first view on top."""
    grid = stack("aip-grid", stack("aip-knobs-column", knobs), views)
    return stack("aip-card", bar, grid)
