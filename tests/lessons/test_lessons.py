"""Every lesson's notebook, run as a reader of it would, here and under what Google Colab has."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from ai_playground.lesson.catalogue import LESSONS
from ai_playground.locations import lessons_directory

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = Path(__file__).parent / "stand_in"
NOTEBOOKS = [lesson.notebook for lesson in LESSONS if lesson.built]
CELL_SECONDS = 120
MOST_CODE_LINES = 60

# Every lesson names its page `lesson` and its run `lesson.control`. Long runs are cut short by their knobs.
SHORTER = """
from ai_playground.ui import Knobs

def knobs_in(box):
    if isinstance(box, Knobs):
        return [box]
    return [knobs for child in getattr(box, "children", ()) for knobs in knobs_in(child)]

for name, value in (("epochs", 4), ("iterations", 20), ("size", 128)):
    for knobs in knobs_in(getattr(lesson, "experiments", lesson.dashboard)):
        knobs.receive({"type": "change", "name": name, "value": value})
"""
RUN = f"""{SHORTER}
lesson.control.run()
lesson.control.job.wait(110)
print(lesson.control.job.state.value)
"""


def read(notebook: str) -> Any:
    return nbformat.read(lessons_directory() / notebook, as_version=4)  # type: ignore[no-untyped-call]


def execute(notebook: str, more: str, kernel: str = "python3") -> list[str]:
    """Run a notebook and one more cell; return the lines that the last prints. Raises what a cell raises."""
    content = read(notebook)
    content.cells.append(nbformat.v4.new_code_cell(more))  # type: ignore[no-untyped-call]
    NotebookClient(content, kernel_name=kernel, timeout=CELL_SECONDS).execute(cwd=str(lessons_directory()))
    outputs = content.cells[-1].outputs
    return "".join(output.text for output in outputs if output.output_type == "stream").splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_lesson_runs_from_top_to_bottom(notebook: str) -> None:
    assert execute(notebook, RUN) == ["done"]


@pytest.fixture
def colab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kernel with Colab's ipywidgets, ipykernel and IPython, laid over our own environment; its name."""
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", f"--python={python}", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "-r", ROOT / "requirements" / "colab-test.txt"], check=True)
    packages = next((environment / "lib").glob("python*/site-packages"))
    ours = sysconfig.get_path("purelib")
    (packages / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n")

    options = ["-f", "{connection_file}", "--IPKernelApp.exec_lines=import google.colab"]
    kernel = {
        "argv": [str(python), "-m", "ipykernel_launcher", *options],
        "env": {"PYTHONPATH": str(STAND_IN)},
        "display_name": "Colab",
        "language": "python",
    }
    (tmp_path / "kernels" / "colab").mkdir(parents=True)
    (tmp_path / "kernels" / "colab" / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    return "colab"


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_lesson_runs_under_what_colab_has_and_in_the_foreground(notebook: str, colab: str) -> None:
    code = f"""{SHORTER}
import threading, ipykernel, ipywidgets, IPython
print(ipywidgets.__version__, ipykernel.__version__, IPython.__version__)
threads = set(threading.enumerate())
lesson.control.run()
print(lesson.control.job.state.value)
print(set(threading.enumerate()) <= threads)
"""
    assert execute(notebook, code, colab) == ["7.7.1 6.17.1 7.34.0", "done", "True"]


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_is_valid_bare_and_short(notebook: str) -> None:
    content = read(notebook)
    nbformat.validate(content)
    code = [cell for cell in content.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    lines = [line for cell in code for line in cell.source.splitlines() if line.strip()]
    assert len(lines) <= MOST_CODE_LINES


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_colab_installs_before_anything_is_imported(notebook: str) -> None:
    first = next(cell for cell in read(notebook).cells if cell.cell_type == "code")
    assert first.metadata.tags == ["colab"]
    assert "ai-playground-lessons @ git+" in first.source
    assert "pip install ai-playground\n" not in first.source
