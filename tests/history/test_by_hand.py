"""Rules of the history on tables small enough to check in your head, at the edges of each rule."""

import pandas as pd
import pytest

from tests.history.test_consistency import made_up
from tests.history.test_reconstruct import INDICATORS, SERIES, printed
from zoneecon.history import consistency, findings, reconstruct, relations, shares

MADE_UP = "MADE-UP"


def levels(*years_values, half=0.5) -> list[tuple]:
    return [("gdp", year, value, half) for year, value in years_values]


def rates(*years_values, half=0.0) -> list[tuple]:
    return [("gdp_growth", year, value, half) for year, value in years_values]


def history(*rows, context=None) -> pd.DataFrame:
    return reconstruct.reconstruct(printed([*rows]), INDICATORS, SERIES, context)


def of(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    return table[table["measure"] == measure].set_index("year")


# --- levels that rates lead to -----------------------------------------------------------------


def test_a_level_is_carried_over_years_that_print_only_a_rate_and_not_over_a_gap():
    table = history(
        *levels((2018, 90.0), (2019, 100.0), (2020, 110.0)),
        *rates((2020, 0.9)),  # leads to a level that is printed
        *rates((2021, 0.1), (2022, 0.2), half=0.01),
        *rates((2024, 0.5)),
    )
    carried = of(table, "carried_level")
    assert carried["value"].to_dict() == pytest.approx({2021: 121.0, 2022: 145.2})
    assert carried["low"].to_dict() == pytest.approx(
        {2021: 109.5 * 1.09, 2022: 109.5 * 1.09 * 1.19}
    )
    assert carried["high"].to_dict() == pytest.approx(
        {2021: 110.5 * 1.11, 2022: 110.5 * 1.11 * 1.21}
    )
    assert carried["derived_from"].to_dict() == {2021: "Q003;Q005", 2022: "Q003;Q005;Q006"}
    assert set(carried["price_basis"]) == {"constant 2020"}
    assert set(carried["method"]) == {"2020 level * published growth since"}


def test_a_chain_back_begins_a_year_before_the_first_level_and_one_forward_with_it():
    table = history(
        *levels((2018, 99.0), (2019, 110.0), (2020, 132.0)),
        *rates((2018, 0.25), (2019, 0.1), (2020, 0.2)),
    )
    back, forward = of(table, "chained_back"), of(table, "chained_forward")
    assert back["value"].to_dict() == pytest.approx({2017: 80, 2018: 100, 2019: 110, 2020: 132})
    assert forward["value"].to_dict() == pytest.approx({2018: 99, 2019: 108.9, 2020: 130.68})
    assert back.at[2018, "derived_from"] == "Q003;Q005;Q006"
    assert forward.at[2019, "derived_from"] == "Q001;Q005"
    assert set(back["price_basis"]) == {"constant 2020"}
    assert set(forward["price_basis"]) == {"constant 2018"}
    assert set(of(table, "published_growth")["price_basis"]) == {"comparable prices"}
    assert set(of(table, "implied_growth")["price_basis"]) == {"current"}
    assert of(table, "implied_level")["value"].to_dict() == pytest.approx({2017: 79.2})


def test_nominal_growth_has_no_deflator_and_no_constant_prices():
    nominal = INDICATORS.assign(price_basis=["current", "current", "index"])
    rows = printed([*levels((2019, 100.0), (2020, 110.0)), *rates((2020, 0.2), (2021, 0.1))])
    table = reconstruct.reconstruct(rows, nominal, SERIES)
    assert set(of(table, "published_growth")["price_basis"]) == {"as published"}
    for measure in ("chained_back", "chained_forward", "carried_level"):
        assert set(of(table, measure)["price_basis"]) == {"current"}
    assert "implied_deflator" not in set(table["measure"])


@pytest.mark.parametrize(
    ("rated", "linked"),
    [
        ((2017, 2018, 2020, 2021), [2019, 2020, 2021]),  # of two alike the later
        ((2017, 2018, 2019, 2021), [2016, 2017, 2018, 2019]),  # the longest
        ((2018, 2020, 2021), [2019, 2020, 2021]),
    ],
)
def test_levels_are_chained_along_the_longest_run_that_rates_link(rated, linked):
    table = history(
        *levels(*((year, 100.0) for year in range(2016, 2022))),
        *rates(*((year, 0.0) for year in rated)),
    )
    back = of(table, "chained_back")
    assert back.index.tolist() == linked
    assert set(back["price_basis"]) == {f"constant {linked[-1]}"}
    assert set(of(table, "chained_forward")["price_basis"]) == {f"constant {linked[0]}"}
    real, suggested = reconstruct.real_against_printed(table, "gdp")
    assert (real, suggested) == (0, 0)
    assert reconstruct.linked_span(table, "gdp") == (linked[0], linked[-1])


def test_the_national_deflator_is_the_change_of_an_index_in_the_years_of_growth():
    context = printed(
        [("deflator", year, 100.0 + 10 * (year - 2017), 0.0) for year in range(2017, 2023)]
    )
    table = history(*levels((2019, 100.0), (2020, 110.0)), context=context)
    national = of(table, "national_deflator")
    assert national["value"].to_dict() == pytest.approx({2020: 130 / 120 - 1})


# --- breaks ------------------------------------------------------------------------------------


def deflators(low: float, value: float, high: float, national: float) -> pd.DataFrame:
    rows = [
        ("gdp", 2020, "implied_deflator", value, low, high, "Q001;Q002"),
        ("gdp", 2020, "national_deflator", national, national, national, "C001"),
        ("gdp", 2019, "implied_deflator", 0.9, 0.9, 0.9, "Q000;Q001"),  # nothing to hold it to
    ]
    names = ["indicator", "year", "measure", "value", "low", "high", "derived_from"]
    return pd.DataFrame(rows, columns=names)


def test_a_break_says_how_far_prices_are_from_the_nations_with_its_rounding():
    (row,) = reconstruct.breaks(deflators(0.14, 0.15, 0.17, 0.02)).to_dict("records")
    assert (row["year"], row["implied"], row["national"]) == (2020, 0.15, 0.02)
    assert [row["low"], row["excess"], row["high"]] == pytest.approx([0.12, 0.13, 0.15])
    assert row["derived_from"] == "Q001;Q002;C001"


@pytest.mark.parametrize(
    ("low", "high", "is_break"),
    [
        (0.0625, 0.1, True),
        (0.05, 0.1, False),  # rounding may leave just the threshold
        (-0.1, -0.0625, True),
        (-0.1, -0.05, False),
        (-0.1, 0.1, False),
        (0.04, 0.3, False),
    ],
)
def test_a_break_is_beyond_the_threshold_on_all_that_rounding_leaves(low, high, is_break):
    table = deflators(low, (low + high) / 2, high, 0.0)
    assert len(reconstruct.breaks(table)) == is_break
    assert reconstruct.breaks(table, threshold=0.5).empty


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        (0.04, 0.06, "nation"),
        (0.07, 0.08, "nation"),
        (0.0701, 0.08, "break"),
        (-0.08, -0.0301, "break"),
        (-0.08, -0.03, "nation"),
        (-0.5, 0.5, "nation"),
    ],
)
def test_a_gap_is_a_break_where_no_price_near_the_nations_closes_it(low, high, kind):
    table = deflators(low, (low + high) / 2, high, 0.02)
    wide = table.set_index(["indicator", "measure", "year"])
    around = 0.02 + 0.05
    assert (low > around or high < 0.02 - 0.05) == (kind == "break")
    graded = consistency._grade_of_gap(wide, "gdp", 2020, False)
    assert graded[:2] == ("definition", kind)
    assert consistency._grade_of_gap(wide, "gdp", 2020, True)[:2] == ("strained", "opposite")
    assert consistency._grade_of_gap(wide, "gdp", 2019, True)[:2] == ("definition", "prices")
    assert consistency._grade_of_gap(wide, "gdp", 2018, True)[:2] == ("certain", "constant")


