"""Each rule finds its contradiction in the plan, and nothing where numbers agree."""

import pandas as pd
import pytest

from tests.cases import cases
from zoneecon.history import consistency, findings, reconstruct, relations
from zoneecon.report.sentences.history import findings_conclusion, grade_table


@pytest.fixture(scope="module")
def facts(plan):
    return findings.from_plan(plan, reconstruct.from_plan(plan))


@pytest.fixture(scope="module")
def found(facts):
    return consistency.find(facts)


def one(found: pd.DataFrame, *ids: str) -> pd.Series:
    """The finding that accuses exactly these statements."""
    rows = found[found["statements"].map(lambda text: set(text.split(";")) == set(ids))]
    assert len(rows) == 1, f"{len(rows)} findings accuse {ids}"
    return rows.iloc[0]


# --- the targets against the accounts --------------------------------------------------------


def test_output_targets_need_168_of_value_added_in_a_gdp_of_112_5(facts):
    room = consistency.room_for_targets(facts, facts.relations["output_against_gdp"][0])
    assert (room["output_base"], room["output_target"]) == (200, 900)
    assert room["rate_base"] == pytest.approx(0.1865)
    assert room["value_added_needed"] == pytest.approx(167.85)
    # 6 % a year at comparable prices on a level at current ones: 112.48 at prices of 2020
    assert (room["prices_of"], room["prices"]) == (2025, pytest.approx(1.052 * (1 - 0.008)))
    assert room["gdp_path"] == pytest.approx(117.4, abs=0.05)
    assert room["rate_fits"] == pytest.approx(0.0579, abs=5e-5)
    assert room["gdp_implied"] == pytest.approx(230, abs=0.5)
    assert room["growth_implied"] == pytest.approx(0.22, abs=0.005)


def test_prices_run_as_far_as_they_are_known(facts):
    path = {"actual": {"rest": {"2021": "C007", "2022": 0.02}}}
    unknown = facts._replace(price_paths=path, statements=facts.statements.drop("C007"))
    assert consistency.price_change(unknown, "actual", 2020, 2025) == (2020, 1.0)
    assert consistency.price_change(facts, "no such path", 2020, 2025) == (2020, 1.0)
    typed = facts._replace(price_paths={"actual": {"rest": {"2021": 0.1, "2022": 0.1}}})
    assert consistency.price_change(typed, "actual", 2020, 2025) == (2022, pytest.approx(1.21))


def test_investment_needs_389_where_the_path_adds_up_to_287_7(facts):
    need = consistency.investment_needed(facts, facts.relations["investment_against_path"][0])
    assert need["ratio"] == pytest.approx(50 / 90)
    assert need["needed"] == pytest.approx(388.9, abs=0.05)
    assert need["path"] == pytest.approx(287.7, abs=0.05)
    assert need["ratio_fits"] == pytest.approx(0.41, abs=0.005)
    assert (need["least"], need["most"]) == (
        pytest.approx(0.72, abs=0.005),
        pytest.approx(2.61, abs=0.005),
    )


def test_targets_that_ask_for_no_more_take_no_investment(facts):
    (relation,) = facts.relations["investment_against_path"]
    own = facts.industries[relation["industry"]]
    facts = facts._replace(statements=facts.statements.copy())
    facts.statements.loc[own["target"], "number"] = facts.number(own["baseline"])
    assert consistency.investment_needed(facts, relation) == {}
    assert consistency.investment_against_path(facts) == []


# --- every contradiction that the plan is known to hold ----------------------------------------


@cases
def test_known_finding(found, ids, grade, size):
    finding = one(found, *ids)
    assert finding["grade"] == grade
    assert finding["size"] == pytest.approx(size, rel=2e-3)


def test_a_flow_and_its_limit_are_told_in_ten_thousands(found):
    told = one(found, "Q166", "Q168")["explanation"]
    assert told.startswith("88.4 against 43.8 (ten thousand t)")  # 50 t an hour, 8,760 hours


def test_targets_without_a_base_are_named(found):
    ids = set(found.loc[found["finding"].str.startswith("target_without_base"), "statements"])
    assert ids == {"Q120", "Q122", "Q123", "Q124", "Q160", "Q161", "Q162"}


def test_each_industry_target_has_its_shifts(found):
    shifts = found[found["grade"] == "definition"]
    accused = set(";".join(shifts["statements"]).split(";"))
    assert {"Q040", "Q042", "Q045", "Q126", "Q131", "Q156", "Q121", "Q134"} <= accused


