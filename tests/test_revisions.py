"""Moves are split into causes that add up; a made-up zone walks from its plan to 2025."""

import datetime

import numpy as np
import pandas as pd
import pytest

from tests import walk
from zoneecon import intake, revisions, tracking, words_tracking
from zoneecon.revisions import CAUSES, State

DAY = datetime.date


def statements(*rows: tuple) -> pd.DataFrame:
    """Typed statements from (id, published, indicator, year, number, role, note)."""
    columns = ["id", "published", "indicator", "year", "number", "role", "note"]
    table = pd.DataFrame(rows, columns=columns)
    year = table["year"].astype("Int64")
    return table.assign(
        subject="zone", source=table["published"].astype(str), period=table["year"].astype(str),
        canonical_unit="CNY 100m", value=table["number"].astype(str), half_unit=0.5, year=year,
        first=year, last=year,
    )  # fmt: skip


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


OLD = [level("A1", DAY(2021, 8, 1), 2018, 100.0), level("A2", DAY(2021, 8, 1), 2019, 110.0),
       level("A3", DAY(2021, 8, 1), 2020, 121.0)]  # fmt: skip
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
    effective = revisions.effective(state.statements)
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
    ("after", "cause"),
    [
        (state(statements(*OLD, level("B", DAY(2022, 3, 1), 2021, 150.0)), DAY(2022, 3, 31)),
         "new observation"),
        (state(statements(*OLD, REVISED), DAY(2022, 3, 31)), "revision"),
        (state(statements(*OLD, level("B", DAY(2022, 3, 1), 2020, 130.0, note="scope: all firms")),
               DAY(2022, 3, 31)), "scope or concept"),
        (state(statements(*OLD), DAY(2021, 8, 31), factor=1.2), "scope or concept"),
        (state(statements(*OLD), DAY(2021, 8, 31), scale=1.2), "assumption"),
    ],
    ids=["new", "revised", "noted scope", "factor", "assumption"],
)  # fmt: skip
def test_a_single_change_is_filed_under_its_cause_alone(after, cause):
    row = split(after)
    assert row[cause] == pytest.approx(row["move"]) and row["move"] != 0
    assert all(row[other] == 0 for other in CAUSES if other != cause)
    assert revisions.main_cause(row) == cause


def test_a_report_that_other_code_published_leaves_its_difference_to_the_code():
    row = split(BEFORE, BEFORE._replace(published={"level 2025": 200.0}))
    assert row["model or code"] == row["move"] == pytest.approx(drift_of(BEFORE) - 200)


def test_the_newest_publication_counts_under_the_id_of_the_first():
    table = revisions.effective(statements(*OLD, REVISED)).set_index("id")
    assert table.loc["A3", ["number", "newest_id"]].tolist() == [144.0, "B1"]
    assert len(table) == 3


def test_a_document_that_prints_a_number_twice_keeps_both():
    table = statements(*OLD, level("A4", DAY(2021, 8, 1), 2020, 122.0))
    assert len(revisions.effective(table)) == 4


def test_changes_name_what_is_new_revised_and_gone():
    before, after = (revisions.effective(statements(*rows)) for rows in
                     (OLD, [*OLD[1:], REVISED, AS_EXPECTED]))  # fmt: skip
    table = revisions.changes(before, after)
    assert table[["kind", "period"]].to_numpy().tolist() == [
        ["gone", "2018"], ["revised", "2020"], ["new", "2021"]
    ]  # fmt: skip
    assert table["size"].iloc[1] == pytest.approx(144 / 121 - 1)


# --- the walk ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    root = walk.build(tmp_path_factory.mktemp("walk"))
    raw = root / "data" / "raw" / walk.ZONE / "statements"
    plan = (raw / "plan.csv").read_bytes()
    said = dict(walk.walk(root))
    return root, said, plan


def standing(root, day: str) -> pd.DataFrame:
    return tracking.track(intake.read_state(walk.ZONE, day, root)).set_index("id")


def test_before_any_figure_nothing_is_scored_and_nothing_invented(walked):
    table = standing(walked[0], "2021-08-31")
    assert set(table["status"]) == {"no data yet"}
    assert table["remaining"].isna().all()
    at_plan = intake.read_state(walk.ZONE, "2021-08-31", walked[0])
    scores = tracking.pseudo_real_time(at_plan)
    assert scores.empty and words_tracking.record_sentences(scores) == []
    assert tracking.track_record(scores).empty


def test_remaining_required_growth_appears_and_moves(walked):
    remaining = [standing(walked[0], f"{year}-12-31").at["Q009", "remaining"]
                 for year in (2022, 2023, 2024, 2025)]  # fmt: skip
    assert remaining[0] == pytest.approx((120 / 55) ** (1 / 4) - 1)
    assert remaining == sorted(remaining)


def test_verdicts_end_as_reached_and_missed(walked):
    table = standing(walked[0], "2026-12-31")
    assert table.loc[["Q008", "Q009"], "status"].tolist() == ["reached", "missed"]
    said = "\n".join(walked[1]["bulletin-2025"])
    assert "significant progress became reached" in said
    assert "insufficient progress became missed" in said


def test_expected_is_the_path_from_base_to_target(walked):
    table = standing(walked[0], "2023-12-31")
    assert table.at["Q008", "expected"] == pytest.approx(100 * 1.5 ** (2 / 5))


def test_forecasts_become_evaluations_and_are_scored(walked):
    said = "\n".join(walked[1]["bulletin-2025"])
    assert "gdp 2025:" in said and "97 came: inside" in said
    scores = tracking.pseudo_real_time(intake.read_state(walk.ZONE, "2026-12-31", walked[0]))
    assert set(tracking.track_record(scores)["ahead"]) == {1, 2, 3, 4, 5}
    assert (scores["vintage"] < DAY(2026, 3, 15)).all() and (scores["crps"] > 0).all()


def test_a_revision_of_2020_moves_results_and_is_filed_as_one(walked):
    before, after = (intake.read_state(walk.ZONE, day, walked[0])
                     for day in ("2022-03-15", "2022-11-30"))  # fmt: skip
    table = words_tracking.moves(before, after).set_index("result")
    assert table.at["median gdp", "revision"] == pytest.approx(table.at["median gdp", "move"])
    moved = table[table["move"].abs() > 0]
    assert (moved[list(CAUSES)].sum(axis=1) - moved["move"]).abs().max() < 1e-9


def test_nothing_was_overwritten(walked):
    root, _, plan = walked
    raw = root / "data" / "raw" / walk.ZONE / "statements"
    assert (raw / "plan.csv").read_bytes() == plan
    assert len(list(raw.glob("*.csv"))) == 1 + len(walk.STEPS)
    assert standing(root, "2021-12-31")["latest"].isna().all()  # any past day can be made again


def test_crps_of_a_point_forecast_is_its_absolute_error():
    from zoneecon.forecast import Forecast

    sharp = Forecast("x", "", "", "m", 5, 2020, 100.0, (0.0,), (1e-9,), (float("inf"),))
    assert tracking.crps(sharp, 2021, 110.0) == pytest.approx(0.0953, abs=1e-3)


def test_crps_of_a_normal_matches_its_closed_form():
    from zoneecon.forecast import Forecast

    normal = Forecast("x", "", "", "m", 5, 2020, 1.0, (0.0,), (1.0,), (float("inf"),))
    assert tracking.crps(normal, 2021, 1.0) == pytest.approx(0.23369, abs=2e-3)
