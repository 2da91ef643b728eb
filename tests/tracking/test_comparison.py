"""What changed between two vintages: any natural day, and one sentence where none can be."""

import datetime

import pandas as pd
import pytest

from zoneecon.data import vintage
from zoneecon.errors import BadInput
from zoneecon.tracking import revisions, status
from zoneecon.tracking.comparison import compare
from zoneecon.tracking.state import from_plan


@pytest.fixture(scope="module")
def revised(plan):
    """MADE UP: a bulletin of 2022 prints another GDP for 2020, and a first one for 2021."""
    rows = plan.statements[plan.statements["id"].isin(["Q011", "Q010"])]
    day = datetime.date(2022, 3, 31)
    news = rows.assign(id=["R010", "R011"], source="bulletin", published=day)
    news = news.assign(number=[90.0, 83.0], value=["90", "83"], period=["2021", "2020"])
    for column in ("first", "last", "year"):
        news[column] = pd.array([2021, 2020], dtype="Int64")
    return plan._replace(statements=pd.concat([plan.statements, news], ignore_index=True))


def test_a_zone_that_published_once_has_no_news(plan):
    change = compare(plan.previous(), plan)
    assert change.empty and change.before.label == "the zone's first publication"
    assert (change.moves()["move"] == 0).all() and change.record().empty
    assert len(change.progress()) == len(status.track(from_plan(plan)))


def test_the_last_publication_is_told_apart_into_new_and_revised(revised):
    change = compare(revised.previous(), revised)
    causes = change.set_index("period")["cause"].to_dict()
    assert causes == {"2021": "new observation", "2020": "revision"}
    assert change.set_index("period").loc["2020", ["old", "new"]].tolist() == [84.05, 83.0]
    assert change.before.label == "2021-08-31"


@pytest.mark.parametrize("day", ["2021-12-31", 2021, pd.Timestamp("2021-08-31")])
def test_the_earlier_day_may_be_of_any_natural_type(revised, day):
    pd.testing.assert_frame_equal(compare(day, revised), compare(revised.previous(), revised))


def test_a_day_of_the_same_vintage_is_what_revisions_make_of_it(revised):
    after = from_plan(revised)
    before = revisions.on_day(after, datetime.date(2021, 8, 31))
    assert compare("2021-08-31", revised).equals(status.change_table(before, after))


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ("yesterday", "earlier = 'yesterday' is no date; "),
        ("", "earlier = '' is no date; "),
        ("1999-12-31", "nothing was published by 1999-12-31; the first day is 2021-08-31"),
        (1000, "nothing was published by 1000-12-31"),
    ],
)
def test_what_names_no_day_is_refused(plan, earlier, said):
    with pytest.raises(BadInput, match=said):
        compare(earlier, plan)


def test_two_zones_or_none_are_refused(plan):
    with pytest.raises(BadInput, match=r"elsewhere and anshan-edz are two zones; compare one"):
        compare(plan._replace(zone="elsewhere"), plan)
    with pytest.raises(BadInput, match=r"later is no vintage; take load\(zone\)\."):
        compare(plan, "2021-08-31")


def test_previous_leaves_what_surrounds_the_zone_as_it_is(revised):
    before = revised.previous()
    assert isinstance(before, vintage.Vintage) and before.as_of == datetime.date(2021, 8, 31)
    assert before.context is revised.context and before.assumptions is revised.assumptions
