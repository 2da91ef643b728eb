"""No bad input gets through in silence, none does harm, and no sound one is refused."""

from pathlib import Path

import pandas as pd
import pytest

from tests.bad import bad_inputs, changes, test_fuzz_in_full
from tests.made_up import PLAN, Checkout
from zoneecon.data import folders
from zoneecon.data.messages import RULES

ROOT = Path(__file__).resolve().parents[2]
#: Odd but sound inputs: each with the rule that reports it, if one does.
SOUND = bad_inputs.tables("sound.toml")
#: What a statement says; how its cells were typed may differ. A workbook forgets the last zeros
#: of 2.40, so `half_unit` is compared where text was typed.
SAYS = [
    *("source", "subject", "indicator", "number", "canonical_unit", "qualifier"),
    *("first", "last", "year", "role", "quote", "note"),
]


@pytest.fixture(scope="module")
def results() -> list[bad_inputs.Result]:
    return bad_inputs.run_all()


def as_meant(results: list[bad_inputs.Result]) -> None:
    assert [(r.case.name, r.verdict, r.place) for r in results if not r.as_meant] == []
    assert {r.verdict for r in results} == {"refused", "warned"}


def test_a_quarter_of_the_bad_inputs_is_stopped_or_named_as_it_should_be():
    as_meant(bad_inputs.run_all(bad_inputs.CASES[::4]))


@pytest.mark.long
def test_every_bad_input_is_stopped_or_named_at_its_place_by_the_rule_meant_for_it(results):
    as_meant(results)
    assert len({r.case.name for r in results}) >= 600


@pytest.mark.long
def test_no_bad_input_takes_5_seconds_or_500_megabytes(results):
    assert max(r.seconds for r in results) < bad_inputs.SECONDS
    assert max(r.megabytes for r in results) < bad_inputs.MEGABYTES


def test_a_reader_without_bounds_would_meet_the_limits(monkeypatch):
    """The limits are real: a case that eats memory or hangs is killed, and counted as accepted."""

    def eat(it: Checkout) -> None:
        it.inspect = lambda: bytearray(2_000_000_000)

    monkeypatch.setitem(changes.OF_FILES, "eat", eat)
    case = bad_inputs.Case("eats memory", "refused", "file-large", "", [["eat"]])
    assert bad_inputs.run_limited(case).verdict == "KILLED"


@pytest.mark.long
def test_the_page_of_bad_inputs_is_what_the_run_gives(results):
    stored = bad_inputs.PAGE.read_text(encoding="utf-8")
    assert stored == bad_inputs.page(results), "run python -m tests.bad.bad_inputs and commit"


def test_the_readme_counts_what_is_tried():
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    stored = bad_inputs.PAGE.read_text(encoding="utf-8")
    headline = f"**{len(bad_inputs.CASES)} bad inputs tried, 0 accepted.**"
    assert headline in readme and headline in stored
    assert f"{len(SOUND)} odd but sound files must be read exactly alike" in readme
    assert f"{test_fuzz_in_full.COUNT:,} faults" in readme


@pytest.mark.long
def test_the_cases_use_most_rules_of_the_catalogue(results):
    unused = set(RULES) - {rule for r in results for rule in r.rules}
    assert len(unused) < len(RULES) / 4, sorted(unused)


@pytest.mark.parametrize("case", bad_inputs.GIVEN_UP, ids=lambda case: case[0])
def test_what_is_given_up_is_read_in_silence_and_has_a_reason(case, tmp_path):
    _, why, *made = case
    raw = changes.spoil(Checkout(tmp_path), *made).inspect()
    assert [*raw.problems, *(one for one in raw.notices if one.verdict == "warned")] == []
    assert len(why) > 80


def read(it: Checkout) -> pd.DataFrame:
    """What a checkout says, by id; `BadInput` if it is refused."""
    books = list(it.path(PLAN).parent.glob("*.xlsx"))
    statements = folders.load_folder(it.place).statements
    return statements.set_index("id")[SAYS if books else [*SAYS, "half_unit"]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> pd.DataFrame:
    return read(Checkout(tmp_path_factory.mktemp("sound")))


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case[0])
def test_an_odd_but_sound_input_is_read_exactly_alike(case, tmp_path, sound):
    _, rule, *made = case
    it = changes.spoil(Checkout(tmp_path), *made)
    raw = it.inspect()
    assert [str(problem) for problem in raw.problems] == []
    # two decimals shown make 0.8 % look like a fraction typed for a percentage
    told = [one for one in raw.notices if one.verdict == "warned" and one.rule != "percent-small"]
    assert [str(notice) for notice in told] == []
    assert not rule or rule in {notice.rule for notice in raw.notices}
    found = read(it)
    pd.testing.assert_frame_equal(found, sound[list(found.columns)])
