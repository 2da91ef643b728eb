"""What a zone's file leaves out is read off its documents, or is a default with its reason."""

import pytest

from tests.conftest import REAL
from zoneecon.data import assumptions, vintage
from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.completed import completed
from zoneecon.data.reading.magnitudes import read_in_words
from zoneecon.errors import BadInput


@pytest.fixture(scope="module")
def riverside(other_zones):
    return vintage.load("riverside", root=other_zones)


@pytest.fixture(scope="module")
def highland(other_zones):
    return vintage.load("highland", root=other_zones)


def test_what_the_file_says_stays_as_it_is(plan):
    written = assumptions.load_assumptions(REAL)
    for key, value in written.items():
        if key not in ("industries", "parameters", "simulation"):
            assert plan.assumptions[key] == value, key
    for name, block in written["parameters"].items():
        assert plan.assumptions["parameters"][name] == block


def test_each_target_has_the_year_of_its_own_statement(riverside):
    years = {name: one["target_year"] for name, one in riverside.assumptions["industries"].items()}
    assert years == {"textiles": 2025, "packaging": 2030}
    assert riverside.target_year == 2030


def test_series_are_those_that_are_printed(riverside, highland):
    assert list(riverside.assumptions["series"]) == ["gdp", "industrial_value_added"]
    assert list(highland.assumptions["series"])[-1] == "fixed_asset_investment"


def test_the_base_is_of_the_year_that_it_is_dated(riverside):
    assert riverside.assumptions["base_readings"] == [2020.0]
    assert riverside.assumptions["parameters"]["base_year"]["quality"] == "green"


def test_an_undated_base_has_the_readings_of_a_plan_of_that_day(plan):
    written = assumptions.load_assumptions(REAL)
    del written["base_readings"], written["parameters"]
    found = completed(written, plan.evidence, plan.indicators, plan.context)
    assert found["base_readings"] == [2019.0, 2020.0, 2021.5]
    assert found["parameters"]["base_year"]["quality"] == "amber"


def test_accounts_are_of_years_in_which_every_known_series_is_printed(plan, riverside):
    assert list(riverside.assumptions["accounts"]) == ["2020"]
    assert set(riverside.assumptions["accounts"]["2020"]) == {"gdp", "industrial_value_added"}
    row = plan.evidence[plan.evidence["id"] == "Q031"].assign(
        id="B001", year=2021, period="2021", first=2021, last=2021
    )
    import pandas as pd

    more = pd.concat([plan.evidence, row], ignore_index=True)
    found = completed(assumptions.load_assumptions(REAL), more, plan.indicators, plan.context)
    assert list(found["accounts"]) == ["2019", "2020"]  # of 2021 one series of three is printed


def test_landed_projects_are_no_limit_where_no_funnel_is_known(riverside, highland, plan):
    for zone in (riverside, highland):
        assert zone.assumptions["parameters"]["funnel_limit"]["value"] == 0
    assert "funnel" in plan.assumptions and "funnel_limit" not in plan.assumptions["parameters"]


def test_base_and_target_in_two_concepts_have_a_factor_that_says_it_is_a_guess(plan):
    written = assumptions.load_assumptions(REAL)
    for block in written["industries"].values():
        block.pop("concept_factor", None)
    found = completed(written, plan.evidence, plan.indicators, plan.context)["industries"]
    assert found["steel"]["concept_factor"]["quality"] == "red"
    assert "concept_factor" not in found["equipment"]


def test_a_target_in_words_is_read_and_the_words_stay(highland):
    row = highland.statements.set_index("id").loc[
        highland.assumptions["together"]["hightech"]["target"]
    ]
    assert (row["value"], row["number"], row["canonical_unit"]) == ("百亿级", 100.0, "CNY 100m")


def test_the_file_may_read_the_words_otherwise(highland):
    assumed = {"industries": {}, "together": {"x": {"target": "H037", "target_reading": 150}}}
    words = highland.statements[highland.statements["value"] == "百亿级"]
    one = words.assign(id="H037", canonical_unit="words", number=float("nan"))
    assert read_in_words(one, assumed)["number"].tolist() == [150.0]


def test_every_fault_of_a_zone_s_files_is_said_before_anything_is_computed(other_zones, tmp_path):
    import shutil

    root = tmp_path / "checkout"
    shutil.copytree(other_zones, root)
    path = root / "data" / "assumptions" / "riverside.toml"
    text = path.read_text("utf-8").replace("baseline", "basline")
    path.write_text(text + "[scenarios.a]\nzone_grwth = 1\n", "utf-8")
    with pytest.raises(BadInput) as error:
        vintage.load("riverside", root=root)
    assert [problem.column for problem in error.value.problems] == [
        "[industries.textiles] basline",
        "[industries.packaging] basline",
    ]


def test_where_no_target_has_a_base_one_sentence_says_so():
    assert central_reading({"base_readings": [2021.5, 2019.0, 2020.0]}) == 2020.0
    with pytest.raises(BadInput, match="names no base for any target"):
        central_reading({"base_readings": []})
