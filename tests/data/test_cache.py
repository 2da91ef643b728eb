"""What is remembered was computed from the very same inputs, and belongs to nobody."""

import datetime
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoneecon.data import cache, folders


class Pair(NamedTuple):
    name: str
    table: pd.DataFrame


def table(*numbers: float) -> pd.DataFrame:
    return pd.DataFrame({"number": numbers, "text": [str(number) for number in numbers]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.0, 1),
        (1, True),
        (table(1.0), table(2.0)),
        (table(1.0), table(1.0).astype(object)),
        (table(1.0), table(1.0).set_index("text")),
        (table(1.0), table(1.0)["number"]),
        (np.array([1.0]), np.array([1])),
        (np.array([1.0, np.nan]), np.array([1.0, 0.0])),
        ((1, 2), [1, 2]),
        ({"a": 1}, {"a": 1, "b": 2}),
        (Pair("a", table(1.0)), ("a", table(1.0))),
        (datetime.date(2021, 8, 31), datetime.date(2021, 9, 1)),
        (table(1.0), table(1.0).rename(columns={"text": "word"})),
    ],
)
def test_what_differs_in_value_type_or_name_is_not_the_same(one, other):
    assert not cache.same(one, other) and not cache.same(other, one)


@given(st.lists(st.floats(), max_size=4), st.dictionaries(st.text(), st.floats(allow_nan=False)))
def test_a_copy_is_the_same_until_it_is_changed(numbers, words):
    value = Pair("a", table(*numbers)), [np.array(numbers)], words, MappingProxyType(words)
    copy = cache.copied(value)
    assert cache.same(value, copy)
    copy[0].table.insert(0, "new", 1.0)
    assert not cache.same(value, copy)
    assert "new" not in value[0].table


def test_an_answer_is_computed_once_and_a_caller_cannot_spoil_it():
    asked = []

    @cache.by_content(2)
    def doubled(given, factor=2.0):
        asked.append(factor)
        return {"table": given["number"] * factor, "array": np.array([factor])}

    given = table(1.0, 2.0)
    first = doubled(given)
    first["table"][0], first["array"][0] = 99.0, 99.0
    again = doubled(given.copy(), factor=2.0)
    assert list(again["table"]) == [2.0, 4.0] and again["array"][0] == 2.0 and asked == [2.0]
    given.loc[0, "number"] = 5.0  # the very object that was asked about
    assert list(doubled(given)["table"]) == [10.0, 4.0] and len(asked) == 2


def test_the_longest_unasked_is_forgotten_and_an_error_is_not_an_answer():
    asked = []

    @cache.by_content(2)
    def root(number):
        asked.append(number)
        if number < 0:
            raise ValueError(number)
        return number**0.5

    for number in (1, 4, 1, 9, 1, 4):
        root(number)
    assert asked == [1, 4, 9, 4]
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            root(-1)
    assert asked[-2:] == [-1, -1]


def test_a_file_that_is_changed_and_set_back_is_read_as_it_is(toy):
    path = toy.root / "data" / "raw" / "toytown" / "statements" / "plan.csv"
    before = path.read_bytes()

    def numbers() -> list[float]:
        return list(folders.load_folder(toy.place).statements["number"].dropna())

    first = numbers()
    path.write_bytes(before.replace(b"121", b"122"))
    assert before != path.read_bytes()
    changed = numbers()
    path.write_bytes(before)
    assert sorted(set(changed) - set(first)) == [122.0] and numbers() == first
