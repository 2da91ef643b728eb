"""What all figures share: where each comes from, what its series are called, what is left out."""

import datetime
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from zoneecon.arguments import refusal
from zoneecon.data.vintage import Vintage
from zoneecon.errors import Absent
from zoneecon.report.charts.frame import sign
from zoneecon.scenarios.parameters import Scenario
from zoneecon.text.catalogue import retold, say, texts

#: How many statements the foot of a figure names.
MOST_NAMED = 8


def or_left_out(chart: Callable[..., Any]) -> Callable[..., Any]:
    """A chart, or one sentence and None where nothing is known of what it would show."""

    @wraps(chart)
    def drawn(*arguments: Any, **named: Any) -> Any:
        try:
            return chart(*arguments, **named)
        except Absent as absent:
            print(absent)
            return None

    return drawn


def expect(kind: type, result: object) -> None:
    """Refuse what is no result of the kind that a chart draws."""
    if not isinstance(result, kind):
        names = {"kind": kind.__name__, "value": type(result).__name__}
        raise refusal("arguments.kind.chart", **names)


def signed(
    drawn: Any, given: Axes | None, plan: Vintage, ids: Iterable[str], measured: str = ""
) -> Any:
    """A chart, or several, with the source at the foot of the figure, where that is its own."""
    if given is None:
        _sign(drawn, measured, source(plan.name, plan.as_of, ids))
    return drawn


def source(zone: str, day: datetime.date, ids: Iterable[str]) -> str:
    """From which statements a figure is made and as known on which day; ids as tables hold them."""
    known = sorted({one for cell in ids for one in str(cell).split(";") if one})
    kind = "none" if not known else "several" if len(known) > MOST_NAMED else "statements"
    return say(f"charts.source.{kind}", ids=known, count=len(known), zone=zone, day=day)


def signed_by_scenario(
    drawn: Any, given: Axes | None, scenario: Scenario, measured: str = ""
) -> Any:
    """The same for charts of a scenario."""
    if given is None:
        kind = "undated" if scenario.as_of is None else "scenario"
        told = {"zone": scenario.zone, "scenario": retold(scenario.title), "day": scenario.as_of}
        _sign(drawn, measured, say(f"charts.source.{kind}", **told))
    return drawn


def _sign(drawn: Any, measured: str, source: str) -> None:
    figure = (drawn[0] if isinstance(drawn, np.ndarray) else drawn).figure
    sign(figure, say("numbers.space").join([*([say(measured)] if measured else []), source]))


def series_name(indicator: str, first: bool = False) -> str:
    """What a series is called in a title; with a capital where it comes first."""
    name = texts("charts.series").get(indicator, indicator.replace("_", " "))
    return name[0].upper() + name[1:] if first else name
