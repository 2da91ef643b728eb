"""Assumptions: the committed ones say all they must; what cannot be is refused in a sentence."""

import re

import pytest

from tests.cases import cases
from tests.toy_scenarios import NUMBERS, toy, toy_assumptions
from zoneecon.errors import BadInput
from zoneecon.scenarios.allowed import ABOUT
from zoneecon.scenarios.named import from_assumptions
from zoneecon.scenarios.tables import parameter_table


def test_there_are_at_least_thirteen_scenarios_with_all_they_must_say(assumptions):
    assert len(assumptions["scenarios"]) >= 13
    for name, block in assumptions["scenarios"].items():
        missing = [word for word in ABOUT if not block.get(word)]
        assert not missing, f"{name} lacks {missing}"


def test_every_parameter_has_source_range_quality_impact_and_reason(real):
    table = parameter_table(real())
    for word in ("source", "quality", "impact", "rationale", "unit"):
        assert table[word].astype(bool).all(), table.loc[~table[word].astype(bool), "parameter"]
    assert table["quality"].isin(["red", "amber", "green"]).all()
    assert table["impact"].isin(["low", "medium", "high"]).all()


@pytest.mark.parametrize(
    ("lever", "value"),
    [
        ("volume_multiple", 0),
        ("volume_multiple", -0.5),
        ("price_multiple", 0),
        ("growth", -0.95),
        ("growth", 5.1),
        ("growth_within_capital", -0.95),
        ("landed_investment", -1),
    ],
)
def test_a_lever_is_pulled_within_its_range_only(lever, value):
    assert toy().with_(**{lever: 1}) is not None
    with pytest.raises(BadInput, match=lever):
        toy().with_(**{lever: value})


def test_every_statement_cited_exists_and_none_is_of_low_confidence(assumptions, statements):
    cited = set(_ids(assumptions))
    known = statements.set_index("id")["confidence"]
    assert cited <= set(known.index), sorted(cited - set(known.index))
    assert not (known[sorted(cited)] == "low").any()


def _ids(block):
    if isinstance(block, dict | list):
        for value in block.values() if isinstance(block, dict) else block:
            yield from _ids(value)
    elif isinstance(block, str) and re.fullmatch(r"[QC]\d{3}[a-z]?", block):
        yield block


def test_an_own_guess_is_never_rated_green(real):
    table = parameter_table(real())
    assert not (table["source"].str.startswith("own guess") & table["quality"].eq("green")).any()


@cases
def test_infeasible_changes_are_refused_in_one_sentence(changes, words):
    with pytest.raises(ValueError, match=re.escape(words)) as error:
        toy(**changes)
    assert "toy.toml" in str(error.value)


def test_all_problems_come_at_once_and_name_file_and_block():
    block = toy_assumptions()
    block["scenarios"]["fast"] |= {"investment_share": 2, "capital_output_ratio": {"iron": -1}}
    with pytest.raises(ValueError) as error:
        from_assumptions(block, "fast", NUMBERS, file="toy.toml")
    lines = str(error.value).splitlines()
    assert len(lines) == 2
    assert all(line.startswith("toy.toml [scenarios.fast]: ") for line in lines)


def test_unknown_keys_of_the_file_are_refused_with_a_suggestion():
    block = toy_assumptions()
    block["parameters"]["utilization"] = {"value": 1.0}
    block["scenarios"]["fast"]["depreciaton"] = 0.1
    with pytest.raises(ValueError) as error:
        from_assumptions(block, "fast", NUMBERS, file="toy.toml")
    said = str(error.value)
    assert "[parameters.utilization]: unknown parameter; did you mean 'utilisation'?" in said
    assert "[scenarios.fast]: unknown key 'depreciaton'; did you mean 'depreciation'?" in said


def test_a_statement_without_a_number_is_named():
    block = toy_assumptions()
    block["parameters"]["zone_growth"]["value"] = {"times": ["S99"], "scale": 0.01}
    with pytest.raises(ValueError, match=r"\[parameters.zone_growth\]: no number for .*'S99'"):
        from_assumptions(block, "baseline", NUMBERS, file="toy.toml")


def test_unknown_scenario_is_refused_with_a_suggestion():
    with pytest.raises(ValueError, match="did you mean 'baseline'"):
        from_assumptions(toy_assumptions(), "basline", NUMBERS)


def test_a_scenario_holds_only_its_differences():
    difference = toy("fast").difference_from(toy())
    assert difference["parameter"].tolist() == ["zone_growth"]
    assert difference[["preset", "scenario"]].to_numpy().tolist() == [[0.06, 0.2]]
    changed = toy().with_(elasticity={"iron": 0.5}, price_path="up")
    assert changed.difference_from(toy())["parameter"].tolist() == ["elasticity.iron", "price_path"]
    assert toy().values["elasticity.iron"] == 1.0  # the original is as it was


def test_arithmetic_on_printed_numbers():
    block = toy_assumptions()
    value = block["parameters"]
    value["zone_growth"] = {"value": {"times": ["S14"], "scale": 0.01}}
    value["conversion"] = {"value": {"times": ["S13"], "over": ["S11"]}}
    value["investment_growth"] = {"value": {"times": ["S2"], "over": ["S1"], "years": 5}}
    scenario = from_assumptions(block, "baseline", NUMBERS)
    assert scenario.values["zone_growth"] == pytest.approx(0.06)
    assert scenario.values["conversion"] == pytest.approx(15 / 219)
    assert scenario.values["investment_growth"] == pytest.approx((500 / 150) ** 0.2 - 1)


def test_an_older_assumptions_file_needs_no_split():
    block = toy_assumptions()
    del block["parameters"]["investment_split"]
    assert from_assumptions(block, "baseline", NUMBERS).values["investment_split.iron"] == 0.0
