"""What changed between two vintages, and why? Every table of the comparison."""

import pandas as pd

from zoneecon.arguments import as_day, refusal
from zoneecon.data.vintage import Vintage
from zoneecon.results import Result
from zoneecon.tracking import status
from zoneecon.tracking.evaluation import Evaluation, evaluate
from zoneecon.tracking.revisions import State, on_day
from zoneecon.tracking.state import from_plan


class Comparison(Result):
    """What changed between two vintages: a row a number that is new, revised or gone.

    Attributes
    ----------
    before, after : State
        What was known and assumed on either day.
    """

    made_from = ("before", "after")
    before: State
    after: State

    def moves(self) -> pd.DataFrame:
        """The move of every result, split into causes that add up to it."""
        return status.moves(self.before, self.after)

    def chances(self) -> pd.DataFrame:
        """The verdicts as they stand on the later day: title, words, pooled and more."""
        return status.chances(self.after)

    def progress(self) -> pd.DataFrame:
        """Where every testable target stands on the later day."""
        return status.track(self.after)

    def evaluation(self) -> Evaluation:
        """How far every target is on its way, of how much time, on the later day."""
        return evaluate(self.after)

    def record(self) -> pd.DataFrame:
        """How good earlier forecasts were: one row a forecast of a year known today."""
        return status.pseudo_real_time(self.after)

    def verdict_scores(self) -> pd.DataFrame:
        """How good earlier chances were: one row a day and target that is decided by now."""
        return status.verdict_scores(self.after)

    def results(self) -> pd.DataFrame:
        """Every number whose moves are explained, as it stands on the later day."""
        return status.result_table(self.after)


def compare(earlier: object, later: Vintage) -> Comparison:
    """What changed between two days, and why did the results move?

    Parameters
    ----------
    earlier : Vintage, or anything that names a day
        From `load` or `Vintage.previous`; of a day, what `later` holds that was known then.
    later : Vintage

    Returns
    -------
    Comparison
        A DataFrame, a row a number that is new, revised or gone: cause (new observation, revision,
        scope or concept, plan), kind, subject, indicator, period, fact, occurrence, old, new,
        size (new / old - 1), unit, old_id, new_id, published. `.moves()` splits the move of every
        result into causes, `.progress()` says where each target stands, `.record()` how good
        earlier forecasts were.

    Raises
    ------
    BadInput
        If `earlier` is neither a vintage nor a day, or the two are not of one zone.

    Notes
    -----
    A number counts as its newest publication prints it. A result is computed again after one cause
    at a time, in a fixed order, so that the causes add up to the move (Banbura & Modugno 2014).
    Code and assumptions are today's on both sides.

    Examples
    --------
    >>> import zoneecon as ze
    >>> plan = ze.load("anshan-edz")
    >>> change = ze.compare(plan.previous(), plan)
    >>> change["cause"].unique().tolist()
    ['new observation']
    """
    if not isinstance(later, Vintage):
        raise refusal("arguments.kind.later")
    after = from_plan(later)
    if isinstance(earlier, Vintage):
        if earlier.zone != later.zone:
            zones = {"earlier": earlier.zone, "later": later.zone}
            raise refusal("arguments.asked.zones", **zones)
        before = from_plan(earlier)
    else:
        before = on_day(after, as_day(earlier, "earlier"))
    return Comparison.of(status.change_table(before, after), before=before, after=after)
