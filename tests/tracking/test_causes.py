"""Each cause of a move alone is called by its name; together the parts add up."""

import datetime
import shutil

import pandas as pd
import pytest

from tests import news
from tests.conftest import REAL, at
from zoneecon.data.files import releases
from zoneecon.data.newest import effective
from zoneecon.report.sentences import tracking
from zoneecon.tracking import state, status
from zoneecon.tracking.revisions import CAUSES, State

DRAWS = 2000


@pytest.fixture(scope="module")
def before(plan) -> State:
    known = state.from_plan(plan)
    return known._replace(assumptions=drawn(known, draws=DRAWS))


def drawn(known: State, **simulation: int) -> dict:
    return {
        **known.assumptions,
        "simulation": {**known.assumptions["simulation"], **simulation},
    }


def bulletin(known: State) -> State:
    """MADE UP: what the first bulletin of the walk prints is known, too."""
    day = min(news.BULLETINS)
    plan = known.plan._replace(statements=known.statements)
    later = news.published(plan, day, news.BULLETINS[day])
    return known._replace(statements=later.statements)


def printed_again(known: State, one: str, times: float) -> State:
    """MADE UP: a later document prints another number for a statement."""
    row = known.statements[known.statements["id"] == one]
    number = row["number"] * times
    later = row.assign(
        id="R999",
        source="later",
        published=datetime.date(2022, 3, 31),
        number=number,
        value=number.map("{:g}".format),
    )
    return known._replace(statements=pd.concat([known.statements, later], ignore_index=True))


def first(known: State) -> dict:
    return next(iter(known.assumptions["industries"].values()))


def revised(known: State) -> State:
    """MADE UP: another base of an industry is printed."""
    return printed_again(known, first(known)["baseline"], 1.2)


def amended(known: State) -> State:
    """MADE UP: less is asked for."""
    return printed_again(known, first(known)["target"], 0.8)


def other_context(known: State) -> State:
    """MADE UP: what is cited of the world around was printed twice as high."""
    around = known.plan.evidence["folder"] == "context"
    double = known.plan.evidence["value"].where(
        ~around, known.plan.evidence["number"].mul(2).map("{:g}".format)
    )
    return known._replace(
        plan=known.plan._replace(evidence=known.plan.evidence.assign(value=double))
    )


def other_records(known: State) -> State:
    """MADE UP: every record of a fast growing series is gone."""
    records = known.panels["growth_records"]
    slow = records.assign(
        **{name: records[name] * 0 for name in records if name.startswith("reached")}
    )
    return known._replace(panels={**known.panels, "growth_records": slow})


def other_code(known: State) -> State:
    found = status.results(known)
    return known._replace(published={name: value * 1.01 for name, value in found.items()})


def other_factor(known: State) -> State:
    """The upper end of each factor from sales to output is its centre."""
    industries = {
        name: {**one, "concept_factor": {**factor, "central": factor["high"]}} if factor else one
        for name, one in known.assumptions["industries"].items()
        for factor in [one.get("concept_factor")]
    }
    return known._replace(assumptions={**known.assumptions, "industries": industries})


ALONE = {
    "model or code": other_code,
    "draws": lambda known: known._replace(assumptions=drawn(known, draws=2 * DRAWS)),
    "reference": other_records,
    "context": other_context,
    "assumption": lambda known: known._replace(
        assumptions={**known.assumptions, "pooling_weight": 0.3}
    ),
    "plan": amended,
    "scope or concept": other_factor,
    "revision": revised,
    "new observation": bulletin,
}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_cause_alone_is_called_by_its_name(before, cause):
    table = status.moves(before, ALONE[cause](before))
    assert table["move"].abs().max() > 1e-6
    others = [name for name in CAUSES if name != cause]
    assert table[others].abs().max().max() == pytest.approx(0, abs=1e-12)


def faster_parent(known: State) -> State:
    """MADE UP: every growth of the zone's parent was printed a tenth higher."""
    context = known.plan.context
    parent = context["subject"] == known.assumptions["parent"]
    number = context["number"].mask(
        parent & (context["indicator"] == "gdp_growth"), context["number"] * 1.1
    )
    return known._replace(plan=known.plan._replace(context=context.assign(number=number)))


def wider(known: State) -> State:
    """MADE UP: regions differ from their parents by twice as much."""
    return known._replace(nowcasting={**known.nowcasting, "scale": 2 * known.nowcasting["scale"]})


