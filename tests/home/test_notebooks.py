"""Committed notebooks: executed, clean, readable, and guarded by nbval."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.conftest import REAL, ROOT, contents
from zoneecon.refresh import run as refresh_run

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.name for path in NOTEBOOKS]
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users|opt|var)/\w|[A-Z]:\\\\")
CLOCK = re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b")


def code_cells(path: Path) -> list:
    notebook = nbformat.read(path, as_version=4)
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]


def texts(outputs: list) -> str:
    """All text of outputs, pictures left out."""
    parts = []
    for output in outputs:
        parts.append(output.get("text", ""))
        parts += [str(v) for k, v in output.get("data", {}).items() if not k.startswith("image/")]
    return "\n".join(parts)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_every_cell_was_run_once_in_order(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_results_are_stored(path):
    for cell in code_cells(path):
        shown = {kind for output in cell.outputs for kind in output.get("data", {})}
        if "plots.plot_" in cell.source or "plots_scenarios.plot_" in cell.source:
            assert "image/png" in shown, cell.source
        if re.search(r"^show\(", cell.source, re.M):
            assert "text/html" in shown, cell.source
        if re.search(r"^(lines|publish)\(", cell.source, re.M):
            assert texts(cell.outputs).strip(), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_no_output_is_an_error_or_a_warning(path):
    outputs = [o for cell in code_cells(path) for o in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_parameters_and_conclusion_are_tagged(path):
    tags = [tag for cell in code_cells(path) for tag in cell.metadata.get("tags", [])]
    assert tags.count("parameters") == 1
    assert tags.count("conclusion") == 1
    assert path.stem in ("explore",) or any("publish(" in c.source for c in code_cells(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_no_machine_path_and_no_clock_time(path):
    notebook = nbformat.read(path, as_version=4)
    stored = "\n".join(
        cell.source + texts(cell.get("outputs", [])) + json.dumps(cell.metadata)
        for cell in notebook.cells
    )
    assert not MACHINE_PATH.search(stored)
    assert not CLOCK.search(stored)
    assert "papermill" not in json.dumps(notebook.metadata)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_the_title_is_a_question_and_cells_are_sentences(path):
    notebook = nbformat.read(path, as_version=4)
    assert re.match(r"# .+\?\n", notebook.cells[0].source + "\n")
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= 12, cell.source
        assert not re.search(r"^\s*(def|for|while|class)\s", cell.source, re.M), cell.source
        assert "open(" not in cell.source.replace("open_desk(", "")


# --- nbval guards results ---------------------------------------------------------------------


def test_nbval_passes_the_stored_numbers_and_fails_one_that_was_altered(tmp_path):
    text = (ROOT / "notebooks" / "02_history.ipynb").read_text(encoding="utf-8")
    assert "75.18" in text
    (tmp_path / "good.ipynb").write_text(text, encoding="utf-8")
    (tmp_path / "bad.ipynb").write_text(text.replace("75.18", "75.19"), encoding="utf-8")
    plain = ["-o", "addopts=", "--rootdir", str(tmp_path), "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", *plain],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert set(re.findall(r"^FAILED (\w+)\.ipynb::", run.stdout, re.M)) == {"bad"}, run.stdout
    assert " passed" in run.stdout and "75.19" in run.stdout and "75.18" in run.stdout


# --- what is committed is what the code makes ----------------------------------------------------


def shown(path: Path) -> list:
    """Every output of a notebook but its pictures."""
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    for output in outputs:
        output.get("data", {}).pop("image/png", None)
    return outputs


def test_the_command_gives_back_every_stored_output_and_every_table(tmp_path):
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copyfile(ROOT / "requirements.lock", tmp_path / "requirements.lock")
    for path in (tmp_path / "notebooks").glob("*.ipynb"):  # nothing stored can be left standing
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell |= {"outputs": [], "execution_count": None} if cell.cell_type == "code" else {}
        nbformat.write(notebook, path)
    tables = tmp_path / "data" / "processed"
    committed = contents(tables)
    shutil.rmtree(tables)
    refresh_run.execute_in_place(REAL, tmp_path, progress=False)
    assert contents(tables) == committed
    for path in NOTEBOOKS:
        assert shown(tmp_path / "notebooks" / path.name) == shown(path), path.name


@pytest.mark.long
def test_tables_are_rebuilt_bit_for_bit_by_plain_kernels_one_by_one(tmp_path):
    rebuilt = tmp_path / "tables"
    rebuilt.mkdir()
    for path in refresh_run.notebooks(ROOT):
        assert refresh_run.run_notebook(path, tmp_path / path.name, {}, rebuilt, ROOT) is None
    assert contents(rebuilt) == contents(ROOT / "data" / "processed" / REAL)
