"""How is a table shown? Its heads, rounding and rows, by the name that the catalogue has for it."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from zoneecon.arguments import one_of, refusal
from zoneecon.errors import Absent
from zoneecon.report import format as formats
from zoneecon.report import front
from zoneecon.report.sentences import evaluation, history, scenarios, targets, tracking, trends
from zoneecon.rows import each_row, records
from zoneecon.targets.verdicts import WEIGHTS
from zoneecon.text import catalogue
from zoneecon.text.catalogue import chance, heads, say, texts

#: A table and its heads, as `format.show` takes them.
Shaped = tuple[pd.DataFrame, Mapping[str, str] | None]


def _history(series: Any, indicator: str) -> Shaped:
    return series.wide(indicator), history.history_formats(series, indicator)


def _in_one_language(name: str) -> dict[str, str]:
    """Heads of a table without the words that are there for readers of another language."""
    other = {"en": "", "zh": "words"}[catalogue.known(None)]
    return {column: head for column, head in heads(name).items() if column != other}


def _weights(table: pd.DataFrame) -> Shaped:
    pools = texts("targets.pools")
    rows = [
        {"title": title, "pool": pools[pool]}
        | {f"{row.weight:g}": getattr(row, pool) for row in each_row(part)}
        for title, part in table.groupby("title", sort=False)
        for pool in pools
    ]
    columns = {"title": texts("tables.verdicts")["title"], "pool": say("targets.pool")}
    return pd.DataFrame(rows), columns | {
        f"{weight:g}": f"{weight:g} | {{:chance}}" for weight in WEIGHTS
    }


def _with_paths(name: str) -> Callable[[pd.DataFrame], Shaped]:
    """A table whose shares of assumed paths are no finer than their draws allow."""

    def shaped(table: pd.DataFrame) -> Shaped:
        if not {"paths", "paths_error"} <= set(table.columns):
            return table, heads(name)
        shares = zip(table["paths"], table["paths_error"], strict=True)
        said = ["" if share != share else chance(share, error=error) for share, error in shares]
        return table.assign(paths=said), heads(name)

    return shaped


def _used(name: str) -> Callable[[pd.DataFrame], Shaped]:
    """Statements whose values say, where one is a misprint, which of the two is used."""

    def shaped(table: pd.DataFrame) -> Shaped:
        if "value" in table:
            table = table.assign(value=[formats.used_value(row) for row in records(table)])
        return table, heads(name)

    return shaped


def _moves(change: Any) -> Shaped:
    """Results that moved; a cause that moved none has no column."""
    table = tracking.moved(change.moves(), change.after)
    return table, {name: head for name, head in heads("moves").items() if name in table}


def _plan_targets(table: pd.DataFrame) -> Shaped:
    """A growth target's unit is of its growth; the base that it grows from is a level."""
    units = table["unit"].where(table["kind"] != "growth", "")
    said = [
        "" if base != base else formats.quantity(base, unit)
        for base, unit in zip(table["base"], units, strict=True)
    ]
    return table.assign(base=said), heads("plan_targets")


#: Tables that are shown otherwise than they lie: name -> what makes rows and heads of a result.
SHAPES: dict[str, Callable[..., Shaped]] = {
    "history": _history,
    "statements": _used("statements"),
    "context": _used("context"),
    "grades": lambda found: (history.grade_table(found), None),
    "trend_models": lambda table: (trends.last_year(table), heads("trend_models")),
    "treatments": lambda table: (trends.switch_rows(table), heads("treatments")),
    "scenarios": lambda table: (
        scenarios.shares_said(table),
        scenarios.scenario_heads(table),
    ),
    "cards": lambda answer: (front.cards(answer), heads("cards")),
    "years": lambda table: (scenarios.years_wide(table), None),
    "verdict_words": lambda answer: (targets.wording(), _in_one_language("verdict_words")),
    "weights": _weights,
    "plan_targets": _plan_targets,
    "verdicts": _with_paths("verdicts"),
    "named_scenarios": _with_paths("named_scenarios"),
    "evaluation": lambda found: evaluation.shaped(found, found.actuals),
    "moves": _moves,
    "chance_swings": lambda table: (
        table.assign(swing=table["swing"] * 100),
        heads("chance_swings"),
    ),
}


def names() -> list[str]:
    """Names of all tables that can be shown."""
    found = (way.partition(".")[0] for way in catalogue.entries("tables"))
    return sorted({*found, *SHAPES})


def show(
    table: pd.DataFrame | None,
    name: str | None = None,
    *,
    language: str | None = None,
    **details: Any,
) -> pd.DataFrame | None:
    """A table as people read it: its columns in order, with units in the heads, rounded.

    Parameters
    ----------
    table : DataFrame, or a result that the name is about
        Its numbers are never changed; what is shown is a copy.
    name : str, optional
        Of the table in the catalogue (`text/tables.toml`), such as ``"verdicts"``; all columns as
        they are if left out.
    language : str, optional
        Of the heads: ``"en"`` or ``"zh"``.
    **details
        What a name needs besides: ``indicator`` for ``"history"``.

    Returns
    -------
    DataFrame
        All cells are text; an unknown number is an empty cell. None where nothing is known that
        the table could hold: then one sentence says so, here or under the section's chart.

    Raises
    ------
    BadInput
        An unknown name or language, with the known ones; a table without a column that is shown.

    See Also
    --------
    say : the same in sentences.

    Examples
    --------
    >>> import zoneecon as ze
    >>> plan = ze.load("anshan-edz")
    >>> ze.show(plan.cite("Q126"), "statements")["value"].tolist()
    ['500']
    """
    one_of(language or catalogue.SOURCE, catalogue.LANGUAGES, "language")
    if name is None:
        return None if table is None else formats.show(table, language=language)
    one_of(name, names(), "name")
    with catalogue.speaking(language or catalogue.known(None)):
        if table is None or (isinstance(table, pd.DataFrame) and not len(table.columns)):
            if name in texts("absent.table"):  # else the chart of the section says so
                print(say(f"absent.table.{name}"))
            return None
        try:
            shaped = SHAPES[name](table, **details) if name in SHAPES else (table, heads(name))
        except Absent as absent:
            print(absent)
            return None
        rows, columns = shaped
        if rows.empty and name in texts("absent.table"):
            print(say(f"absent.table.{name}"))
            return None
        if missing := [one for one in columns or () if one not in rows.columns]:
            raise refusal("arguments.kind.table", name=repr(name), column=repr(missing[0]))
        return formats.show(rows, columns)
