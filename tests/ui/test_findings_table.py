from __future__ import annotations

from ai_playground.ui.findings_table import FindingsTable

ROW = {"name": "exact", "label": "Exact", "reported": "1.3134", "yours": "", "verdict": "", "note": ""}


def test_a_row_is_updated_by_its_name() -> None:
    table = FindingsTable(["run", "reported", "yours"], [{**ROW, "name": name} for name in ("a", "b")])
    table.update("b", yours="1.3134", verdict="same")
    assert [row["yours"] for row in table.rows] == ["", "1.3134"]
    assert [row["verdict"] for row in table.rows] == ["", "same"]


def test_a_row_runs_when_it_has_a_button_and_is_not_busy() -> None:
    rows = [
        {**ROW, "name": "ready", "action": "run it", "busy": False},
        {**ROW, "name": "busy", "action": "run it", "busy": True},
        {**ROW, "name": "still", "action": "", "busy": False},
    ]
    table = FindingsTable(["run", "reported", "yours"], rows)
    heard: list[str] = []
    table.on_run(heard.append)
    for name in ("ready", "busy", "still", "unknown", None):
        table.receive({"type": "run", "name": name})
    assert heard == ["ready"]
