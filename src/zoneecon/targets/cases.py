"""How did plans like this one end? Cases of other zones, scored as outcome over target.

Which printed numbers form a case is a table (`data/raw/reference/cases.csv`); the numbers stay in
the statements. A case without an outcome is neither hit nor miss.
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from zoneecon.data.files.checkout import ANYWHERE
from zoneecon.data.problems import typed
from zoneecon.data.reading.printed import CONFIDENCE
from zoneecon.errors import BadInput, Problem
from zoneecon.targets.base_rates import jeffreys_interval
from zoneecon.text.catalogue import stored

FILE = ANYWHERE.derived("cases").as_posix()
#: One plan is one case, because zones of one plan share its authors and its decade.
#: `second` is another case of a plan that counts, or one without outcome.
USES = ("scored", "second")
#: Of an outcome: in the target's concept and year, a bound, or of a later year; empty without one.
READINGS = ("exact", "at most", "at least", "late", "")
HIT, MISS, UNDECIDED, NO_OUTCOME = "hit", "miss", "undecided", "no outcome"
#: Ids that a cell joins: a level, a level less an increment, or a level times a share.
_CELL = re.compile(r"([A-Z]\d{3}[a-z]?)(?:([*-])([A-Z]\d{3}[a-z]?))?")
#: Ratios from which a distribution of the next one can be read.
MINIMUM_RATIOS = 2


class Level(NamedTuple):
    """What one cell of the table says: a level, its year, and how sure its weakest part is."""

    number: float
    year: float
    confidence: str
    ids: tuple[str, ...]


UNKNOWN = Level(math.nan, math.nan, "", ())


def read_cases(
    pairs: pd.DataFrame, statements: pd.DataFrame, indicators: pd.DataFrame
) -> pd.DataFrame:
    """Base, target and outcome of every case, and whether the target was met.

    Parameters
    ----------
    pairs : DataFrame
        The table of cases; cells are statement ids.
    statements : DataFrame
        Reference statements as loaded; an id that is not among them was not yet published.
    indicators : DataFrame
        The codelist.

    Returns
    -------
    DataFrame
        case, title, use, indicator, reading, base, base_year, target, target_year, outcome,
        outcome_year, asked (target over base), achieved (outcome over base), ratio (outcome over
        target), result (hit, miss, undecided, no outcome), confidence (the weakest), statements,
        why. Targets not yet published leave no row.

    Raises
    ------
    BadInput
        Every bad cell at once: another concept than the case's, a percentage where a level
        belongs, an unknown reading, use, indicator or confidence.
    """
    texts = pairs.astype(object).where(pairs.notna(), "")
    known = statements.set_index("id")
    problems: list[Problem] = []
    rows = []
    for place, row in enumerate(texts.itertuples(index=False), 2):
        problems += _bad_words(row, place, indicators)
        base, target, outcome = (
            _level(row, column, place, known, problems) for column in ("base", "target", "outcome")
        )
        if math.isfinite(target.number):
            rows.append(_case(row, base, target, outcome))
    if problems:
        raise BadInput(problems)
    return pd.DataFrame(rows)


def _bad_words(row, place: int, indicators: pd.DataFrame) -> list[Problem]:
    allowed = {"use": USES, "reading": READINGS, "indicator": set(indicators["code"])}
    problems = []
    for column, known in allowed.items():
        if (word := getattr(row, column)) not in known:
            key = "cases.indicator" if column == "indicator" else "cases.unknown"
            problems.append(typed(key, FILE, place, column, word, known=known))
    if bool(row.outcome) != bool(row.reading):
        problems.append(typed("cases.reading", FILE, place, "reading", row.reading))
    return problems


def _level(row, column: str, place: int, known: pd.DataFrame, problems: list[Problem]) -> Level:
    """The level that a cell of ids names, or UNKNOWN; what is wrong with it joins `problems`."""
    cell = str(getattr(row, column))
    if not cell:
        return UNKNOWN

    def refuse(why: str, **fields: object) -> Level:
        problems.append(typed(f"cases.{why}", FILE, place, column, cell, **fields))
        return UNKNOWN

    parts = _CELL.fullmatch(cell)
    if parts is None:
        return refuse("ids")
    ids = tuple(filter(None, (parts[1], parts[3])))
    if any(one not in known.index for one in ids):
        return UNKNOWN  # not yet published on the day of the tables
    cited = known.loc[list(ids)]
    words = [word for word in cited["confidence"] if word not in CONFIDENCE]
    if words:
        return refuse("confidence", word=words[0], known=CONFIDENCE)
    weakest = max(cited["confidence"], key=CONFIDENCE.index)
    year = float(cited["last"].max()) if cited["last"].notna().any() else math.nan
    if column == "outcome" and row.bound not in ("", None):
        try:
            return Level(float(row.bound), year, weakest, ids)
        except ValueError:
            return refuse("bound", bound=row.bound)
    # of a product the share only scales; the level is the part that must be in the concept
    levels = cited if parts[2] != "*" else cited[cited["canonical_unit"] != "fraction"]
    if parts[2] == "*" and len(levels) != 1:
        return refuse("product")
    first = levels.iloc[0] if len(levels) else cited.iloc[0]
    if first["canonical_unit"] == "fraction":
        return refuse("percentage")
    if first["indicator"] != row.indicator:
        return refuse("concept", measured=first["indicator"], indicator=row.indicator)
    if (cited["canonical_unit"] != first["canonical_unit"]).any() and parts[2] != "*":
        return refuse("units")
    numbers = cited["number"].to_numpy(dtype=float)
    number = {"*": numbers.prod(), "-": numbers[0] - numbers[1:].sum()}.get(parts[2], numbers[0])
    if column == "base" and parts[2] == "-":
        year = float(cited["first"].min())  # the increment runs from the base
    return Level(float(number), year, weakest, ids)


def _case(row, base: Level, target: Level, outcome: Level) -> dict:
    ratio = outcome.number / target.number
    weakest = max(
        (level.confidence for level in (base, target, outcome) if level.confidence),
        key=CONFIDENCE.index,
    )
    asked = target.number / base.number if base.number > 0 else math.nan
    ids = dict.fromkeys((*base.ids, *target.ids, *outcome.ids))
    return {
        "case": row.case,
        "title": row.title,
        "use": row.use,
        "indicator": row.indicator,
        "reading": row.reading if outcome.ids else "",
        "base": base.number,
        "base_year": base.year,
        "target": target.number,
        "target_year": target.year,
        "outcome": outcome.number,
        "outcome_year": outcome.year,
        "asked": asked,
        "achieved": asked * ratio,
        "ratio": ratio,
        "result": result(ratio, row.reading),
        "confidence": weakest,
        "statements": ";".join(ids),
        "why": row.why,
    }


def result(ratio: float, reading: str) -> str:
    """Hit, miss, undecided (a bound on the wrong side of the target) or no outcome.

    Examples
    --------
    >>> result(0.35, "at most"), result(0.69, "at least"), result(math.nan, "")
    ('miss', 'undecided', 'no outcome')
    """
    if math.isnan(ratio):
        return NO_OUTCOME
    if reading == "at most":
        return MISS if ratio <= 1 else UNDECIDED
    if reading == "at least":
        return HIT if ratio >= 1 else UNDECIDED
    return HIT if ratio >= 1 else MISS


def scored(cases: pd.DataFrame, every_reading: bool = False) -> pd.DataFrame:
    """One row a case whose hit or miss is known; several indicators enter by geometric mean.

    Parameters
    ----------
    cases : DataFrame
        From `read_cases`.
    every_reading : bool
        Also second cases of a plan that already counts.
    """
    rows = cases[cases["result"].isin([HIT, MISS])]
    if not every_reading:
        rows = rows[rows["use"] == "scored"]
    if rows.empty:
        return rows
    groups = rows.groupby("case", sort=False)
    first = groups.first()
    first["ratio"] = groups["ratio"].agg(lambda ratios: math.exp(np.log(ratios).mean()))
    several = groups.size() > 1
    # two indicators have no common level, and their mean decides; one alone keeps its result
    first.loc[several, ["base", "target", "outcome", "asked", "achieved"]] = math.nan
    first.loc[several, "result"] = np.where(first.loc[several, "ratio"] >= 1, HIT, MISS)
    first["confidence"] = groups["confidence"].agg(lambda words: max(words, key=CONFIDENCE.index))
    first["statements"] = groups["statements"].agg(";".join)
    return first.reset_index()


# --- the distribution -------------------------------------------------------------------------


class LogT(NamedTuple):
    """Where the next case's outcome over target may fall: Student-t in logs."""

    n: int
    median: float
    scale: float
    freedom: int

    def at_least(self, ratio: float = 1.0) -> float:
        """Probability of this ratio or more."""
        return float(stdtr(self.freedom, -math.log(ratio / self.median) / self.scale))

    def quantile(self, share: float) -> float:
        """The ratio that this share of cases stays below."""
        return self.median * math.exp(self.scale * float(stdtrit(self.freedom, share)))


