"""Is the plan on course? The figure that shows it."""

from typing import cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from zoneecon.report.charts import course as course_charts
from zoneecon.report.charts import history as history_charts
from zoneecon.report.charts.frame import sign
from zoneecon.report.figures.foot import expect, or_left_out, source
from zoneecon.report.sentences import evaluation as evaluation_sentences
from zoneecon.text.catalogue import say
from zoneecon.tracking.evaluation import Evaluation


@or_left_out
def course(found: Evaluation, ax: Axes | None = None) -> Axes:
    """The plan's path against every published figure, and against what is expected at its end.

    Parameters
    ----------
    found : Evaluation
        `evaluation` of a Comparison.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import zoneecon as ze
    >>> plan = ze.load("anshan-edz")
    >>> ze.plot.course(ze.compare(plan.previous(), plan).evaluation()).get_ylabel()
    'share of the way from base to target'
    """
    expect(Evaluation, found)
    title = evaluation_sentences.course_title(found)
    ways = evaluation_sentences.course_rows(found)
    if ways.empty:
        return history_charts.plot_nothing(title, say("evaluation.course.empty"), ax)
    first, last = found.span
    measured = say("evaluation.course.measured")
    drawn = course_charts.plot_course(ways, (first - 1, last), title, measured, ax)
    ids = [*found["derived_from"], *found.actuals["derived_from"]]
    if ax is None:
        zone = str(found.state.assumptions.get("name_en", ""))
        sign(cast(Figure, drawn.figure), source(zone, found.state.as_of, ids))
    return drawn
