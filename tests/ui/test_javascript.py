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


FAULTS = {
    "Absent": ('model.get("ratio");', '"ratio"'),
    "Unsent": ('model.get("secret");', '"secret"'),
    "Mistaken": ('model.get("rate").trim();', "'trim' does not exist on type 'number'"),
    "Bypassing": ('model.set("rate", 2);', "'set' does not exist"),
    "Unheard": ('link.send({ type: "press" });', '"press"'),
    "Unwatched": ('follow(model, ["rates"], () => {});', '"rates"'),
    "Loose": ("if (link == model) return;", "eqeqeq"),
}


def dial(name: str, line: str) -> type[Dial]:
    """A kind of its own, so that one check sees them all."""
    return type(name, (Dial,), {"_esm": f"{script()}{CODE.replace('LINE', line)}"})


@pytest.mark.slow
@pytest.mark.parametrize("services", [(), ("CI",), ("CI", "GITHUB_ACTIONS")], ids=" ".join)
def test_javascript_is_held_to_the_traits_and_messages_of_its_python(
    services: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    for name in services:
        monkeypatch.setenv(name, "true")
    dials = [dial("Faultless", ""), *(dial(name, line) for name, (line, _) in FAULTS.items())]
    assert check(dials) == 1
    told = capsys.readouterr().out
    assert "Faultless" not in told
    for name, (_, fault) in FAULTS.items():
        assert any(f"{name}:" in each and fault in each for each in told.split("\n\n")), told


def test_every_widget_is_checked() -> None:
    names = {widget.__name__ for widget in all_widgets()}
    assert {"Banner", "Chart", "Knobs", "Quiz", "RunBar"} <= names


def test_a_fault_is_told_with_its_place_in_its_own_file() -> None:
    text = script("quiz")
    line = text.split("\n").index("function render({ model, el }) {") + 1
    assert place("Quiz", text, line).endswith("static/quiz.js:4")
    assert place("Quiz", text, 1).endswith("static/shared.js:1")
