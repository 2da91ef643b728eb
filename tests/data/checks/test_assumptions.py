"""A key that nobody reads and a value that cannot be meant are named, with what may stand there."""

import datetime
import shutil
import tomllib
from pathlib import Path

import pytest

from tests.cases import cases
from tests.conftest import REAL, at
from zoneecon import cli
from zoneecon.data import assumptions
from zoneecon.data.checks.assumptions import check_toml
from zoneecon.errors import BadInput


@pytest.fixture(scope="module")
def copy(root, tmp_path_factory) -> Path:
    """A checkout with the data of this one."""
    place = tmp_path_factory.mktemp("copy")
    shutil.copytree(root / "data", place / "data")
    return place


def checked(copy: Path, monkeypatch, capsys, file: str, old: str, new: str) -> str:
    """What `check` says once a line of a file is another; it ends with 2."""
    monkeypatch.setenv("ZONEECON_ROOT", str(copy))
    path = copy / "data" / "assumptions" / f"{REAL}{file}"
    kept = path.read_text("utf-8")
    assert old in kept
    path.write_text(kept.replace(old, new, 1), "utf-8")
    try:
        assert cli.main(["check"]) == 2
    finally:
        path.write_text(kept, "utf-8")
    return capsys.readouterr().err


@cases
def test_check_names_what_cannot_be_meant_in_the_assumptions(
    copy, monkeypatch, capsys, old, new, said
):
    err = checked(copy, monkeypatch, capsys, ".toml", old, new)
    assert said in err and f"data/assumptions/{REAL}.toml" in err


@cases
def test_check_names_what_cannot_be_meant_in_the_other_files(
    copy, monkeypatch, capsys, file, old, new, said
):
    assert said in checked(copy, monkeypatch, capsys, file, old, new)


@pytest.mark.parametrize("content", [5, "five", [], ["a"], True, 1.5, datetime.date(2021, 1, 1)])
def test_what_stands_in_a_table_s_place_is_named(content):
    for block in ("scenarios", "industries", "simulation", "parameters", "accounts", "price_paths"):
        found = check_toml(
            {"as_of": datetime.date(2021, 1, 1), block: content}, "assumed", "x.toml"
        )
        assert any(problem.column == block and "a table" in problem.message for problem in found)


def test_a_saved_scenario_is_held_to_the_same(toy):
    folder = toy.root / "data" / "assumptions"
    (folder / "toytown.toml").write_text("as_of = 2022-03-01\n", "utf-8")
    saved = folder / "toytown.saved.toml"
    saved.write_text('[scenarios.mine]\nprice_path = ["a"]\n', "utf-8")
    with pytest.raises(BadInput, match=r"toytown\.saved\.toml, column scenarios\.mine\.price_path"):
        assumptions.load_assumptions(toy.place)


def test_every_problem_of_a_file_is_said_at_once_in_both_languages():
    text = "draws = 5\n[simulation]\nseed = 1.5\ndraws = 5\n[industries.a]\ntitle = 'A'\n"
    found = check_toml(tomllib.loads(text), "assumed", "x.toml")
    places = {problem.column for problem in found}
    assert places == {
        "draws",
        "simulation.seed",
        "simulation.draws",
        "industries.a.title",
        "as_of",
        "base_readings",
        "target_year",
    }
    assert all("必须是" in problem.chinese or "已知" in problem.chinese for problem in found)


def test_the_files_of_this_checkout_are_sound(root):
    assert assumptions.inspect(at(root, REAL)) == []
