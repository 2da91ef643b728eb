"""Committed notebooks: executed, clean, readable, and guarded by nbval."""

import ast
import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill import PapermillExecutionError

import zoneecon as ze
from tests.conftest import REAL, ROOT, contents
from zoneecon.data.files.checkout import Checkout
from zoneecon.errors import STAGE
from zoneecon.refresh import committed
from zoneecon.report.charts import drawn

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.name for path in NOTEBOOKS]
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users|opt|var)/\w|[A-Z]:\\\\")
CLOCK = re.compile(r"\b\d{1,2}:\d{2}:\d{2}\b")


@pytest.fixture(params=NOTEBOOKS, ids=NAMES)
def path(request) -> Path:
    """Every committed notebook."""
    return request.param


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


def test_every_cell_was_run_once_in_order(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


def test_results_are_stored(path):
    for cell in code_cells(path):
        shown = {kind for output in cell.outputs for kind in output.get("data", {})}
        if re.search(r"ze\.plot\.(?!use_style)", cell.source):
            assert "image/png" in shown, cell.source
        if re.search(r"^ze\.show\(", cell.source, re.M):
            assert "text/html" in shown, cell.source
        if re.search(r"^(ze\.say|ze\.publish|print)\(", cell.source, re.M):
            assert texts(cell.outputs).strip(), cell.source


def test_every_picture_is_the_one_that_the_text_beside_it_tells_of(path):
    """nbval compares the text; the picture's own metadata hold its digest, and a seal."""
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in (data := output.get("data", {})):
                picture = base64.b64decode(data["image/png"])
                assert drawn.is_picture_of(picture, data.get("text/plain", ""))


def test_no_output_is_an_error_or_a_warning(path):
    outputs = [o for cell in code_cells(path) for o in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.get("name") == "stderr"]


def test_parameters_and_conclusion_are_tagged(path):
    tags = [tag for cell in code_cells(path) for tag in cell.metadata.get("tags", [])]
    assert tags.count("parameters") == 1
    assert tags.count("conclusion") == 1
    assert path.stem in ("explore",) or any("publish(" in c.source for c in code_cells(path))


def test_parameters_are_checked_before_anything_is_computed(path):
    parameters, first = code_cells(path)[:2]
    names = re.findall(r"^(\w+) = ", parameters.source, re.M)
    called = first.source.partition("ze.check_parameters(")[2].partition(")")[0]
    assert re.findall(r"(\w+)=\1\b", called) == names
    assert first.source.index("ze.check_parameters(") < first.source.index("ze.load(")


@pytest.mark.every(2)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"drawz": 5000}, "parameter = 'drawz' is unknown; did you mean 'draws'?"),
        ({"draws": "many"}, "draws = 'many' must be a whole number"),
        ({"draws": 10**12}, "draws = 1000000000000 must be a whole number from 1 to 1,000,000"),
        ({"as_of": "tomorrow", "seed": 1.5}, "as_of = 'tomorrow' is no date"),
        ({"as_of": "1999-01-01"}, "nothing of it was published by 1999-01-01"),
    ],
    ids=str,
)
def test_bare_papermill_is_refused_by_the_notebook_itself_in_a_sentence(tmp_path, given, said):
    notebook = nbformat.read(ROOT / "notebooks" / "00_summary.ipynb", as_version=4)
    notebook.cells = notebook.cells[:3]  # title, parameters, imports and loading
    nbformat.write(notebook, tmp_path / "in.ipynb")
    with pytest.raises(PapermillExecutionError) as failure:
        papermill.execute_notebook(
            tmp_path / "in.ipynb", tmp_path / "out.ipynb", given, progress_bar=False, cwd=ROOT
        )
    assert failure.value.ename == "BadInput" and said in failure.value.evalue
    assert len(failure.value.traceback) == 1


def test_no_machine_path_and_no_clock_time(path):
    notebook = nbformat.read(path, as_version=4)
    stored = "\n".join(
        cell.source + texts(cell.get("outputs", [])) + json.dumps(cell.metadata)
        for cell in notebook.cells
    )
    assert not MACHINE_PATH.search(stored)
    assert not CLOCK.search(stored)
    assert "papermill" not in json.dumps(notebook.metadata)


def test_the_title_is_a_question_and_cells_are_sentences(path):
    notebook = nbformat.read(path, as_version=4)
    assert re.match(r"# .+\?\n", notebook.cells[0].source + "\n")
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= 12, cell.source
        assert not re.search(r"^\s*(def|while|class)\s", cell.source, re.M), cell.source
        assert len(re.findall(r"^\s*for\s", cell.source, re.M)) <= 1, cell.source
        assert "open(" not in cell.source


def code(path: Path) -> str:
    """All that a notebook computes, without its parameters."""
    cells = (c for c in code_cells(path) if "parameters" not in c.metadata.get("tags", []))
    return "\n".join(cell.source for cell in cells)


def test_names_come_from_the_public_face_and_from_nowhere_else(path):
    tree = ast.parse(code(path))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imports] == ["import zoneecon as ze"]
    assert code_cells(path)[1].source.startswith("import zoneecon as ze\n")
    asked = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    own = {re.split(r"[.(]", name)[1] for name in asked if name.startswith("ze.")}
    charts = {name.split(".")[2] for name in asked if name.startswith("ze.plot.")}
    assert own <= set(ze.FACE) and charts <= set(ze.plot.__all__)
    assert not any(part.startswith("_") for name in asked for part in name.split("."))


def test_no_year_no_statement_and_no_name_of_this_zone_is_typed(path):
    plan = ze.load("anshan-edz", root=ROOT)
    text = code(path)
    assert not re.search(r"\b(19|20)\d\d\b|\b[A-Z]\d{3}[a-z]?\b", text)
    names = [plan.zone, plan.name]
    for industry in plan.industries.values():
        names += [industry.name, industry.title, industry.label]
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text, re.I)]
    assert not set(plan.assumptions["scenarios"]) - {"baseline"} & set(re.findall(r"\w+", text))


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


@pytest.mark.long
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
    before = contents(tables)
    shutil.rmtree(tables)
    committed.execute_in_place(REAL, tmp_path, progress=False)
    assert contents(tables) == before
    for path in NOTEBOOKS:
        assert shown(tmp_path / "notebooks" / path.name) == shown(path), path.name


@pytest.mark.long
def test_tables_are_rebuilt_bit_for_bit_by_plain_kernels_one_by_one(tmp_path, monkeypatch):
    rebuilt = tmp_path / "tables"
    rebuilt.mkdir()
    monkeypatch.setenv(STAGE, str(rebuilt))
    monkeypatch.setenv("ZONEECON_ROOT", str(ROOT))
    for path in Checkout(ROOT).numbered():
        papermill.execute_notebook(path, None, cwd=tmp_path, progress_bar=False)
    assert contents(rebuilt) == contents(ROOT / "data" / "processed" / REAL)
