"""A key that nobody reads and a value that cannot be meant are named, with what may stand there."""

import datetime
import math
import shutil
import tomllib
from collections.abc import Iterator
from copy import deepcopy as copy_of
from pathlib import Path

import pytest

from tests.cases import cases
from tests.conftest import REAL, at
from zoneecon import cli
from zoneecon.data import assumptions
from zoneecon.data.checks.assumptions import check_toml
from zoneecon.errors import BadInput
from zoneecon.scenarios.named import named_scenarios


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


# --- every key, whatever stands there --------------------------------------------------------

#: What a hand may type anywhere, and nothing at all.
ODD = (
    *(0, -1, 0.5, 10**30, 1e300, math.nan, math.inf, -math.inf, True, "", "x", "a\nb"),
    *([], {}, ["a"], [1, 2], [[1]], [{}], {"low": 1}, {"times": 1e300}, {"times": [], "years": -1}),
    *({"times": ["Q001"], "over": ["Q001"]}, {"over": [0]}),
    *(datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.datetime(2021, 1, 1)),
)
GONE = object()
#: Tables of any names: one entry of each stands for all.
NAMED = ("industries", "accounts", "price_paths", "growth_paths", "scenarios", "parameters")


def places(table: dict, above: tuple = ()) -> Iterator[tuple]:
    """Every key of a TOML file, from its top."""
    for key, value in table.items():
        yield (*above, key)
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, dict):
            yield from places(inner, (*above, key, *([0] if isinstance(value, list) else [])))


def kinds(table: dict) -> list[tuple]:
    """One place of each kind."""
    found: dict[tuple, tuple] = {}
    for place in places(table):
        named = place[0] in (*NAMED, "series") and len(place) > 1
        found.setdefault((place[0], "*", *place[2:]) if named else place, place)
    return list(found.values())


def altered(table: dict, place: tuple, value: object) -> dict:
    table = copy_of(table)
    at = table
    for key in place[:-1]:
        at = at[key]
    if value is GONE:
        del at[place[-1]]
    else:
        at[place[-1]] = value
    return table


@pytest.mark.long
def test_no_value_of_any_key_ends_in_anything_but_a_sentence(plan):
    tried = refused = 0
    for place in kinds(plan.assumptions):
        for value in (*ODD, GONE):
            assumed = altered(plan.assumptions, place, value)
            tried += 1
            try:
                if problems := check_toml(assumed, "assumed", "x.toml"):
                    raise BadInput(problems)
                named_scenarios(plan._replace(assumptions=assumed))
            except BadInput as error:
                refused += 1
                assert str(error)
            except Exception as error:
                raise AssertionError(f"{place} = {value!r}") from error
    assert tried > 4000 and refused > tried / 2


@pytest.mark.parametrize("shape", ["relations", "pin"])
def test_the_other_files_neither(root, shape):
    path = root / "data" / "assumptions" / f"{REAL}.{shape}.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    for place in kinds(table):
        for value in (*ODD, GONE):
            check_toml(altered(table, place, value), shape, "x.toml")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("as_of = 2026-11-23", "as_of = 1999-01-01", "'1999-01-01' is before 20"),
        ("as_of = 2026-11-23", "as_of = 0001-01-01", "as_of: '0001-01-01' must be a day"),
        ("as_of = 2026-11-23", "as_of = 9999-12-31", "as_of: '9999-12-31' must be a day"),
    ],
)
def test_a_day_that_nothing_can_be_known_on_is_named(copy, monkeypatch, capsys, old, new, said):
    assert said in checked(copy, monkeypatch, capsys, ".toml", old, new)
