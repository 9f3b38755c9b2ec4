"""What a browser sends to set a trait, or to make a widget, changes nothing."""

from __future__ import annotations

from typing import Any

import ipywidgets
import pytest
import traitlets
from comm.base_comm import CommManager

from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.ownership import WIDGET_TARGET, python_owns_every_trait
from ai_playground.ui.widget import Widget


class Slider(Widget):
    """One of ours."""

    _esm = "export default {}"
    value = traitlets.Int(3).tag(sync=True)


def update(widget: ipywidgets.Widget, **state: Any) -> None:
    """Have a widget hear an update as it comes over the websocket."""
    data = {"method": "update", "state": state, "buffer_paths": []}
    widget._handle_msg({"content": {"data": data}, "buffers": []})


@pytest.fixture
def comms(monkeypatch: pytest.MonkeyPatch) -> CommManager:
    """The comm manager of a visitor's kernel."""
    monkeypatch.setattr(ipywidgets.Widget, "set_state", ipywidgets.Widget.set_state)  # restores it
    manager = CommManager()
    manager.register_target(WIDGET_TARGET, ipywidgets.Widget.handle_comm_opened)
    python_owns_every_trait(manager)
    return manager


def test_an_update_sets_no_trait_of_ours() -> None:
    widget = Slider()
    update(widget, value=7, _esm="evil()")
    assert widget.value == 3
    assert "evil" not in str(widget._esm)


def test_a_file_pickers_limit_is_pythons(comms: CommManager) -> None:
    picker = FilePicker(label="Choose", accept="image/*", max_bytes=1000)
    update(picker, max_bytes=2**40)
    assert picker.max_bytes == 1000


def test_on_a_page_an_update_sets_nothing_of_ipywidgets_own_but_what_its_view_sets(
    comms: CommManager,
) -> None:
    text, box, button = ipywidgets.HTML("text"), ipywidgets.VBox(), ipywidgets.ToggleButton()
    update(text, value="<script>", placeholder="x")
    update(box, children=["IPY_MODEL_none"], box_style="danger")
    update(text.layout, width="9999px")
    update(button, value=True, description="x")
    assert (text.value, text.placeholder, box.children, text.layout.width) == ("text", "​", (), None)
    assert (button.value, button.description) == (True, "")


def test_in_jupyterlab_the_owners_sliders_move() -> None:
    slider = ipywidgets.IntSlider()
    update(slider, value=7)
    assert slider.value == 7


def test_on_a_page_a_widget_made_by_the_browser_is_closed(comms: CommManager) -> None:
    class Comm:
        closed = False

        def close(self) -> None:
            self.closed = True

    opened = Comm()
    comms.targets[WIDGET_TARGET](opened, {"content": {"data": {"state": {}}}})  # type: ignore[arg-type]
    assert opened.closed
