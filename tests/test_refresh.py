"""The refresh publishes everything or nothing, and lets nothing unknown near a notebook."""

import os
import re
from pathlib import Path

import nbformat
import pytest

from tests.conftest import Toy
from zoneecon import cli, refresh
from zoneecon.checks import BadInput
from zoneecon.refresh import NotebookFailed

PARAMETERS = 'zone = "toytown"\nas_of = None'
HISTORY = (
    "from zoneecon import data\nfrom zoneecon.refresh import publish\n"
    "tables = data.load(zone, as_of)",
    'publish(tables.statements[["id", "number"]], "history")',
    "print(len(tables.statements))",
)
ANSWER = (
    'from zoneecon.refresh import publish\nimport pandas as pd\nanswer = pd.DataFrame({"x": [1]})',
    'publish(answer, "answer")',
)


def write_notebook(folder: Path, name: str, cells: tuple[str, ...]) -> Path:
    """A tiny notebook: a question, its parameters, and the given code cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook.cells = [nbformat.v4.new_markdown_cell(f"# What of {name}?"), first]
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in cells]
    for i, cell in enumerate(notebook.cells):
        cell.id = f"{name[:2]}-{i:02}"
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def checkout(toy: Toy) -> Toy:
    """The toy zone with two notebooks."""
    write_notebook(toy.root, "00_answer", ANSWER)
    write_notebook(toy.root, "01_history", HISTORY)
    return toy


def run(toy: Toy, **more: object) -> Path:
    return refresh.refresh("toytown", root=toy.root, progress=False, **more)


def published(toy: Toy) -> dict[str, bytes]:
    """The tables that are committed, by name."""
    folder = toy.root / "data" / "processed" / "toytown"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}


def report_pages(toy: Toy) -> dict[str, bytes]:
    """Everything under reports/, by path."""
    folder = toy.root / "reports"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# --- whole or not at all ---------------------------------------------------------------------


def test_every_notebook_runs_and_report_and_tables_are_published(checkout):
    index = run(checkout)
    assert {"00_answer.html", "01_history.html", "statements.html"} <= {
        path.name for path in index.parent.iterdir()
    }
    assert set(published(checkout)) == {"answer.csv", "history.csv"}
    assert b"R001,120" in published(checkout)["history.csv"]


def test_an_older_state_of_knowledge_reaches_the_notebooks(checkout):
    run(checkout, as_of="2021-12-31")
    assert b"R001" not in published(checkout)["history.csv"]


def test_running_twice_gives_the_same_bytes(checkout):
    run(checkout)
    once = published(checkout)
    run(checkout)
    assert published(checkout) == once


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import os; os._exit(1)", "01_history"),
        ("raise SystemExit", "01_history"),
    ],
    ids=["error", "dead kernel", "leaves early"],
)
def test_a_failing_notebook_publishes_nothing_and_is_named(checkout, cell, said):
    run(checkout)
    before = published(checkout), report_pages(checkout)
    write_notebook(checkout.root, "01_history", (*HISTORY, cell, "print(1)"))
    with pytest.raises(NotebookFailed, match="01_history") as failure:
        run(checkout)
    assert said in str(failure.value)
    assert (published(checkout), report_pages(checkout)) == before


def test_the_command_line_names_notebook_and_cell_and_exits_with_3(checkout, monkeypatch, capsys):
    write_notebook(checkout.root, "01_history", (*HISTORY, "1 / 0"))
    monkeypatch.setenv("ZONEECON_ROOT", str(checkout.root))
    assert cli.main(["refresh", "--zone", "toytown", "--quiet"]) == 3
    message = capsys.readouterr().err
    assert "01_history, cell 6" in message and "ZeroDivisionError" in message
    assert "Traceback" not in message


def test_nothing_is_written_into_the_callers_folder(checkout, monkeypatch, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.chdir(elsewhere)
    run(checkout)
    assert list(elsewhere.iterdir()) == []


# --- parameters ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parameters",
    [
        {"colour": "red"},
        {"zone = __import__('os').system('touch pwned') or zone": "x"},
        {"as_of\nimport os": "2021-01-01"},
        {"as_of": "tomorrow"},
        {"as_of": "2021-13-01"},
        {"seed": "1.5"},
        {"seed": -1},
        {"seed": (1, 2)},
        {"draws": "file:///etc/passwd"},
        {"draws": "__import__('os')"},
        {"zone": "https://example.org/x"},
        {"zone": "../toytown"},
        {"zone": "/etc"},
        {"zone": "Toytown"},
        {"zone": ("toytown",)},
        {"zone": "x" * 41},
        {"zone": ""},
    ],
    ids=str,
)
def test_unknown_and_ill_typed_parameters_are_refused_before_anything_starts(
    checkout, parameters, monkeypatch
):
    monkeypatch.setattr(refresh, "_run_all", lambda *_: pytest.fail("a notebook was started"))
    before = checkout.files()
    with pytest.raises(BadInput) as refused:
        refresh.refresh("toytown", parameters=parameters, root=checkout.root, progress=False)
    assert "parameters" in str(refused.value)
    assert checkout.files() == before


def test_every_bad_parameter_is_in_one_message():
    with pytest.raises(BadInput) as refused:
        refresh.validate({"colour": "red", "seed": "many", "as_of": "soon"})
    assert len(refused.value.problems) == 3


def test_an_unknown_zone_is_refused_with_the_known_ones(checkout):
    with pytest.raises(BadInput, match="Zones: toytown"):
        refresh.refresh("elsewhere", root=checkout.root, progress=False)


def test_bad_raw_data_is_refused_before_anything_starts(checkout, monkeypatch):
    monkeypatch.setattr(refresh, "_run_all", lambda *_: pytest.fail("a notebook was started"))
    checkout.set("raw/toytown/statements/plan.csv", 2, "unit", "billion")
    with pytest.raises(BadInput, match="billion"):
        run(checkout)


def test_run_ids_are_plain_names(checkout):
    assert re.fullmatch(r"[a-z0-9-]{1,40}", run(checkout).parent.name)


@pytest.mark.parametrize("name", ["../x", "x.csv", "X", "", "a b", "a" * 41])
def test_publish_takes_plain_names_only(name):
    import pandas as pd

    with pytest.raises(ValueError, match="lower-case"):
        refresh.publish(pd.DataFrame(), name)


def test_publish_outside_a_refresh_writes_nothing(tmp_path, monkeypatch):
    import pandas as pd

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(refresh.STAGE, raising=False)
    assert refresh.publish(pd.DataFrame({"x": [1]}), "table") == "table.csv: 1 rows, 1 columns"
    assert os.listdir(tmp_path) == []
