"""On a visitor's page Python owns every trait of every widget, those of ipywidgets' own classes too.

Our widgets keep theirs by themselves (`ui.widget`). Here is the rest of what comes over the websocket to
change state: values for the traits of boxes, texts and buttons, and widgets that a browser would have made.
"""

from __future__ import annotations

from typing import Any

import ipywidgets

BROWSERS_TRAITS = {"ToggleButton": frozenset({"value"})}
"""What a view of ipywidgets' own sets when it is used, by the widget's class."""
WIDGET_TARGET = "jupyter.widget"


def python_owns_every_trait(comms: Any) -> None:
    """Have this process drop new values that a browser may not set, and close widgets that it makes.

    Not for JupyterLab, where who sits at the browser owns the kernel.

    Args:
        comms: The kernel's comm manager.
    """
    ipywidgets.Widget.set_state = _set_browsers_traits
    comms.register_target(WIDGET_TARGET, _close)


_set_any_trait = ipywidgets.Widget.set_state


def _set_browsers_traits(widget: ipywidgets.Widget, state: dict[str, Any]) -> None:
    owned = BROWSERS_TRAITS.get(type(widget).__name__, frozenset())
    if kept := {name: value for name, value in state.items() if name in owned}:
        _set_any_trait(widget, kept)


def _close(comm: Any, _message: object) -> None:
    comm.close()
