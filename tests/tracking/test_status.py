"""Where a zone stands: a made-up one walks from its plan to 2025; verdicts move for a reason."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest

from tests import walk
from tests.conftest import at
from zoneecon.report.sentences import tracking as tracking_sentences
from zoneecon.tracking import state as tracking_state
from zoneecon.tracking import status as tracking_status
from zoneecon.tracking.revisions import CAUSES
from zoneecon.trends.distribution import Forecast

DAY = datetime.date


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
    at_plan = tracking_state.read_state(at(walked[0], walk.ZONE), "2021-08-31")
    scores = tracking_status.pseudo_real_time(at_plan)
    assert scores.empty and tracking_sentences.record_sentences(scores) == []
    assert tracking_status.track_record(scores).empty


def test_verdicts_end_as_reached_and_missed(walked):
    table = walk.standing(walked[0], "2026-12-31")
    assert table["status"].tolist() == ["reached", "missed", "missed"]
    # 1.06 * 1.04 * 1.05 * 1.05 * 1.049 = 1.27495, just under 1.05 ** 5 = 1.27628
    assert table.at["Q010", "latest"] == pytest.approx(74 * 1.274950404)
    said = "\n".join(walked[1]["bulletin-2025"])
    assert "significant progress became reached" in said
    assert "insufficient progress became missed" in said


def test_forecasts_become_evaluations_and_are_scored(walked):
    said = "\n".join(walked[1]["bulletin-2025"])
    assert "gdp 2025:" in said and "97 came: inside" in said
    scores = tracking_status.pseudo_real_time(
        tracking_state.read_state(at(walked[0], walk.ZONE), "2026-12-31")
    )
    assert set(tracking_status.track_record(scores)["ahead"]) == {1, 2, 3, 4, 5}
    assert (scores["vintage"] < DAY(2026, 3, 15)).all() and (scores["crps"] > 0).all()


def test_a_revision_of_2020_moves_results_and_is_filed_as_one(walked):
    before, after = (
        tracking_state.read_state(at(walked[0], walk.ZONE), day)
        for day in ("2022-03-15", "2022-11-30")
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


@pytest.fixture(scope="module")
def verdicts_moved(plan):
    """The zone as known, and with a MADE-UP revision of steel's base and a level of 2023."""
    quick = plan.assumptions | {"simulation": plan.assumptions["simulation"] | {"draws": 2000}}
    plan = plan._replace(assumptions=quick)
    rows = plan.statements.set_index("id", drop=False)
    made_up = {"source": "made-up", "published": DAY(2024, 3, 15)}
    revised = rows.loc[["Q040"]].assign(**made_up, id="X801", value="180", number=180.0)
    dated = {"period": "2023", **dict.fromkeys(("year", "first", "last"), 2023)}
    level = rows.loc[["Q126"]].assign(
        **made_up, **dated, id="X802", value="160", number=160.0, role="actual"
    )
    now = tracking_state.from_plan(plan)
    base, both = (
        now._replace(as_of=DAY(2026, 12, 31), statements=pd.concat([plan.statements, *more]))
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
        "Special steel and steel processing: very unlikely became out of reach (exceptionally "
        "unlikely): its chance went"
    )
    assert said[0].endswith("mainly by new observation.") and "no data yet became" in said[1]


def test_what_is_not_known_yet_has_no_chance_and_says_nothing(plan):
    nothing = tracking_state.from_plan(plan)._replace(plan=None)
    assert tracking_status.chances(nothing).empty
    early = plan._replace(evidence=plan.evidence[plan.evidence["id"] == "Q040"])
    assert tracking_status.chances(tracking_state.from_plan(early)).empty


def test_what_is_still_to_be_multiplied_counts_the_base_as_the_target_counts(plan):
    state = tracking_state.from_plan(plan)
    name, industry = next(iter(state.assumptions["industries"].items()))
    factors = {"concept_factor": {"central": 1.25}, "scope_factor": {"central": 2.0}}
    industries = {**state.assumptions["industries"], name: {**industry, **factors}}
    other = state._replace(assumptions={**state.assumptions, "industries": industries})
    tables = [tracking_status.track(one) for one in (state, other)]
    assert all(table.index.tolist() == list(range(len(table))) for table in tables)
    was, now = (table.set_index("id") for table in tables)
    target = industry["target"]
    assert now.at[target, "multiple"] == pytest.approx(was.at[target, "multiple"] / 2.5)
    rest = was.index.difference([target])
    assert now.loc[rest, "multiple"].tolist() == was.loc[rest, "multiple"].tolist()