@pytest.mark.parametrize(
    ("now", "rate", "half", "grade"),
    [
        (90.0, 0.02, 0.005, "strained"),  # fell, and is said to have grown
        (90.0, 0.005, 0.005, "definition"),  # and may be said to have stood
        (110.0, -0.02, 0.005, "strained"),
        (110.0, -0.005, 0.005, "definition"),
        (110.0, 0.02, 0.005, "definition"),
    ],
)
def test_levels_and_rates_of_opposite_signs_need_an_odd_price(now, rate, half, grade):
    context = printed([("deflator", 2019, 100.0, 0.0), ("deflator", 2020, 101.0, 0.0)])
    rows = [*levels((2019, 100.0), (2020, now), half=0.0), *rates((2020, rate), half=half)]
    facts = findings.Facts(
        printed(rows).set_index("id"),
        INDICATORS.set_index("code"),
        history(*rows, context=context.assign(id=["C001", "C002"])),
        {},
        {},
    )
    (found,) = consistency.level_against_growth(facts)
    assert found["grade"] == grade
    assert (found["statements"], found["evidence"]) == (["Q002", "Q003"], ["Q001"])
    assert found["size"] == pytest.approx(now / 100 - 1 - rate)


# --- targets against the accounts --------------------------------------------------------------

ACCOUNTS = [
    ("B001", "40", "CNY 100m", "2020", 2020),  # base, target and value added of the only industry
    ("T001", "80", "CNY 100m", "2025", 2025),
    ("V001", "10", "CNY 100m", "2020", 2020),
    ("G001", "20", "CNY 100m", "2020", 2020),  # as much as the target's value added
    ("G002", "19", "CNY 100m", "2020", 2020),
    ("R001", "0", "fraction", "2021/2025", 2025),
    ("I001", "20", "CNY 100m", "2025", 2025),  # the industry's investment: a half of its growth
    ("F001", "4", "CNY 100m", "2020", 2020),  # five years of it are as much
    ("F002", "3", "CNY 100m", "2020", 2020),
]


