"""Which plans asked for what, and did it come? Printed targets with outcomes, ready for a fit.

What a target asks is one number, log growth a year: ln(target / base) / years of a level,
ln(1 + rate) of a growth rate. A row that says nothing of it, or of whether it came, keeps its
reason. Targets of one plan share its authors and its decade, so each plan weighs one.
"""

import datetime
import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from zoneecon.data.problems import typed
from zoneecon.errors import BadInput, Problem
from zoneecon.rows import each_row
from zoneecon.targets.cases import scored

#: What messages call them.
FILE = "plan targets"
#: Tables of the reference data; the plans of `cases.csv` come beside them (`from_cases`).
TABLES = ("plan_targets", "industry_targets")
#: Strata that share a slope, not a level: a zone, park, cluster or city, and what is wider.
ZONE, NATION = "zone", "nation"
STRATA = (ZONE, NATION)
LEVELS, RATES = ("level", "share"), ("rate", "one-year rate")
#: A multiple beyond this starts from almost nothing, which is another class.
LARGEST_MULTIPLE = 20.0
TRUST = {"high": 1.0, "medium": 1.0, "low": 0.5}
#: Years that a rate without a base year is taken to run.
USUAL_YEARS = 5.0
#: Reasons that a reader typed, because no rule sees them, and those that follow from the row; the
#: catalogue's `targets.left_out` says what each means.
TYPED = ("template", "source", "no target", "counted once")
REASONS = (
    *TYPED,
    "no outcome",
    "cumulative",
    "other concept",
    "not due",
    "undecided",
    "no base",
    "bound",
    "almost nothing",
    "no growth",
)
#: With these, nothing can be scored either.
UNSCORED = {*REASONS} - {"almost nothing", "not due"}
NUMBERS = ("year", "value")
NEEDED = (
    "case place plan stratum kind base_year base_value base_reading target_year target_value "
    "outcome_year outcome_value reading outcome_concept confidence left_out"
).split()
MISS_IF_BELOW = ("exact", "about", "early", "part", "late", "at most")
HIT_IF_ABOVE = ("exact", "about", "early", "part", "at least")


def prepared(table: pd.DataFrame) -> pd.DataFrame:
    """What every row asks for, whether it came, why it is left out, and its weight.

    Parameters
    ----------
    table : DataFrame
        `plan_targets.csv` or `industry_targets.csv` as `load_derived` gives them.

    Returns
    -------
    DataFrame
        The rows, and key (the plan), years, asked (log growth a year), met (1, 0 or nan), reason
        ("" where the row enters the fit), scored (bool: a plan's chance can be judged by it) and
        weight (in the fit; those of a plan add up to one, to less if all are of low confidence).

    Raises
    ------
    BadInput
        If a row's words are unknown, or its typed reason contradicts the rules; all at once.
    """
    rows = table.reindex(columns=[*NEEDED, *table.columns.difference(NEEDED)]).copy()
    words = ["stratum", "kind", "base_reading", "reading", "outcome_concept", "confidence"]
    for column in [*words, "left_out", "case", "place", "plan"]:
        rows[column] = rows[column].astype(object).where(rows[column].notna(), "").astype(str)
    numbers = [f"{part}_{what}" for part in ("base", "target", "outcome") for what in NUMBERS]
    rows[numbers] = rows[numbers].apply(pd.to_numeric).astype(float)
    if problems := _bad_words(rows):
        raise BadInput(problems)
    rows["key"] = (rows["place"] + ": " + rows["plan"]).str.removeprefix(": ")
    rows["years"] = (rows["target_year"] - rows["base_year"]).where(lambda years: years > 0)
    rows["asked"] = [_asked(row) for row in each_row(rows)]
    rows["years"] = rows["years"].fillna(USUAL_YEARS)
    rows["met"] = [_met(row) for row in each_row(rows)]
    rows["reason"] = [_reason(row) for row in each_row(rows)]
    if problems := _other_reasons(rows):
        raise BadInput(problems)
    rows["scored"] = (
        rows["asked"].gt(0)
        & rows["met"].notna()
        & ~rows["reason"].isin(UNSCORED)
        & rows["confidence"].ne("low")
    )
    return weighted(rows, rows["reason"].eq("")).reset_index(drop=True)


