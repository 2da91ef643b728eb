"""What words say of a number: when it is, and what it is not."""

from types import SimpleNamespace

import pandas as pd
import pytest

from tests.bad import bulletins
from tests.conftest import ROOT
from tests.made_up import Checkout
from zoneecon.data.checks.quotes import check_quotes, disagrees, falling, rises
from zoneecon.data.files import checkout
from zoneecon.data.reading import readers, schema


@pytest.fixture(scope="module")
def refused(tmp_path_factory):
    """Refusals of a growth rate's quote and value."""
    raw = Checkout(tmp_path_factory.mktemp("sound")).inspect()
    [row] = raw.statements[raw.statements["id"] == "Q110"].to_dict("records")

    def told(quote: str, value: str) -> set[str]:
        typed = pd.DataFrame([row | {"quote": quote, "value": value}])
        found = check_quotes(typed, raw.units, raw.indicators)
        return {problem.rule for problem in found if problem.verdict == "refused"}

    return told


@pytest.fixture(scope="module")
def doubted():
    """Columns of a row of the real zone that the words of its quote do not fit."""
    indicators, units = readers.codelists(checkout.Checkout(ROOT))

    def told(**cells: str) -> set[str]:
        row = dict.fromkeys(schema.columns("statements"), "") | {"at_row": 2, "in_file": ""}
        row |= {"subject": "zone", "period": "2022", "role": "actual", "in_sheet": ""} | cells
        found = check_quotes(pd.DataFrame([row]), units, indicators, ["鞍山经济开发区"])
        return {problem.column for problem in found if problem.rule == "quote-words"}

    return told


@pytest.mark.parametrize("name", list(bulletins.told()["quoted"]))
def test_words_of_something_else_are_noticed(name, doubted):
    assert doubted(**bulletins.told()["quoted"][name])


@pytest.mark.parametrize("name", list(bulletins.told()["words_that_fit"]))
def test_words_of_the_number_itself_are_not(name, doubted):
    assert doubted(**bulletins.told()["words_that_fit"][name]) == set()


@pytest.mark.parametrize(
    "words", ["同比下降", "降", "同比跌", "降幅", "下降幅度为", "负增长", "下降了约"]
)
def test_a_fall_right_before_a_number_is_its_sign(words, refused):
    assert falling(words)
    assert refused(words + "5.2%", "5.2") == {"quote-sign"}
    assert refused(words + "5.2%", "-5.2") == set()


@pytest.mark.parametrize(
    "words",
    ["增速回落至", "下降到", "减税同比增长", "负债同比增长", "降本后提高", "增长", "下降，增长"],
)
def test_a_fall_of_something_else_is_not(words):
    assert not falling(words)


def test_a_month_of_a_meeting_is_not_the_month_of_the_number():
    year = ((2022, 1), (2022, 12))
    assert not disagrees("9月召开的会议提出，产值达到", year, sentence=True)
    assert disagrees("产值在会议上公布，9月产值达到", year, sentence=True)
    assert disagrees("1-9月，产值达到", year, sentence=True)


def test_a_rate_of_reduction_is_positive_when_something_falls():
    growth = SimpleNamespace(concept="growth rate", zh="产值增速", en="Growth")
    saving = SimpleNamespace(concept="growth rate", zh="单位能耗降低率", en="Reduction")
    assert rises(growth)
    assert not rises(saving)
