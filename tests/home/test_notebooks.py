"""Committed notebooks: executed, clean, readable, and guarded by nbval."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
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


def nbval(path: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", str(path)]
    return subprocess.run(
        [*command, "-o", "addopts=", "--rootdir", str(path.parent), "-p", "no:cacheprovider"],
        cwd=path.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_nbval_passes_the_stored_numbers_and_fails_one_that_was_altered(tmp_path):
    source = ROOT / "notebooks" / "02_history.ipynb"
    good, bad = tmp_path / "good.ipynb", tmp_path / "bad.ipynb"
    text = source.read_text(encoding="utf-8")
    assert "75.18" in text
    good.write_text(text, encoding="utf-8")
    bad.write_text(text.replace("75.18", "75.19"), encoding="utf-8")
    passed, failed = nbval(good), nbval(bad)
    assert passed.returncode == 0, passed.stdout
    assert failed.returncode == 1
    assert "75.19" in failed.stdout and "75.18" in failed.stdout


# --- committed tables are what the code makes ----------------------------------------------------


def test_tables_are_rebuilt_bit_for_bit(tmp_path):
    from zoneecon.refresh import run as refresh_run

    rebuilt = tmp_path / "tables"
    rebuilt.mkdir()
    for path in refresh_run.notebooks(ROOT):
        assert refresh_run.run_notebook(path, tmp_path / path.name, {}, rebuilt, ROOT) is None
    committed = ROOT / "data" / "processed" / "anshan-edz"
    names = {p.name for p in rebuilt.glob("*.csv")}
    assert names == {p.name for p in committed.glob("*.csv")}
    for name in sorted(names):
        assert (rebuilt / name).read_bytes() == (committed / name).read_bytes(), name