def _bad_words(rows: pd.DataFrame) -> list[Problem]:
    allowed = {
        "stratum": STRATA,
        "confidence": tuple(TRUST),
        "left_out": ("", *REASONS),
        "reading": ("", *dict.fromkeys((*MISS_IF_BELOW, *HIT_IF_ABOVE))),
    }
    return [
        typed("cases.unknown", FILE, place, column, word, known=known)
        for column, known in allowed.items()
        for place, word in enumerate(rows[column], 2)
        if word not in known
    ]


def _other_reasons(rows: pd.DataFrame) -> list[Problem]:
    """Rows whose reason, as it stands in the table, is not what their own cells say."""
    return [
        typed("cases.reason", FILE, place, "left_out", stated, reason=reason or "in")
        for place, (stated, reason) in enumerate(
            zip(rows["left_out"], rows["reason"], strict=True), 2
        )
        if stated and stated != reason
    ]


def _asked(row) -> float:
    """Log growth a year; nan where base, rate or years are not printed."""
    if row.kind in RATES:
        return math.log1p(row.target_value / 100) if row.target_value > -100 else math.nan
    if row.kind not in LEVELS or not (row.base_value > 0 and row.target_value > 0):
        return math.nan
    return math.log(row.target_value / row.base_value) / row.years


def _met(row) -> float:
    """Whether the outcome is at the target: 1, 0, or nan where a bound leaves it open."""
    if row.reading == "" or math.isnan(row.outcome_value) or math.isnan(row.target_value):
        return math.nan
    if row.outcome_value < row.target_value or (
        row.reading == "at most" and row.outcome_value == row.target_value
    ):
        return 0.0 if row.reading in MISS_IF_BELOW else math.nan
    return 1.0 if row.reading in HIT_IF_ABOVE else math.nan


def _reason(row) -> str:
    """Why a row stays out of the fit; the first that holds, "" for none."""
    level = row.kind in LEVELS
    multiple = row.target_value / row.base_value if level and row.base_value > 0 else math.nan
    early = row.reading == "early" and row.target_year - row.outcome_year > 1
    reasons = {
        row.left_out: row.left_out in TYPED,
        "cumulative": row.kind == "cumulative",
        "no outcome": row.reading == "" or math.isnan(row.outcome_value),
        "other concept": row.outcome_concept != "",
        "almost nothing": level and (row.base_value <= 0 or multiple > LARGEST_MULTIPLE),
        "no base": math.isnan(row.asked),
        "bound": row.base_reading in ("at most", "at least") and multiple <= 1,
        "no growth": row.asked <= 0,
        "undecided": math.isnan(row.met),
        "not due": early and row.met == 0,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def weighted(pairs: pd.DataFrame, enters: pd.Series) -> pd.DataFrame:
    """Pairs of which these enter the fit: one a plan, shared among its rows by confidence.

    A plan that is known by rows of low confidence only weighs less.
    """
    trust = pairs["confidence"].map(TRUST).astype(float).where(enters, 0.0)
    plans = trust.groupby(pairs["key"])
    total, best = plans.transform("sum"), plans.transform("max")
    return pairs.assign(weight=(trust / total.where(total > 0, 1.0) * best).astype(float))


def weights(pairs: pd.DataFrame) -> np.ndarray:
    """Weight of each row in a score: each plan weighs one, its rows alike."""
    return 1 / pairs.groupby("key")["key"].transform("size").to_numpy(dtype=float)


def from_cases(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases of zones (`cases.read_cases`) in the columns of the tables: one plan a case."""
    main = scored(cases) if len(cases) else pd.DataFrame(columns=["case", "title"])
    values = {name: f"{name}_value" for name in ("base", "target", "outcome")}
    plans = main.rename(columns={"title": "plan"} | values)
    if len(main):
        sums = main["indicator"].str.startswith("cumulative_")
        plans["kind"] = np.where(sums, "cumulative", "level")
    plans = plans.assign(
        place="",
        stratum=ZONE,
        base_reading="exact",
        outcome_concept="",
        left_out="",
    )
    return plans.reindex(columns=NEEDED)


def gathered(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several tables as one, prepared; each keeps its rows' order."""
    filled = [table for table in tables if len(table)]
    return prepared(pd.concat(filled, ignore_index=True))


def known(table: pd.DataFrame, as_of: datetime.date) -> pd.DataFrame:
    """Rows whose outcome a reader could have known on a day: a year after the outcome's year."""
    return table[table["outcome_year"] + 1 < as_of.year].reset_index(drop=True)
