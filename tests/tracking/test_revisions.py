"""Moves are split into causes that add up."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zoneecon.data import newest
from zoneecon.tracking import revisions
from zoneecon.tracking import status as tracking_status
from zoneecon.tracking.revisions import CAUSES, State

DAY = datetime.date


def statements(*rows: tuple) -> pd.DataFrame:
    """Typed statements from (id, published, indicator, year, number, role, note)."""
    columns = ["id", "published", "indicator", "year", "number", "role", "note"]
    table = pd.DataFrame(rows, columns=columns)
    year = table["year"].astype("Int64")
    return table.assign(
        subject="zone",
        source=table["published"].astype(str),
        period=table["year"].astype(str),
        canonical_unit="CNY 100m",
        value=table["number"].astype(str),
        half_unit=0.5,
        year=year,
        first=year,
        last=year,
    )


INDICATORS = pd.DataFrame(
    {"code": ["gdp"], "unit": ["CNY 100m"], "concept": ["value added"], "price_basis": ["current"]}
)


def state(table: pd.DataFrame, day: DAY, scale: float = 1.0, factor: float = 1.0, **more) -> State:
    industry = {"one": {"target": "T", "concept_factor": {"central": factor}}}
    assumptions = {"scale": scale, "industries": industry}
    return State(str(day), day, table, INDICATORS, assumptions, {}, **more)


def drift(state: State) -> dict[str, float]:
    """A model simple enough to check: a straight line through the logarithms, read off in 2025."""
    table = state.statements[state.statements["fact"] == "level"]
    factor = state.assumptions["industries"]["one"]["concept_factor"]["central"]
    return {"level 2025": line(table, 2025) * state.assumptions["scale"] * factor}


def line(table: pd.DataFrame, year: int) -> float:
    steps = table["year"].to_numpy(dtype=float) - 2020
    return float(np.exp(np.polyval(np.polyfit(steps, np.log(table["number"]), 1), year - 2020)))


def level(id_, day, year, number, role="actual", note=""):
    return (id_, day, "gdp", year, number, role, note)


OLD = [
    level("A1", DAY(2021, 8, 1), 2018, 100.0),
    level("A2", DAY(2021, 8, 1), 2019, 110.0),
    level("A3", DAY(2021, 8, 1), 2020, 121.0),
]


REVISED = level("B1", DAY(2022, 3, 1), 2020, 144.0)


#: What the line through the revised history leads one to expect.
AS_EXPECTED = level("B2", DAY(2022, 3, 1), 2021, line(statements(*OLD[:2], REVISED), 2021))


BEFORE = state(statements(*OLD), DAY(2021, 8, 31))


def split(after: State, before: State = BEFORE) -> dict:
    return revisions.decompose(before, after, drift).iloc[0].to_dict()


def test_parts_add_up_when_everything_changes_at_once():
    before = BEFORE._replace(published={"level 2025": 190.0})
    after = state(statements(*OLD, REVISED, AS_EXPECTED), DAY(2022, 3, 31), scale=1.1, factor=0.9)
    row = split(after, before)
    assert row["before"] == 190.0
    assert sum(row[cause] for cause in CAUSES) == pytest.approx(row["move"], rel=1e-12)
    assert row["after"] == pytest.approx(drift_of(after), rel=1e-12)
    assert {cause for cause in CAUSES if abs(row[cause]) > 1e-9} == {
        "model or code",
        "assumption",
        "scope or concept",
        "revision",
    }


def drift_of(state: State) -> float:
    effective = newest.effective(state.statements)
    return drift(state._replace(statements=effective))["level 2025"]


def test_a_revision_is_not_filed_under_re_estimation():
    # the new year is just what the revised history led to expect: it is no news at all
    after = state(statements(*OLD, REVISED, AS_EXPECTED), DAY(2022, 3, 31))
    row = split(after)
    assert row["new observation"] == pytest.approx(0, abs=1e-9)
    assert row["revision"] == pytest.approx(row["move"], rel=1e-12)
    # the naive way holds the new year against the unrevised past; the rest is "re-estimation"
    news = drift_of(state(statements(*OLD, AS_EXPECTED), DAY(2022, 3, 31))) - drift_of(BEFORE)
    assert abs(news) > 0.1 * abs(row["move"])
    assert abs(row["move"] - news) > 0.1 * abs(row["move"])


@pytest.mark.parametrize(
    ("more", "changed", "cause"),
    [
        ([level("B", DAY(2022, 3, 1), 2021, 150.0)], {}, "new observation"),
        ([REVISED], {}, "revision"),
        ([level("B", DAY(2022, 3, 1), 2020, 130.0, note="scope: all")], {}, "scope or concept"),
        ([], {"factor": 1.2}, "scope or concept"),
        ([], {"scale": 1.2}, "assumption"),
    ],
)
def test_a_single_change_is_filed_under_its_cause_alone(more, changed, cause):
    row = split(state(statements(*OLD, *more), DAY(2022, 3, 31), **changed))
    assert row[cause] == pytest.approx(row["move"]) and row["move"] != 0
    assert all(row[other] == 0 for other in CAUSES if other != cause)
    assert revisions.main_cause(row) == cause


def test_a_report_that_other_code_published_leaves_its_difference_to_the_code():
    row = split(BEFORE, BEFORE._replace(published={"level 2025": 200.0}))
    assert row["model or code"] == row["move"] == pytest.approx(drift_of(BEFORE) - 200)


def test_between_two_reports_the_code_gets_what_changed_between_their_codes():
    # each report was made by code that gave 3 % less and 5 % more than today's
    after = state(statements(*OLD, REVISED), DAY(2022, 3, 31))
    old, new = drift_of(BEFORE), drift_of(after)
    row = split(
        after._replace(published={"level 2025": 1.05 * new}),
        BEFORE._replace(published={"level 2025": 0.97 * old}),
    )
    assert (row["before"], row["after"]) == (0.97 * old, 1.05 * new)
    assert row["revision"] == pytest.approx(new - old)
    assert row["model or code"] == pytest.approx(0.03 * old + 0.05 * new)
    assert sum(row[cause] for cause in CAUSES) == pytest.approx(row["move"], rel=1e-12)


def test_the_ten_digits_of_a_table_are_no_change_of_code():
    written = float(f"{drift_of(BEFORE):.10g}")
    row = split(BEFORE, BEFORE._replace(published={"level 2025": written}))
    assert row["model or code"] == row["move"] == 0


def test_a_changed_target_is_filed_under_the_plan():
    def asked(state):
        rows = state.statements[state.statements["fact"] == "target"]
        return {"target": float(rows["number"].iloc[0])}

    first = level("T1", DAY(2021, 8, 1), 2025, 150.0, role="target")
    amended = level("T2", DAY(2023, 6, 1), 2025, 130.0, role="target")
    before = state(statements(*OLD, first), DAY(2021, 8, 31))
    after = state(statements(*OLD, first, amended), DAY(2023, 6, 30))
    row = revisions.decompose(before, after, asked).iloc[0]
    assert (row["plan"], row["move"]) == (-20, -20) and revisions.main_cause(row) == "plan"


#: What a random later vintage does to a year: nothing, a revision, a change of scope, or gone.
levels = st.floats(50, 500)


notes = st.sampled_from(["", "scope: x"])


vintages = st.fixed_dictionaries(
    {
        "revised": st.dictionaries(st.integers(2018, 2020), st.tuples(levels, notes)),
        "new": st.dictionaries(st.integers(2021, 2024), levels),
        "scale": st.floats(0.5, 2),
        "factor": st.floats(0.5, 2),
        "published": st.one_of(st.none(), levels),
    }
)


@given(vintages)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_parts_of_any_vintage_add_up_and_what_did_not_change_moved_nothing(made):
    day = DAY(2025, 3, 1)
    rows = [
        level(f"B{year}", day, year, number, note=note)
        for year, (number, note) in made["revised"].items()
    ]
    rows += [level(f"C{year}", day, year, number) for year, number in made["new"].items()]
    after = state(statements(*OLD, *rows), day, made["scale"], made["factor"])
    published = {} if made["published"] is None else {"level 2025": made["published"]}
    row = split(after, BEFORE._replace(published=published))
    assert sum(row[cause] for cause in CAUSES) == pytest.approx(row["move"], rel=1e-9, abs=1e-9)
    assert row["after"] == pytest.approx(drift_of(after))
    if not made["new"]:
        assert row["new observation"] == 0
    if not any(note == "" for _, note in made["revised"].values()):
        assert row["revision"] == 0
    if not published:
        assert row["model or code"] == 0
    assert row["plan"] == 0


def test_a_step_that_changes_nothing_is_not_computed():
    counted = []
    revisions.decompose(
        BEFORE,
        state(statements(*OLD, REVISED), BEFORE.as_of),
        lambda state: counted.append(state) or drift(state),
    )
    assert len(counted) == 2  # as it was, and revised


def test_the_newest_publication_counts_under_the_id_of_the_first():
    table = newest.effective(statements(*OLD, REVISED)).set_index("id")
    assert table.loc["A3", ["number", "newest_id"]].tolist() == [144.0, "B1"]
    assert len(table) == 3


def test_a_document_that_prints_a_number_twice_keeps_both():
    table = statements(*OLD, level("A4", DAY(2021, 8, 1), 2020, 122.0))
    assert len(newest.effective(table)) == 4


def test_changes_name_what_is_new_revised_and_gone():
    before, after = (
        newest.effective(statements(*rows)) for rows in (OLD, [*OLD[1:], REVISED, AS_EXPECTED])
    )
    table = revisions.changes(before, after)
    assert table["kind"].tolist() == ["gone", "revised", "new"]
    assert table["period"].tolist() == ["2018", "2020", "2021"]
    assert table["size"].iloc[1] == pytest.approx(144 / 121 - 1)


def test_a_revision_of_nothing_has_no_size():
    before, after = (
        newest.effective(statements(level("A1", DAY(2021, 8, 1), 2018, number)))
        for number in (0.0, 3.0)
    )
    (row,) = revisions.changes(before, after).to_dict("records")
    assert (row["old"], row["new"]) == (0, 3) and np.isnan(row["size"])


def test_what_is_asked_again_is_computed_once_and_a_changed_state_anew():
    counted = []

    @tracking_status.remembered
    def numbers(state):
        counted.append(state)
        return drift(state)

    after = state(statements(*OLD, REVISED), BEFORE.as_of)
    first = numbers(BEFORE)
    first["level 2025"] = 0.0  # what a caller does to its copy is its own affair
    again = numbers(state(statements(*OLD), BEFORE.as_of)._replace(label="another name"))
    assert again == drift_of_all(BEFORE) and len(counted) == 1
    assert numbers(after) == drift_of_all(after) and len(counted) == 2
    assert numbers(BEFORE._replace(assumptions={**BEFORE.assumptions, "scale": 2.0})) != again


def drift_of_all(state: State) -> dict[str, float]:
    return drift(state._replace(statements=newest.effective(state.statements)))
