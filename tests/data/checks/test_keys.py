"""A key that nobody reads and a value that cannot be meant are named, with what may stand there."""

import datetime
import tomllib

import pytest

from tests.conftest import REAL
from zoneecon.arguments import DRAWS, SEEDS
from zoneecon.data import assumptions
from zoneecon.data.checks.keys import faults, names_in
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading import keys
from zoneecon.errors import BadInput
from zoneecon.scenarios.allowed import PER_INDUSTRY

FILE = "data/assumptions/x.toml"


def said(text: str, kind: str = "zone") -> list[str]:
    """What is said of a file, one line a fault."""
    content = tomllib.loads(text)
    problems = faults(content, kind, FILE, names_in(content, PER_INDUSTRY))
    assert all(problem.chinese and problem.verdict == "refused" for problem in problems)
    return [str(problem).removeprefix(f"{FILE} ") for problem in problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[simulation]\ndraws = 1e12", "[simulation] draws: '1000000000000.0' must be a whole"),
        ("[simulation]\ndraws = 1", "[simulation] draws: '1' must be from 2000 to 1000000"),
        ("[simulation]\ndraws = true", "[simulation] draws: 'true' must be a whole number"),
        ("[simulation]\ndrawz = 1", "[simulation] drawz: is no key here; did you mean draws?"),
        ("[simulation]\nseed = -1", "[simulation] seed: '-1' must be from 0 to"),
        ("scenarios = 5", "scenarios: '5' must be a table"),
        ("target_year = 2025.9", "target_year: '2025.9' must be a whole number"),
        ('as_of = "2026-11-23"', "as_of: '2026-11-23' must be a date"),
        ("as_off = 2026-11-23", "as_off: is no key here; did you mean as_of?"),
        ('base_readings = ["2019"]', "base_readings: \"['2019']\" must be a list of numbers"),
        ("pooling_weight = 1.5", "pooling_weight: '1.5' must be from 0 to 1"),
        ("pooling_weight = nan", "pooling_weight: 'nan' must be a number"),
        ("[accounts.first]\ngdp = 3", "[accounts] first: must be named by a year"),
        ("[accounts.2020]\ngpd = 3", "[accounts.2020] gpd: is no key here; did you mean gdp?"),
        ('[verdict]\nprice_scenarios = ["a"]', "[verdict] price_scenarios: 'a' is not known"),
        ('[overlap]\nbetween = ["a", "b"]', "[overlap] between: 'a' is not known; known: -"),
        ("[parameters.elastcity]\nvalue = 1", "elastcity: is no key here; did you mean elasticity"),
        ("[parameters.elasticity]\nvlaue = 1", "vlaue: is no key here; did you mean value?"),
        ("[parameters.elasticity]\nvalue = true", "value: 'true' must be a number, the id"),
        ("[parameters.zone_growth]\nvalue = { times = 'Q001' }", "times: 'Q001' must be a list of"),
        ("[parameters.zone_growth]\nvalue = { time = ['Q001'] }", "must be a number, the id"),
        ('[parameters.zone_growth]\nquality = "orange"', "quality: 'orange' is not known"),
        ('[parameters.zone_growth]\ndrawn = "yes"', "drawn: 'yes' must be true or false"),
        ("[parameters.zone_growth.a]\nvalue = 1", "[parameters.zone_growth] a: is no key here"),
        ("[scenarios.fast]\nzone_grwth = 1", "zone_grwth: is no key here; did you mean zone_gro"),
        ("[scenarios.fast]\nelasticity.a = 1", "[scenarios.fast.elasticity] a: is no key here"),
        ("[scenarios.fast]\nzone_growth.a = 1", "zone_growth is one number for the zone"),
        ('[scenarios.fast]\nprice_path = ["a"]', "price_path: \"['a']\" must be a text"),
        ('[scenarios.fast]\nprice_path = "up"', "[scenarios.fast] price_path: 'up' is not known"),
        ("[price_paths.up]\nrest = { 21 = 0.1 }", "[price_paths.up.rest] 21: must be named by a"),
        ("[price_paths.up]\nresst = { 2021 = 0.1 }", "resst: is no key here; did you mean rest?"),
        ("[industries.a]\ntarget = 5", "[industries.a] target: '5' must be the id of a statement"),
        ("[industries.a]\ntaget = 'Q001'", "[industries.a] taget: is no key here; did you mean"),
        ("[together.both]\ntarget = 'Q001'", "[together.both] industries: is missing; it must be"),
        ("[funnel]\nyear = 2019", "[funnel] negotiated_count: is missing; it must be a number"),
        ("name_en = 5", "as_of: is missing; it must be a date"),
        ("", "data/assumptions/x.toml: says nothing yet; fill in as_of and the industries"),
    ],
)
def test_what_cannot_be_meant_is_named_by_its_key(text, message):
    assert any(message in line for line in said(text))


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("source = []", "pin", "source: is no key here; did you mean sources?"),
        ("", "pin", "sources: is missing; it must be a list of texts"),
        ("[[part]]\ntitle = 'A'", "relations", "part: is no key here; did you mean parts?"),
        ("[[parts]]\ntotle = 'Q001'", "relations", "[parts] totle: is no key here; did you mean"),
        ("[[parts]]\ntitle = 'A'", "relations", "[parts] total: is missing; it must be the id"),
        ("[parts]\ntitle = 'A'", "relations", "must be rows, each headed by its name in double"),
        ("as_of = 2020-01-01", "saved", "as_of: is no key here; known: scenarios"),
        ("[scenarios.a]\nprice_path = 5", "saved", "[scenarios.a] price_path: '5' must be a text"),
    ],
)
def test_what_cannot_be_meant_in_the_other_files_is_named_likewise(text, kind, message):
    assert any(message in line for line in said(text, kind))


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("[industries.cloth]\n[industries.Cloth]", "[industries.Cloth]: cannot be a name"),
        ("[industries.total]", "[industries.total]: cannot be a name"),
        (
            "[industries.cloth]\ntitle_en = 'Wool'\n[industries.wool]",
            "[industries.wool]: 'wool' is also what [industries.cloth] is called",
        ),
        (
            "[industries.a]\ntitle_zh = '纺织'\n[industries.b]\ntitle_zh = '纺织'",
            "'纺织' is also what [industries.a] is called",
        ),
        (
            "[industries.a]\n[together.a]\nindustries = ['a']\ntarget = 'Q001'",
            "[together.a]: 'a' is also what [industries.a] is called",
        ),
    ],
)
def test_an_industry_named_like_another_is_refused(names, message):
    assert any(message in line for line in said(f"as_of = 2021-12-31\n{names}"))


