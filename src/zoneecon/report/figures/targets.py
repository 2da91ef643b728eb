"""Can the targets be reached? The figures that show it."""

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes

from zoneecon.errors import Absent
from zoneecon.report.charts import targets as target_charts
from zoneecon.report.figures.foot import expect, or_left_out, signed
from zoneecon.targets import outside_view
from zoneecon.targets.answer import Answer
from zoneecon.targets.verdicts import SCALE
from zoneecon.text.catalogue import say, texts


@or_left_out
def asked_and_achieved(answer: Answer, ax: Axes | None = None) -> Axes:
    """Multiples of the base: what targets ask, what our paths reach, what others reached.

    Parameters
    ----------
    answer : Answer
        From `assess`.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> answer = ze.assess(ze.load("anshan-edz"), draws=300, seed=1)
    >>> ze.plot.asked_and_achieved(answer).get_title()
    'The 2025 targets ask for ×3.33 to ×10 of the base; the middle paths lead to ×1.17 to ×1.28'
    """
    expect(Answer, answer)
    if answer.fans.empty:
        raise Absent(say("absent.section.untested"))
    drawn = target_charts.plot_asked_and_achieved(
        answer.fans,
        answer.verdicts,
        answer.scored_cases,
        outside_view.all_series(answer.rates),
        sorted({answer.scenario.year_of(name) for name in answer.fans["industry"]}),
        ax,
    )
    return signed(drawn, ax, answer.plan, answer.verdicts["derived_from"])


def cases(answer: Answer, ax: Axes | None = None) -> Axes:
    """Outcome over target of each scored case, and the middle 80 % of the next one.

    Parameters
    ----------
    answer : Answer
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> answer = ze.assess(ze.load("anshan-edz"), draws=300, seed=1)
    >>> ze.plot.cases(answer).get_title()
    '1 of 6 plans of other zones reached its target'
    """
    expect(Answer, answer)
    rows = answer.scored_cases
    counts = {"hits": int((rows["ratio"] >= 1).sum()), "count": len(rows)}
    title = say("charts.cases.title", **counts)
    drawn = target_charts.plot_cases(rows, answer.case_views, title, ax)
    return signed(drawn, ax, answer.plan, [])


@or_left_out
def readings(answer: Answer, ax: Axes | None = None) -> Axes:
    """Pooled chance of every reading, coloured by how prices are read; diamonds are central.

    Parameters
    ----------
    answer : Answer
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> answer = ze.assess(ze.load("anshan-edz"), draws=300, seed=1)
    >>> ze.plot.readings(answer).get_title()
    'No reading gives a target a chance of more than 25 %'
    """
    expect(Answer, answer)
    if answer.readings.empty:
        raise Absent(say("absent.section.untested"))
    words = texts("front.word")
    bounds = {words[word]: least for word, least in _below(SCALE)}
    title = say("charts.grid.title", most=answer.readings["pooled"].max())
    drawn = target_charts.plot_grid(
        answer.readings, answer.titles, answer.prices, bounds, title, ax
    )
    return signed(drawn, ax, answer.plan, answer.verdicts["derived_from"])


def _below(scale: Sequence[tuple[float, str]]) -> list[tuple[str, float]]:
    """Each word with the chance below which it holds; the best has none."""
    return [(word, least) for (least, _), (_, word) in pairwise(scale)]