def accounts(**relation_lists) -> findings.Facts:
    facts = made_up(ACCOUNTS, **relation_lists)
    table = facts.statements.assign(year=facts.statements["last"])
    industries = {"unnamed": {}, "made-up": {"baseline": "B001", "target": "T001"}}
    return facts._replace(statements=table, industries=industries)


def test_targets_that_just_fit_the_gdp_path_are_no_finding_and_hide_no_other():
    base = {"value_added": "V001", "gdp_growth": "R001"}
    fits, strained = base | {"gdp": "G001"}, base | {"gdp": "G002"}
    assert consistency.output_against_gdp(accounts(output_against_gdp=[fits])) == []
    (found,) = consistency.output_against_gdp(accounts(output_against_gdp=[fits, strained]))
    assert found["size"] == pytest.approx(20 / 19)
    assert found["statements"] == ["T001", "R001"]
    assert found["evidence"] == ["G002", "V001", "B001"]


def test_investment_that_just_fits_its_path_is_no_finding_and_hides_no_other():
    base = {"industry": "made-up", "industry_investment": "I001", "growth": "R001"}
    fits, strained = base | {"investment": "F001"}, base | {"investment": "F002"}
    assert consistency.investment_against_path(accounts(investment_against_path=[fits])) == []
    both = accounts(investment_against_path=[fits, strained])
    (found,) = consistency.investment_against_path(both)
    assert found["size"] == pytest.approx(20 / 15)
    assert found["statements"] == ["I001", "R001"] and found["evidence"] == ["F002", "T001"]
    assert found["explanation"] == "explanation.path"