def log_t(ratios: Sequence[float]) -> LogT:
    """Predictive distribution of the next ratio, from few positive ones.

    Log ratios are taken as normal with unknown mean and spread; under the usual flat prior the next
    one is Student-t with n - 1 degrees of freedom around their mean, with scale
    s * sqrt(1 + 1 / n) (Gelman et al., Bayesian Data Analysis, 3rd ed., section 3.2). A bound
    enters at its bound, which is kind to the plans.

    Examples
    --------
    >>> fit = log_t([0.5, 1.0, 2.0])
    >>> fit.median, fit.at_least(1.0)
    (1.0, 0.5)
    """
    values = np.asarray(ratios, dtype=float)
    if len(values) < MINIMUM_RATIOS or not (values > 0).all():
        raise BadInput(
            f"A distribution needs two or more positive ratios, got {len(values)}; "
            "a case without outcome is left out, not set to zero."
        )
    logs = np.log(values)
    scale = float(logs.std(ddof=1)) * math.sqrt(1 + 1 / len(logs))
    return LogT(len(logs), math.exp(float(logs.mean())), scale, len(logs) - 1)


def jeffreys(hits: int, n: int, coverage: float = 0.90) -> tuple[float, float, float]:
    """Mean and interval of the share of hits under Jeffreys' prior.

    Examples
    --------
    >>> [round(x, 2) for x in jeffreys(1, 6)]
    [0.21, 0.03, 0.49]
    """
    return ((hits + 0.5) / (n + 1), *jeffreys_interval(hits, n, coverage))


