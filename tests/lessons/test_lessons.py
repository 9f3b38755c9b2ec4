"""What nbmake does not check of a lesson's notebook: how it runs under what Google Colab has, and its form.

nbmake runs the notebooks themselves. Their metadata says how long a cell may take, and after which cell the
lesson's run is made, with settings that keep it short.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
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
MOST_CODE_LINES = 60
SAYS = "says"


def read(notebook: str) -> Any:
    return nbformat.read(lessons_directory() / notebook, as_version=4)  # type: ignore[no-untyped-call]


def after_cells(notebook: str) -> list[str]:
    """The code that nbmake runs after the notebook's cells: a short run of the lesson."""
    found = (cell.metadata.get("nbmake", {}).get("post_cell_execute", []) for cell in read(notebook).cells)
    return [line for lines in found for line in lines]


def page_of(cells: Sequence[Any]) -> list[Any]:
    """Those before the cells that use the engine without any widget, which nbmake runs."""
    (end,) = (number for number, cell in enumerate(cells) if cell.source.startswith("## Take it apart"))
    return list(cells[:end])


def code_cell(*lines: str) -> Any:
    """A cell of ours, whose output `said` gives."""
    return nbformat.v4.new_code_cell("\n".join(lines), metadata={"tags": [SAYS]})  # type: ignore[no-untyped-call]


def said(cell: Any) -> str:
    """What a cell printed."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream").strip()


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the kernel `colab`: Colab's ipywidgets, ipykernel and IPython, laid over our own environment."""
    folder = tmp_path_factory.mktemp("colab")
    environment = folder / "environment"
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
    (folder / "kernels" / "colab").mkdir(parents=True)
    (folder / "kernels" / "colab" / "kernel.json").write_text(json.dumps(kernel))
    return folder


@pytest.mark.slow
def test_the_lessons_run_under_what_colab_has_and_in_the_foreground(
    kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(kernels))
    whole = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    for notebook in NOTEBOOKS:  # in one kernel, which starts and loads TensorFlow once
        run = ["import threading", "threads = set(threading.enumerate())", *after_cells(notebook)]
        run.append("print(set(threading.enumerate()) <= threads)")
        whole.cells += page_of(read(notebook).cells)
        whole.cells.append(code_cell(*run))
    whole.cells.append(
        code_cell(
            "import ipykernel, ipywidgets, IPython",
            "print(ipywidgets.__version__, ipykernel.__version__, IPython.__version__)",
        )
    )
    seconds = max(read(notebook).metadata.execution.timeout for notebook in NOTEBOOKS)
    NotebookClient(whole, kernel_name="colab", timeout=seconds).execute(cwd=str(lessons_directory()))
    *runs, versions = [said(cell) for cell in whole.cells if cell.metadata.get("tags") == [SAYS]]
    assert versions == "7.7.1 6.17.1 7.34.0"
    assert runs == ["True"] * len(NOTEBOOKS)


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_nbmake_is_told_to_make_a_run_and_to_see_that_it_ends_well(notebook: str) -> None:
    lines = after_cells(notebook)
    assert ".changed(" in lines[0]  # which refuses a setting that the lesson does not have
    assert lines[1] == "lesson.control.run()"
    assert lines[-1].startswith("assert lesson.control.job.state.value == 'done'")


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