def test_just_as_much_as_is_allowed_is_allowed():
    rows = [("A001", "10", "t", "2020", 2020), ("B001", "5", "t", "2020", 2020)]
    facts = made_up(
        rows,
        within_capacity=[{"title": "", "flow": "A001", "capacity": "B001", "hours": 2}],
        demand=[
            {"title": "", "statement": "A001", "market": "B001", "per_market_unit": 4, "share": 0.5}
        ],
        at_most=[{"title": "", "statement": "A001", "bound": "A001"}],
        at_least=[{"title": "", "statement": "A001", "per": "B001", "bound": 2, "unit": ""}],
        increase=[{"title": "", "total": "A001", "increase": "B001", "laid": "B001"}],
        more_than=[{"title": "", "more": "A001", "less": "A001"}],
        quotient=[{"title": "", "part": "B001", "whole": "A001", "share": "S001"}],
    )
    share = facts.statements.loc[["B001"]].assign(number=0.75, half_unit=0.25)
    facts = facts._replace(statements=pd.concat([facts.statements, share.set_axis(["S001"])]))
    for rule in facts.relations:
        assert getattr(relations, rule)(facts) == [], rule


@pytest.mark.parametrize(
    ("part", "complete", "size"), [("5", True, 1), ("3", True, -1), ("3", False, 0)]
)
def test_whole_numbers_add_up_to_the_last_one(part, complete, size):
    rows = [("T001", "10", "", "", 0), ("A001", "6", "", "", 0), ("B001", part, "", "", 0)]
    relation = {"title": "", "total": "T001", "parts": ["A001", "B001"], "complete": complete}
    found = relations.parts(made_up(rows, parts=[relation]))
    assert [one["size"] for one in found] == ([size] if size else [])


def test_rounded_numbers_add_up_to_within_their_rounding():
    rows = [("T001", "10.5", "", "", 0), ("A001", "6.25", "", "", 0), ("B001", "4.5", "", "", 0)]
    relation = {"title": "", "total": "T001", "parts": ["A001", "B001"]}
    facts = made_up(rows, parts=[relation])
    assert len(relations.parts(facts)) == 1  # 0.25 too much, where rounding leaves 0.105
    wide = facts.statements.assign(half_unit=[0.125, 0.0625, 0.0625])
    assert relations.parts(facts._replace(statements=wide)) == []


# --- shares ------------------------------------------------------------------------------------


def measured(*rows) -> findings.Facts:
    """Facts from (indicator, measure, year, value); a value's id is its place."""
    table = pd.DataFrame(rows, columns=["indicator", "measure", "year", "value"])
    table = table.assign(derived_from=[f"Q{i:03d}" for i in range(1, len(table) + 1)])
    names = pd.DataFrame({"en": ["GDP", "Industry"]}, index=["gdp", "industry"])
    return findings.Facts(table.set_index("derived_from"), names, table, {}, {})


def test_a_whole_that_jumps_beside_its_part_was_redrawn_in_that_year():
    wholes = [("gdp", "published_level", 2017 + i, v) for i, v in enumerate([40, 50, 70, 70])]
    parts = [("industry", "published_level", 2017 + i, v) for i, v in enumerate([20, 30, 30, 10])]
    rule = {"title": MADE_UP, "whole": "gdp", "part": "industry", "share": 0.5}
    facts = measured(*wholes, *parts)
    redrawn = shares.outside_part(facts._replace(relations={"outside_part": [rule]}))
    # the rest: 20, 20, 40, 60; at 2020 it rises by half, which is not above it
    (found,) = redrawn
    assert found["statements"] == ["Q003", "Q007"] and found["evidence"] == ["Q002", "Q006"]
    assert found["size"] == pytest.approx(1.0)
    said = found["fields"]
    assert (said["first"], said["last"], said["year"]) == (2017, 2020, 2019)
    assert (said["rest_before"], said["rest"]) == (20, 40)
    assert (said["part_before"], said["part"]) == (30, 30)
    assert said["levels"] == "20, 20, 40, 60"


