"""Whatever stands at any key of a TOML file: it is refused in a sentence, or it can be computed."""

import datetime
import math
import re
from collections.abc import Iterator
from copy import deepcopy as copy_of

import pytest

from tests.conftest import REAL, ROOT
from zoneecon.data import assumptions
from zoneecon.data.checks.assumed import (
    check_goals,
    check_levels,
    check_names,
)
from zoneecon.data.checks.keys import faults, names_in
from zoneecon.data.completed import completed
from zoneecon.data.files.checkout import Checkout
from zoneecon.errors import BadInput
from zoneecon.history.results import findings
from zoneecon.scenarios.allowed import PER_INDUSTRY
from zoneecon.scenarios.named import named_scenarios
from zoneecon.tracking.comparison import compare
from zoneecon.tracking.state import from_plan
from zoneecon.tracking.status import track

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


def tried(plan, written: dict) -> None:
    """Check a file as `check` does, and make its scenarios."""
    problems = faults(written, "zone", "x.toml", names_in(written, PER_INDUSTRY))
    codes = set(plan.indicators["code"])
    problems = problems or check_names(written, "zone", "x.toml", set(plan.evidence["id"]), codes)
    if problems := problems or check_goals(written, plan.evidence, "x.toml"):
        raise BadInput(problems)
    own = completed(written, plan.evidence, plan.indicators, plan.context)
    named_scenarios(plan._replace(assumptions=own))


@pytest.mark.long
def test_no_value_of_any_key_ends_in_anything_but_a_sentence(plan):
    written, count, refused = assumptions.load_assumptions(REAL), 0, 0
    for place in kinds(written):
        for value in (*ODD, GONE):
            count += 1
            try:
                tried(plan, altered(written, place, value))
            except BadInput as error:
                refused += 1
                assert str(error)
            except Exception as error:
                raise AssertionError(f"{place} = {value!r}") from error
    assert count > 2000 and refused > count / 2


def nothing_is(plan, one: str):
    """The zone as if a statement printed 0; as `load` reads and refuses it."""
    zero = {"number": 0.0, "value": "0"}
    tables = {name: getattr(plan, name).copy() for name in ("statements", "evidence")}
    for table in tables.values():
        table.loc[table["id"] == one, list(zero)] = list(zero.values())
    written, evidence = assumptions.load_assumptions(REAL), tables["evidence"]
    numbers = evidence.set_index("id")["number"]
    contents = {"zone": written, "relations": plan.relations}
    files = dict.fromkeys(contents, "x.toml")
    problems = check_levels(contents, files, tables["statements"], numbers)
    if problems := problems + check_goals(written, evidence, "x.toml"):
        raise BadInput(problems)
    own = completed(written, evidence, plan.indicators, plan.context)
    return plan._replace(assumptions=own, **tables)


def followed(plan) -> None:
    assert compare(plan.previous(), plan) is not None and track(from_plan(plan)) is not None


@pytest.mark.long
@pytest.mark.parametrize("use", [findings, followed])
def test_no_number_of_0_ends_in_anything_but_a_sentence(plan, use):
    related = set(re.findall(r"'(Q\d+)'", str(plan.relations)))
    refused = set()
    tried = sorted(related)[::2] if use is findings else plan.statements["id"][::15]
    for one in tried:
        try:
            use(nothing_is(plan, one))
        except BadInput as error:
            refused.add(one)
            assert str(error)
        except Exception as error:
            raise AssertionError(f"{one} = 0") from error
    assert len(refused) < len(tried) > 15


@pytest.mark.parametrize("kind", [pytest.param("relations", marks=pytest.mark.long), "pin"])
def test_the_other_files_neither(kind):
    place = Checkout(ROOT).place(REAL)
    table = assumptions._sound(place, kind)
    names = names_in(assumptions.load_assumptions(place), PER_INDUSTRY)
    for way in kinds(table):
        for value in (*ODD, GONE):
            faults(altered(table, way, value), kind, "x.toml", names)
