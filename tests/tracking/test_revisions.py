"""Moves are split into causes that add up; a made-up zone walks from its plan to 2025."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import walk
from zoneecon.data import newest
from zoneecon.report.sentences import tracking as tracking_sentences
from zoneecon.tracking import revisions
from zoneecon.tracking import state as tracking_state
from zoneecon.tracking import status as tracking_status
from zoneecon.tracking.revisions import CAUSES, State
from zoneecon.trends.distribution import Forecast

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
    assert all(row[cause] != 0 for cause in CAUSES if cause not in ("plan", "new observation"))


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


# --- the walk ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    root = walk.build(tmp_path_factory.mktemp("walk"))
    raw = root / "data" / "raw" / walk.ZONE / "statements"
    plan = (raw / "plan.csv").read_bytes()
    said = dict(walk.walk(root))
    return root, said, plan


#: By hand. a: 100 to 150 asks for 1.5 ** (1/5) - 1 = 8.447 % a year, b: 50 to 120 for 19.136 %.
#: Growth of 5 % a year leads from 76 to 96.998, and from 74, as 2020 is revised, to 94.445.
#: Year: (newest, expected by then, still to be multiplied) of a, b, and GDP chained.
BY_HAND = {
    2021: [(110, 108.447, 150 / 110), (55, 59.568, 120 / 55), (80.56, 79.8, 1.05**5 / 1.06)],
    2022: [(118, 117.608, 150 / 118), (60, 70.967, 2), (81.5776, 81.585, 1.05**5 / 1.1024)],
    2023: [(130, 127.543, 150 / 130), (66, 84.547, 120 / 66), (85.6565, 85.6643, 1.05**4 / 1.1024)],
    2024: [(141, 138.316, 150 / 141), (70, 100.726, 12 / 7), (89.9393, 89.9475, 1.05**3 / 1.1024)],
}


@pytest.mark.parametrize("year", BY_HAND)
def test_every_evaluation_is_what_a_hand_computes(walked, year):
    # the bulletin of a year comes in the next March; the revision of 2020 after that of 2021
    table = walk.standing(walked[0], f"{year + 1}-03-31").loc[["Q008", "Q009", "Q010"]]
    found = table[["latest", "expected", "multiple"]].to_numpy()
    assert found == pytest.approx(np.array(BY_HAND[year]), rel=1e-5)
    remaining = (1 + table["remaining"]) ** (2025 - year)
    assert remaining.to_numpy() == pytest.approx(table["multiple"].to_numpy())
    assert set(table["latest_year"]) == {year}


def test_a_revised_base_moves_the_path_of_a_growth_target(walked):
    before, after = (
        walk.standing(walked[0], day).loc["Q010"] for day in ("2022-10-31", "2022-12-31")
    )
    assert (before["base"], after["base"]) == (76, 74)
    assert after["target"] == pytest.approx(74 * 1.05**5)
    # 6 % of 5 % asked for: the share that is left does not depend on the level
    assert after["remaining"] == pytest.approx(before["remaining"])


def test_before_any_figure_nothing_is_scored_and_nothing_invented(walked):
    table = walk.standing(walked[0], "2021-08-31")
    assert set(table["status"]) == {"no data yet"}
    assert table["remaining"].isna().all()
    at_plan = tracking_state.read_state(walk.ZONE, "2021-08-31", walked[0])
    scores = tracking_status.pseudo_real_time(at_plan)
    assert scores.empty and tracking_sentences.record_sentences(scores) == []
    assert tracking_status.track_record(scores).empty


def test_remaining_required_growth_appears_and_moves(walked):
    days = [f"{year}-12-31" for year in range(2022, 2026)]
    remaining = [walk.standing(walked[0], day).at["Q009", "remaining"] for day in days]
    assert remaining[0] == pytest.approx((120 / 55) ** (1 / 4) - 1)
    assert remaining == sorted(remaining)


def test_verdicts_end_as_reached_and_missed(walked):
    table = walk.standing(walked[0], "2026-12-31")
    assert table["status"].tolist() == ["reached", "missed", "missed"]
    # 1.06 * 1.04 * 1.05 * 1.05 * 1.049 = 1.27495, just under 1.05 ** 5 = 1.27628
    assert table.at["Q010", "latest"] == pytest.approx(74 * 1.274950404)
    said = "\n".join(walked[1]["bulletin-2025"])
    assert "significant progress became reached" in said
    assert "insufficient progress became missed" in said


def test_expected_is_the_path_from_base_to_target(walked):
    table = walk.standing(walked[0], "2023-12-31")
    assert table.at["Q008", "expected"] == pytest.approx(100 * 1.5 ** (2 / 5))


def test_forecasts_become_evaluations_and_are_scored(walked):
    said = "\n".join(walked[1]["bulletin-2025"])
    assert "gdp 2025:" in said and "97 came: inside" in said
    scores = tracking_status.pseudo_real_time(
        tracking_state.read_state(walk.ZONE, "2026-12-31", walked[0])
    )
    assert set(tracking_status.track_record(scores)["ahead"]) == {1, 2, 3, 4, 5}
    assert (scores["vintage"] < DAY(2026, 3, 15)).all() and (scores["crps"] > 0).all()


def test_a_revision_of_2020_moves_results_and_is_filed_as_one(walked):
    before, after = (
        tracking_state.read_state(walk.ZONE, day, walked[0]) for day in ("2022-03-15", "2022-11-30")
    )
    table = tracking_status.moves(before, after).set_index("result")
    assert table.at["median gdp", "revision"] == pytest.approx(table.at["median gdp", "move"])
    moved = table[table["move"].abs() > 0]
    assert (moved[list(CAUSES)].sum(axis=1) - moved["move"]).abs().max() < 1e-9


def test_nothing_was_overwritten(walked):
    root, _, plan = walked
    raw = root / "data" / "raw" / walk.ZONE / "statements"
    assert (raw / "plan.csv").read_bytes() == plan
    assert len(list(raw.glob("*.csv"))) == 1 + len(walk.STEPS)
    # any past day can be made again
    assert walk.standing(root, "2021-12-31")["latest"].isna().all()


@pytest.mark.parametrize(
    ("origin", "scale", "came", "score"),
    [(100.0, 1e-9, 110.0, math.log(1.1)), (1.0, 1.0, 1.0, 0.23369)],
    ids=["of a point: its absolute error", "of a normal: the closed form"],
)
def test_crps(origin, scale, came, score):
    forecast = Forecast("x", "", "", "m", 5, 2020, origin, (0.0,), (scale,), (math.inf,))
    assert tracking_status.crps(forecast, 2021, came) == pytest.approx(score, abs=2e-3)


# --- verdicts of the real zone, with made-up news ------------------------------------------------


@pytest.fixture(scope="module")
def verdicts_moved(desk):
    """The zone as known, and with a MADE-UP revision of steel's base and a level of 2023."""
    quick = desk.assumptions | {"simulation": desk.assumptions["simulation"] | {"draws": 2000}}
    desk = desk._replace(assumptions=quick)
    rows = desk.statements.set_index("id", drop=False)
    made_up = {"source": "made-up", "published": DAY(2024, 3, 15)}
    revised = rows.loc[["Q040"]].assign(**made_up, id="R001", value="180", number=180.0)
    dated = {"period": "2023", **dict.fromkeys(("year", "first", "last"), 2023)}
    level = rows.loc[["Q126"]].assign(
        **made_up, **dated, id="R002", value="210", number=210.0, role="actual"
    )
    now = tracking_state.from_plan(desk)
    base, both = (
        now._replace(as_of=DAY(2024, 3, 31), statements=pd.concat([desk.statements, *more]))
        for more in ([revised], [revised, level])
    )
    return {
        name: (now, after, tracking_status.moves(now, after))
        for name, after in (("revised", base), ("both", both))
    }