def outside_view(cases: pd.DataFrame) -> pd.DataFrame:
    """What the cases say of the next one, with and without the weak ones.

    Returns
    -------
    DataFrame
        view, n, hits, median, p10, p90 (of outcome over target), probability (of 1 or more, log-t),
        jeffreys, jeffreys_low, jeffreys_high (90 %). The first row is the one that is used.
    """
    main, every = scored(cases), scored(cases, every_reading=True)
    weak = main["confidence"] == "low"
    views = {
        "main": main,
        "without_weak_hit": main[~(weak & (main["result"] == HIT))],
        "without_weak": main[~weak],
        "every": every,
    }
    rows = []
    for name, group in views.items():
        hits = int((group["result"] == HIT).sum())
        fit = log_t(list(group["ratio"])) if len(group) > 1 else None
        rows.append(
            {
                "view": stored(f"targets.cases_view.{name}"),
                "n": len(group),
                "hits": hits,
                "median": fit.median if fit else math.nan,
                "p10": fit.quantile(0.10) if fit else math.nan,
                "p90": fit.quantile(0.90) if fit else math.nan,
                "probability": fit.at_least(1.0) if fit else math.nan,
                **dict(
                    zip(
                        ("jeffreys", "jeffreys_low", "jeffreys_high"),
                        jeffreys(hits, len(group)),
                        strict=True,
                    )
                ),
            }
        )
    return pd.DataFrame(rows)
