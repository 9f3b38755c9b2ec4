from __future__ import annotations

import pytest
import traitlets

from ai_playground.ui.widget import Handlers, Widget, script
from tools.javascript import all_widgets, check, place

CODE = """
/** @param {RenderProps} props */
function render({ model, el }) {
  const link = connect(model);
  follow(model, ["rate"], () => setText(el, model.get("rate").toFixed(2)));
  link.send({ type: "turn", rate: 2 });
LINE
}

export default { render };
"""


class Dial(Widget):
    """A widget with one trait that takes one message."""

    rate = traitlets.Float().tag(sync=True)
    secret = traitlets.Float()

    def handlers(self) -> Handlers:
        return {"turn": lambda _message, _buffers: None}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", ""),
        ('model.get("ratio");', '"ratio"'),
        ('model.get("secret");', '"secret"'),
        ('model.get("rate").trim();', "'trim' does not exist on type 'number'"),
        ('model.set("rate", 2);', "'set' does not exist"),
        ('link.send({ type: "press" });', '"press"'),
        ('follow(model, ["rates"], () => {});', '"rates"'),
        ("if (link == model) return;", "eqeqeq"),
    ],
)
def test_javascript_is_held_to_the_traits_and_messages_of_its_python(
    line: str, fault: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Dial, "_esm", f"{script()}{CODE.replace('LINE', line)}", raising=False)
    assert check([Dial]) == bool(fault)
    assert fault in capsys.readouterr().out


def test_every_widget_is_checked() -> None:
    names = {widget.__name__ for widget in all_widgets()}
    assert {"Banner", "Chart", "Knobs", "Quiz", "RunBar"} <= names


def test_a_fault_is_told_with_its_place_in_its_own_file() -> None:
    text = script("quiz")
    line = text.split("\n").index("function render({ model, el }) {") + 1
    assert place("Quiz", text, line).endswith("static/quiz.js:4")
    assert place("Quiz", text, 1).endswith("static/shared.js:1")