def test_no_false_alarm_on_statements_that_are_sound(found, inventory):
    sound = {row["id"] for row in inventory if row["flag"] == "ok"}
    assert len(sound) == 146
    # sound one by one, and not together: 2019 beside 2018, 2016 beside the year it implies, counts
    together = {"Q020", "Q017", "Q022", "Q027", "Q032", "Q066", "Q073"}
    assert sound & set(";".join(found["statements"]).split(";")) <= together


def test_every_statement_flagged_contradictory_is_found(found, inventory):
    """Inventory flags that no finding names are listed here with the reason."""
    flagged = {row["id"] for row in inventory if row["flag"] in ("inconsistent", "implausible")}
    named = set(";".join([*found["statements"], *found["evidence"]]).split(";"))
    reasons = {
        "Q037": "a remark, no quantity",
        "Q095": "the floor area of Q094, which is named",
        "Q201": "the floor area of Q200, which is named",
    }
    assert flagged - named == set(reasons)


def test_findings_show_grade_ids_quotes_and_evidence(found, plan):
    assert list(found.columns) == list(findings.COLUMNS)
    assert set(found["grade"]) == set(findings.GRADES)
    quotes = plan.statements.set_index("id")["quote"]
    for row in found.itertuples():
        for one_id in row.statements.split(";"):
            assert f"{one_id} “{quotes[one_id]}”" in row.quotes
    assert found["finding"].is_unique


# --- rules on made-up statements --------------------------------------------------------------


def made_up(rows, **relation_lists) -> findings.Facts:
    """Facts from (id, value, unit, period, last)."""
    table = pd.DataFrame(rows, columns=["id", "value", "canonical_unit", "period", "last"])
    half = [0.5 * 10.0 ** -len(v.partition(".")[2]) for v in table["value"]]
    numbers = pd.to_numeric(table["value"], errors="coerce")
    table = table.assign(number=numbers, half_unit=half, quote=table["value"])
    return findings.Facts(table.set_index("id"), None, None, {}, relation_lists)


ABC = [
    ("A001", "10", "km", "2020", 2020),
    ("B001", "6", "km", "2020", 2020),
    ("C001", "4", "km", "2025", 2025),
    ("S001", "0.6", "fraction", "2020", 2020),
]


def by(rule: str, relation: dict) -> list[dict]:
    """What a rule finds in these statements for one relation."""
    return getattr(relations, rule)(made_up(ABC, **{rule: [{"title": ""} | relation]}))


@cases
def test_a_relation_that_holds_makes_no_finding(rule, relation):
    assert by(rule, relation) == []


@cases
def test_a_relation_that_fails_makes_one_finding_of_its_size(rule, relation, size):
    [finding] = by(rule, relation)
    assert finding["size"] == pytest.approx(size)


def test_what_bears_on_the_targets_comes_first_and_slips_of_typing_last(found):
    rules = found["finding"].str.rpartition("-")[0].tolist()
    assert rules[:2] == ["output_against_gdp", "investment_against_path"]
    assert rules[-3:] == ["unit_slip", "unit_slip", "judged"]


def test_an_undated_base_brings_what_dates_the_document(found):
    base = one(found, "Q040")
    assert base["evidence"] == "Q245;Q246;Q056" and "四中全会" in base["quotes"]


def test_a_relation_to_an_unpublished_source_says_nothing(plan):
    early = plan.context[plan.context["published"].astype(str) < "2021-01-01"]
    then = plan._replace(context=early, relations={"demand": plan.relations["demand"]})
    assert findings.from_plan(then, reconstruct.from_plan(plan)).relations["demand"] == []


def test_the_conclusion_counts_what_was_found(found):
    counts = found["grade"].value_counts()
    said = findings_conclusion(found)[0]
    assert all(f"{counts[grade]} " in said for grade in findings.GRADES)
    assert grade_table(found)["findings"].sum() == len(found)


def test_a_claim_is_held_to_the_years_it_could_know(plan, facts):
    # MADE-UP later years, in which everything doubles: what the plan said of its past stays wrong
    codes = ["industrial_value_added", "fixed_asset_investment"]
    codes += [f"{code}_growth" for code in codes]
    last = plan.statements[
        plan.statements["indicator"].isin(codes) & (plan.statements["year"] == 2020)
    ]
    factor = last["indicator"].str.endswith("_growth").map({True: 0.0, False: 2.0})
    later = last.assign(
        id=[f"R00{i}" for i in range(len(last))],
        year=2021,
        first=2021,
        last=2021,
        period="2021",
        number=last["number"] * factor + (factor == 0) * 1.0,
    )
    known = plan._replace(statements=pd.concat([plan.statements, later], ignore_index=True))
    now = findings.from_plan(known, reconstruct.from_plan(known))
    assert consistency.average_claim(now) == consistency.average_claim(facts)
