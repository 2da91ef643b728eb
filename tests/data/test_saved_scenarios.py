"""A saved scenario is what was on the page; saving loses nothing and refuses in words."""

import datetime
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import cases
from tests.conftest import at
from tests.toy_scenarios import NUMBERS, toy, toy_assumptions
from zoneecon.data import assumptions as data_assumption
from zoneecon.data import saved_scenarios
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.errors import BadInput
from zoneecon.explorer import state as explorer_state
from zoneecon.scenarios import named
from zoneecon.scenarios import simulate as simulation

DAY = datetime.date(2026, 11, 24)
ASSUMPTIONS = 'as_of = 2021-12-31\n[scenarios.baseline]\ntitle = "B"\n'


@pytest.fixture
def zone(toy) -> Path:
    """A checkout with a zone whose assumptions hold one scenario."""
    path = toy.root / "data" / "assumptions" / "toytown.toml"
    path.write_text(ASSUMPTIONS, encoding="utf-8")
    return toy.root


def saved_file(root: Path) -> Path:
    return root / "data" / "assumptions" / "toytown.saved.toml"


def block(**more: object) -> dict:
    return explorer_state.block_of(toy(**more), "X", DAY, "why")


# --- what is written is what is read ----------------------------------------------------------


@pytest.mark.parametrize("name", ["baseline", "fast"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"zone_growth": 0.1 / 3},
        {"elasticity": {"iron": 0.5}, "price_path": "up"},
        {"investment_split": {"iron": 0.7, "tools": 0.3}, "capital_limit": 1.0},
    ],
)
def test_a_scenario_comes_back_with_every_value_that_it_holds(name, changes):
    one = toy(name, **changes)
    text = saved_scenarios.added("", "mine", explorer_state.block_of(one, "mine", DAY, "because"))
    assumptions = toy_assumptions()
    assumptions["scenarios"] |= tomllib.loads(text)["scenarios"]
    back = named.from_assumptions(assumptions, "mine", NUMBERS)
    assert dict(back.values) == dict(one.values)
    assert back.held == one.held
    assert (back.price_path, back.target_year) == (one.price_path, one.target_year)
    assert (
        simulation.simulate(back, 50, 1)
        .drop(columns="scenario")
        .equals(simulation.simulate(one, 50, 1).drop(columns="scenario"))
    )


def test_a_block_says_who_when_and_why():
    told = tomllib.loads(saved_scenarios.added("", "a b", block()))["scenarios"]["a b"]
    assert told["date"] == DAY and told["rationale"] == "why"
    assert told["quality"] == "red" and told["author_role"]


@given(st.text(max_size=60), st.text(max_size=200))
def test_whatever_is_typed_stays_text(name, reason):
    try:
        name, reason = saved_scenarios.clean_name(name), saved_scenarios.clean_reason(reason)
    except BadSetting:
        return
    text = saved_scenarios.added("", name, explorer_state.block_of(toy(), name, DAY, reason))
    read = tomllib.loads(text)
    assert list(read) == ["scenarios"] and list(read["scenarios"]) == [name]
    assert read["scenarios"][name]["rationale"] == reason


def test_what_a_person_wrote_in_the_file_stays():
    by_hand = '# mine\n[scenarios.one]\ntitle = "One"   # a note\n'
    text = saved_scenarios.added(by_hand, "two", block())
    assert text.startswith(by_hand)
    assert list(tomllib.loads(text)["scenarios"]) == ["one", "two"]


# --- names --------------------------------------------------------------------------------------


@cases
def test_a_name_that_is_no_plain_text_or_is_taken_is_refused(name, key):
    with pytest.raises(BadSetting) as caught:
        saved_scenarios.clean_name(name, ["baseline"])
    assert caught.value.key == key


@pytest.mark.parametrize("name", ["steel boom", "钢铁高增长", "a-b_c 2", "Ünïcode"])
def test_a_name_may_be_in_any_script(name):
    assert saved_scenarios.clean_name(f"  {name} ", ["baseline"]) == name


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-13-01", "24.11.2026"])
def test_a_date_is_a_date(typed):
    with pytest.raises(BadSetting) as caught:
        saved_scenarios.clean_date(typed)
    assert caught.value.key == "date-wrong"
    assert saved_scenarios.clean_date(" 2026-11-24 ") == DAY


def test_a_reason_is_asked_for():
    for typed in ("", " \n ", "\x00"):
        with pytest.raises(BadSetting, match="reason-missing"):
            saved_scenarios.clean_reason(typed)
    with pytest.raises(BadSetting, match="reason-long"):
        saved_scenarios.clean_reason("x" * 501)
    assert saved_scenarios.clean_reason(" so\n<b>it</b> is ") == "so <b>it</b> is"


# --- the file -----------------------------------------------------------------------------------


def test_a_saved_scenario_stands_behind_those_of_the_assumptions(zone):
    assert data_assumption.load_assumptions(at(zone, "toytown")) == tomllib.loads(ASSUMPTIONS)
    path = data_assumption.save_scenario(at(zone, "toytown"), "mine", block())
    assert path == saved_file(zone)
    assumptions = data_assumption.load_assumptions(at(zone, "toytown"))
    assert list(assumptions["scenarios"]) == ["baseline", "mine"]
    assert assumptions["saved"] == ("mine",)


def test_the_second_of_one_name_is_refused_and_the_first_stays(zone):
    data_assumption.save_scenario(at(zone, "toytown"), "mine", block())
    before = saved_file(zone).read_bytes()
    with pytest.raises(BadSetting, match="name-taken"):
        data_assumption.save_scenario(at(zone, "toytown"), "MINE", block())
    assert saved_file(zone).read_bytes() == before


def test_many_tabs_that_save_at_once_lose_nothing(zone):
    def save(name: str) -> None:
        data_assumption.save_scenario(at(zone, "toytown"), name, block())

    names = [f"tab {number}" for number in range(24)]
    with ThreadPoolExecutor(8) as tabs:
        list(tabs.map(save, names))
    assert set(data_assumption.load_assumptions(at(zone, "toytown"))["saved"]) == set(names)
    assert [p.name for p in saved_file(zone).parent.iterdir() if "partial" in p.name] == []


def test_of_many_tabs_that_save_one_name_at_once_one_succeeds(zone):
    def attempt(_: int) -> bool:
        try:
            data_assumption.save_scenario(at(zone, "toytown"), "mine", block())
        except BadSetting:
            return False
        return True

    with ThreadPoolExecutor(8) as tabs:
        assert sum(tabs.map(attempt, range(8))) == 1


@cases
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(zone, text, words):
    saved_file(zone).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=words) as caught:
        data_assumption.load_assumptions(at(zone, "toytown"))
    assert "toytown.saved.toml" in str(caught.value)
    with pytest.raises(BadInput):
        data_assumption.save_scenario(at(zone, "toytown"), "new", block())
    assert saved_file(zone).read_text(encoding="utf-8") == text


def test_a_link_out_of_the_data_is_not_followed(zone, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.toml"
    elsewhere.write_text("[scenarios.x]\n")
    saved_file(zone).symlink_to(elsewhere)
    with pytest.raises(BadInput, match="leads out of the data folder"):
        data_assumption.load_assumptions(at(zone, "toytown"))
