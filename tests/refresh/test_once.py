"""What is asked again with the same objects is not computed again; anything else is."""

import pandas as pd

from tests.conftest import ROOT, python
from zoneecon.refresh.once import remembered


def counted():
    calls = []

    @remembered
    def total(table, years=(), factor=1):
        calls.append(factor)
        return table["a"].sum() * factor

    return total, calls


def test_the_same_objects_are_answered_once_and_equal_ones_again():
    total, calls = counted()
    table = pd.DataFrame({"a": [1.0, 2.0]})
    assert total(table) == total(table) == 3.0 and calls == [1]
    assert total(table, [2016], factor=2) == total(table, [2016], factor=2) == 6.0
    assert total(table, [2017], factor=2) == 6.0 and calls == [1, 2, 2]
    assert total(table.copy()) == 3.0 and calls == [1, 2, 2, 1]


def test_true_is_not_one_and_a_table_that_is_gone_is_no_other():
    total, calls = counted()
    assert total(pd.DataFrame({"a": [1]}), factor=True) == 1
    assert total(pd.DataFrame({"a": [5]}), factor=1) == 5
    answers = [total(pd.DataFrame({"a": [number]})) for number in range(20)]
    assert answers == list(range(20)) and len(calls) == 22


def test_a_result_answers_once_in_a_kernel_and_says_the_same():
    program = (
        "import zoneecon as ze\nfrom zoneecon.refresh import once\n"
        "plain = ze.load('anshan-edz', '2021-08-31')\nbefore = ze.reconstruct(plain)\n"
        "once.remember()\nplan = ze.load('anshan-edz', '2021-08-31')\n"
        "series = ze.reconstruct(plan)\nassert series is ze.reconstruct(plan)\n"
        "assert series.breaks() is series.breaks() and series.breaks().equals(before.breaks())\n"
        "assert plan.industries is plan.industries and plan.industries == plain.industries\n"
        "assert ze.forecast(series, 'gdp', to=2025) is not ze.forecast(series, 'gdp', to=2024)\n"
    )
    process = python(ROOT, "-c", program)
    _, said = process.communicate()
    assert process.returncode == 0, said