@pytest.mark.parametrize(
    ("cause", "made", "kinds"),
    [
        ("context", faster_parent, {"lowest", "nowcast", "highest"}),
        ("reference", wider, {"lowest", "highest"}),
    ],
)
def test_a_nowcast_that_moves_is_a_result_that_moved(before, cause, made, kinds):
    after = made(before)
    table = status.moves(before, after).set_index("result")
    moved = table[table["move"] != 0]
    assert set(moved.index.str.partition(" ").get_level_values(0)) == kinds
    assert moved[cause].tolist() == moved["move"].tolist()
    told = tracking.diff_sentences(before, after)
    last = max(result.partition(" ")[2] for result in moved.index)
    assert any(f"nowcast of GDP in {last}" in line for line in told)


@pytest.mark.parametrize("missing", ["series", "parent"])
def test_a_zone_without_a_series_or_a_parent_has_no_nowcast(before, missing):
    assumed = {name: block for name, block in before.assumptions.items() if name != missing}
    assert status.nowcasts(before._replace(assumptions=assumed)) == {}
    assert status.nowcasts(before)


def test_what_is_new_around_the_zone_is_told_one_by_one_or_counted(before):
    after = faster_parent(before)
    of_parent = status.around_table(before, after)
    assert set(of_parent["indicator"]) == {"gdp_growth"} and (of_parent["kind"] == "revised").all()
    (said,) = tracking.around_sentences(before, after)
    assert said.startswith(f"what surrounds the zone: {len(of_parent)} numbers are new, different")
    one = of_parent["new_id"].iloc[0]
    kept = before.plan.context["id"] != one
    fewer = before._replace(plan=before.plan._replace(context=before.plan.context[kept]))
    (said,) = tracking.around_sentences(fewer, before)
    assert said.startswith("what surrounds the zone: ") and f"({one})" in said
    assert tracking.around_sentences(before, before) == []
    nothing = before.plan.context.iloc[:0].astype(object)  # as a new zone reads it
    alone = before._replace(plan=before.plan._replace(context=nothing))
    assert tracking.around_sentences(alone, alone) == []
    (said,) = tracking.around_sentences(alone, before)
    every = len(effective(before.plan.context))
    assert said.startswith(f"what surrounds the zone: {every} numbers")


@pytest.mark.long
def test_every_cause_at_once_adds_up(before):
    after = before
    for change in (other_records, other_context, other_factor, revised, bulletin):
        after = change(after)
    after = ALONE["draws"](ALONE["assumption"](after))
    table = status.moves(before, after)
    assert (table[list(CAUSES)].sum(axis=1) - table["move"]).abs().max() < 1e-12
    moved = table[list(CAUSES)].abs().max()
    assert (moved.drop(["model or code", "plan"]) > 1e-6).all(), moved
    assert moved["plan"] == 0


#: Before and after the first bulletin of the walk, and what became of other plans between them.
DAYS = ("2021-12-31", "2024-06-30")


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """A copy of the real zone with a bulletin, and what a report of either day would hold of it."""
    root = news.checkout(tmp_path_factory.mktemp("walked"))
    news.add(root, min(news.BULLETINS))
    place = at(root, REAL)
    for day in DAYS:
        stage = tmp_path_factory.mktemp("stage")
        shutil.copytree(root / "data", stage / "inputs" / "data")
        (stage / "tables").mkdir()
        table = status.result_table(state.read_state(place, day))
        table.to_csv(stage / "tables" / "results.csv", index=False, float_format="%.10g")
        facts = {"as_of": day, "parameters": {}, "inputs": {}, "request": {}, "order": day}
        releases.publish(stage, place.reports, facts)
    return place


def test_by_date_and_by_run_two_states_differ_alike(walked):
    runs = releases.runs(walked.reports)
    by_run = status.moves(*(state.state(walked, run.name) for run in runs))
    by_date = status.moves(*(state.state(walked, day) for day in DAYS))
    assert by_date["move"].abs().max() > 1e-3 and by_date["reference"].abs().max() > 1e-3
    pd.testing.assert_frame_equal(by_run, by_date, rtol=1e-8, atol=1e-9)
    assert (by_date["model or code"] == 0).all()


def test_a_run_of_other_draws_is_told_as_such(walked):
    """Its parameters stand in its manifest, not in the assumptions that it copied."""
    run = releases.runs(walked.reports)[0]
    stage = walked.root / "stage"
    shutil.copytree(run, stage)
    facts = releases.manifest(run) | {"parameters": {"draws": DRAWS}, "order": "fewer"}
    fewer = state.read_state(walked, facts["as_of"])
    fewer = fewer._replace(assumptions=drawn(fewer, draws=DRAWS))
    status.result_table(fewer).to_csv(stage / "tables" / "results.csv", index=False)
    beside = releases.publish(stage, walked.beside, facts)
    table = status.moves(state.state(walked, run.name), state.state(walked, beside.name))
    assert table["move"].abs().max() > 1e-4
    assert table["draws"].to_numpy() == pytest.approx(table["move"].to_numpy(), abs=1e-9)