@pytest.mark.parametrize(("times", "found"), [(1.5, 1), (2.0, 0), (3.0, 0)])
def test_a_share_before_the_first_year_is_held_to_that_of_the_year_after(times, found):
    rule = {"whole": "gdp", "parts": ["industry"], "times": times}
    facts = measured(
        ("gdp", "implied_level", 2016, 100.0),
        ("gdp", "published_level", 2017, 200.0),
        ("gdp", "published_level", 2018, 1000.0),
        ("industry", "implied_level", 2016, 80.0),
        ("industry", "published_level", 2017, 80.0),
        ("industry", "published_level", 2018, 1.0),
    )
    got = shares.before_first(facts._replace(relations={"before_first": [rule]}))
    assert [one["size"] for one in got] == [0.8] * found
    for one in got:
        assert (one["statements"], one["evidence"]) == (["Q004"], ["Q001"])
        assert (one["fields"]["next"], one["fields"]["next_share"]) == (2017, 0.4)
        assert (one["fields"]["level"], one["fields"]["of"]) == (80, 100)


def test_a_part_and_a_year_that_fit_hide_no_other():
    rule = {"whole": "gdp", "parts": ["industry", "services"], "times": 1.5}
    known = {  # one before the first year, that one, and the same after a gap
        "gdp": (100.0, 200.0, 100.0, 200.0),
        "industry": (40.0, 80.0, 70.0, 80.0),
        "services": (30.0, 20.0, 10.0, 20.0),
    }
    places = [("implied_level", 2016), ("published_level", 2017)]
    places += [("implied_level", 2019), ("published_level", 2020)]
    rows = [
        (name, *place, x) for name in known for place, x in zip(places, known[name], strict=True)
    ]
    facts = measured(*rows)
    names = pd.DataFrame({"en": list(known)}, index=list(known))
    facts = facts._replace(indicators=names, relations={"before_first": [rule]})
    found = [(one["fields"]["series"], one["fields"]["year"]) for one in shares.before_first(facts)]
    assert found == [("industry", 2019), ("services", 2016)]


# --- definitions -------------------------------------------------------------------------------


def defined(**relation_lists) -> findings.Facts:
    rows = pd.DataFrame(
        [
            ("B001", "output", "undated", "baseline"),
            ("T001", "output", "2025", "target"),
            ("B002", "sales", "undated", "baseline"),
            ("T002", "output", "2025", "target"),
            ("B003", "output", "2020", "baseline"),
            ("T003", "output", "2025", "target"),
        ],
        columns=["id", "indicator", "period", "role"],
    ).assign(published="2021-08-31")
    concepts = pd.DataFrame(
        {"concept": ["gross output", "sales revenue"]}, index=["output", "sales"]
    )
    industries = {
        "unprinted": {"baseline": "B009", "target": "T001"},
        "alike": {"baseline": "B001", "target": "T001"},
        "moved": {"baseline": "B002", "target": "T002"},
        "dated": {"baseline": "B003", "target": "T003"},
    }
    return findings.Facts(rows.set_index("id"), concepts, None, industries, relation_lists)


def test_only_a_target_of_another_concept_than_its_base_has_shifted():
    (found,) = consistency.concept_shift(defined())
    assert found["statements"] == ["B002", "T002"]
    assert (found["fields"]["base"], found["fields"]["target"]) == ("sales revenue", "gross output")
    assert found["fields"]["industry"] == "Moved"


def test_every_undated_base_is_found_with_what_dates_it_or_without():
    for dating, kind in ([], "undated"), ([{"statements": ["T003"]}], "dated"):
        found = consistency.undated_base(defined(dating=dating))
        assert [one["statements"] for one in found] == [["B001"], ["B002"]]
        assert {one["explanation"] for one in found} == {f"explanation.{kind}"}
        assert all(one["evidence"] == (["T003"] if dating else []) for one in found)


def test_base_and_target_of_one_whole_are_of_one_scope():
    one, other = ["B001", "the zone"], ["T001", "the city"]
    alike = {"title": MADE_UP, "baseline": one, "target": ["T001", "the zone"]}
    assert consistency.scope(defined(scope=[alike])) == []
    (found,) = consistency.scope(
        defined(scope=[alike, {"title": "", "baseline": one, "target": other}])
    )
    assert (found["statements"], found["evidence"]) == (["T001"], ["B001"])
