"""A table that our scripts made is the one that was accepted, and agrees with itself."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.cases import cases
from tests.conftest import at
from tests.data.files.test_releases import DAMAGE
from zoneecon import cli
from zoneecon.data import derived_tables, folders
from zoneecon.data.checks import derived
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading import schema
from zoneecon.errors import BadInput


@pytest.fixture
def copy(root, tmp_path) -> Path:
    """A copy of the data of this checkout."""
    ignored = shutil.ignore_patterns("processed")
    shutil.copytree(root / "data", tmp_path / "data", ignore=ignored)
    return tmp_path


@pytest.mark.every(4)
@pytest.mark.parametrize("damage", DAMAGE)
def test_any_damage_to_any_table_is_refused_on_loading_and_by_check(copy, damage):
    for name in schema.DERIVED:
        path = copy / "data" / "raw" / "reference" / f"{name}.csv"
        kept = path.read_bytes()
        damage(path)
        with pytest.raises(BadInput, match=f"{name}.csv"):
            derived_tables.load_derived(name, Checkout(copy))
        said = [str(one) for one in folders.inspect(at(copy, "reference")).problems]
        assert any(f"{name}.csv" in one for one in said), said
        path.write_bytes(kept)
        derived_tables.load_derived(name, Checkout(copy))


def test_a_table_that_is_made_anew_is_used_once_it_is_accepted(copy, monkeypatch, capsys):
    path = copy / "data" / "raw" / "reference" / "model_coverage.csv"
    table = pd.read_csv(path)
    table.loc[0, "coverage_80"] = round(table.loc[0, "coverage_80"] + 1 / table.loc[0, "n"], 4)
    table.to_csv(path, index=False, lineterminator="\n")
    monkeypatch.setenv("ZONEECON_ROOT", str(copy))
    assert cli.main(["check"]) == 2
    assert "model_coverage.csv: is not the table that was accepted" in capsys.readouterr().err
    assert cli.main(["check", "--accept"]) == 0
    pd.testing.assert_frame_equal(
        derived_tables.load_derived("model_coverage", Checkout(copy)), table
    )


@cases
def test_a_row_whose_cells_do_not_agree_cannot_even_be_accepted(
    copy, name, column, value, relation
):
    path = copy / "data" / "raw" / "reference" / f"{name}.csv"
    table = pd.read_csv(path)
    table.loc[0, column] = value
    table.to_csv(path, index=False, lineterminator="\n")
    checkout = Checkout(copy)
    for action in (
        lambda: derived_tables.load_derived(name, checkout),
        lambda: folders.accept(checkout.reference),
    ):
        with pytest.raises(BadInput, match=rf"row 2: .*{re.escape(relation)}"):
            action()


def test_no_number_but_an_open_class_is_infinite():
    table = pd.DataFrame({"model": ["m"], "name": ["n"], "value": [float("inf")], "meaning": ["-"]})
    (problem,) = derived.check_derived(table, "forecast_hyperparameters", "f.csv")
    assert problem.column == "value"


def test_a_case_cites_statements_that_are_there(copy):
    path = copy / "data" / "raw" / "reference" / "cases.csv"
    path.write_text(path.read_text("utf-8").replace("C110,", "C999,", 1), "utf-8")
    folders.accept(at(copy, "context"))
    (problem,) = [
        one for one in folders.inspect(at(copy, "reference")).problems if one.rule != "record-table"
    ] or [None]
    assert problem is None  # the changed table is refused first ...
    ledger = copy / "data" / "raw" / "reference" / "accepted.csv"
    lines = [line for line in ledger.read_text("utf-8").splitlines() if "cases.csv" not in line]
    lines.append(f"cases.csv,{derived_tables.record(Checkout(copy))['cases.csv']}")
    ledger.write_text("\n".join([*lines, ""]), "utf-8")
    (problem,) = folders.inspect(at(copy, "reference")).problems  # ... and accepted by hand, this
    assert problem.rule == "case-unknown" and problem.column == "base"


# --- the ledger of statements ----------------------------------------------------------------


@pytest.mark.every(3)
@pytest.mark.parametrize("folder", ["anshan-edz", "context", "reference"])
def test_a_ledger_that_is_missing_empty_or_without_lines_is_refused(copy, monkeypatch, folder):
    monkeypatch.setenv("ZONEECON_ROOT", str(copy))
    ledger = copy / "data" / "raw" / folder / "accepted.csv"
    kept = ledger.read_text("utf-8")
    for text in (None, "", "id,accepted\n", kept[: len(kept) // 2], "id,acc"):
        ledger.unlink() if text is None else ledger.write_text(text, "utf-8")
        with pytest.raises(BadInput):
            folders.load_folder(at(copy, folder))
        assert cli.main(["check"]) == 2
        ledger.write_text(kept, "utf-8")
    assert cli.main(["check"]) == 0