@pytest.mark.parametrize("content", [5, "five", [], ["a"], True, 1.5, datetime.date(2021, 1, 1)])
def test_what_stands_in_a_table_s_place_is_named(content):
    for block in ("scenarios", "industries", "simulation", "parameters", "accounts", "price_paths"):
        file = {"as_of": datetime.date(2021, 1, 1), block: content}
        problems = faults(file, "zone", FILE, names_in(file))
        assert [problem.column for problem in problems] == [block]


def test_every_fault_of_a_file_is_said_at_once():
    lines = said("draws = 5\n[simulation]\nseed = 1.5\ndraws = 5\n[industries.a]\ntitle = 'A'\n")
    places = {line.partition(":")[0] for line in lines}
    assert places == {
        "draws",
        "[simulation] seed",
        "[simulation] draws",
        "[industries.a] title",
        "as_of",
    }


def test_a_saved_scenario_is_held_to_the_same(toy):
    folder = toy.root / "data" / "assumptions"
    (folder / "toytown.toml").write_text("as_of = 2022-03-01\n", "utf-8")
    saved = folder / "toytown.saved.toml"
    saved.write_text('[scenarios.mine]\nprice_path = ["a"]\n', "utf-8")
    with pytest.raises(BadInput, match=r"toytown\.saved\.toml \[scenarios\.mine\] price_path"):
        assumptions.load_assumptions(toy.place)


def test_the_files_of_this_checkout_are_sound(root):
    assert assumptions.faults(Checkout(root).place(REAL), PER_INDUSTRY)[0] == []


def test_draws_and_seeds_have_the_ranges_of_their_arguments():
    entries = keys.keys("zone")
    assert tuple(entries["simulation.draws"]["range"]) == DRAWS
    assert tuple(entries["simulation.seed"]["range"]) == SEEDS


def test_every_key_says_what_it_means_in_both_languages_and_what_counts_without_it():
    for file in keys.FILES:
        for way, entry in keys.keys(file).items():
            assert entry["en"].endswith(".") and entry["zh"], way
            assert entry["type"] in keys.TYPES, way
            default = entry.get("default")
            plain = way.endswith("*") or entry["type"] in ("table", "rows", "years")
            assert plain or entry.get("required") or default is not None, way