def test_a_verdicts_chance_is_split_into_causes_that_add_up(verdicts_moved):
    for _, after, split in verdicts_moved.values():
        row = split.set_index("result").loc["chance steel"]
        assert row[list(CAUSES)].sum() == pytest.approx(row["move"], rel=1e-9) and row["move"] != 0
        chances = tracking_status.chances(after).set_index("industry")
        assert row["after"] == chances.at["steel", "pooled"]
        assert row["model or code"] == row["assumption"] == row["plan"] == 0


def test_a_revised_base_moves_a_chance_as_a_revision_and_no_other_industry(verdicts_moved):
    rows = verdicts_moved["revised"][2].set_index("result")
    assert rows.at["chance steel", "revision"] == rows.at["chance steel", "move"] > 0
    assert rows.at["multiple Q126", "after"] == pytest.approx(500 / 180)
    both = verdicts_moved["both"][2].set_index("result")
    assert both.at["chance steel", "new observation"] != 0
    assert both.at["chance steel", "revision"] == rows.at["chance steel", "revision"]


def test_one_sentence_says_why_a_verdict_changed_its_word(verdicts_moved):
    before, after, split = verdicts_moved["both"]
    said = tracking_sentences.verdict_sentences(before, after, split)
    assert len(said) == 2  # the verdict, and where its target stands
    assert said[0].startswith(
        "Special steel and steel processing: reachable only if became out of reach: its chance went"
    )
    assert said[0].endswith("mainly by new observation.") and "no data yet became" in said[1]


def test_what_is_not_known_yet_has_no_chance_and_says_nothing(desk):
    nothing = tracking_state.from_plan(desk)._replace(plan=None)
    assert tracking_status.chances(nothing).empty
    early = desk._replace(evidence=desk.evidence[desk.evidence["id"] == "Q040"])
    assert tracking_status.chances(tracking_state.from_plan(early)).empty


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
