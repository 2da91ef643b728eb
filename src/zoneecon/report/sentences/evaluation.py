"""How is the evaluation said? Its table, problems, causes, measures and proposed revisions."""

from typing import Any

import numpy as np
import pandas as pd

from zoneecon.report.format import quantity, unit_word
from zoneecon.rows import each_row, records
from zoneecon.targets.progress import DECIDED, MISSED
from zoneecon.targets.readings import best_window
from zoneecon.targets.verdicts import POSSIBLE
from zoneecon.text.catalogue import each, heads, known, retold, say, texts
from zoneecon.text.numbers import percent, short, significant
from zoneecon.tracking.evaluation import ASSESSMENTS, BEHIND, FINAL, NO_DATA, Evaluation, year_begun

#: Digits of what is proposed in place of a target: a round number.
PROPOSED = 2
#: Columns of the table that are said to be left out where they hold nothing.
OPTIONAL = ("nature", "time", "way", "expected", "department")


def opening(found: Evaluation) -> list[str]:
    """Which evaluation this is, how many targets stand how, and which columns are left out."""
    first, last = found.span
    facts = {"first": first, "last": last, "as_of": found.state.as_of, "passed": found.passed}
    said = [say("evaluation.opening", kind=say(f"evaluation.kind.{found.kind}"), **facts)]
    said += counted(found)
    if found.empty:
        return said
    if found.left:
        said += [say("evaluation.left", count=found.left)]
    return [*said, *empty_sentences(found, found.actuals)]


def counted(found: Evaluation) -> list[str]:
    """How many of the targets that can be followed stand how."""
    if found.empty:
        return [say("evaluation.none")]
    counts = found["assessment"].value_counts().reindex(ASSESSMENTS).dropna().astype(int)
    parts = each("evaluation.count", counts.reset_index())
    return [say("evaluation.counts", targets=len(found), counts=parts)]


# --- the table ------------------------------------------------------------------------------------


def shaped(table: pd.DataFrame, actuals: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The table as people read it: years as columns, a band as one cell, no empty column."""
    if table.empty:
        return table, {}
    texts = table[["nature", "department"]].astype(object)  # numbers where none is given
    table = table.assign(**texts.fillna(""))
    base, target = (table[name].mode().iloc[0] for name in ("base_year", "target_year"))
    rows = table.assign(
        en=names(table),
        nature=[_nature(word) for word in table["nature"]],
        base=[_dated(row, "base", base) for row in records(table)],
        target=[_dated(row, "target", target) for row in records(table)],
        expected=[_band(row) for row in records(table)],
        department=[retold(word) for word in table["department"]],
    )
    yearly = _by_year(actuals)
    rows = rows.join(yearly, on="id")
    columns = _heads(base, target, list(yearly.columns))
    empty = _empty(rows)
    return rows, {name: head for name, head in columns.items() if name not in empty}


def _heads(base: float, target: float, years: list[str]) -> dict[str, str]:
    """Heads in order: the years stand between the target and how far it is."""
    columns = heads("evaluation")
    columns["base"] = say("evaluation.head.base", year=base)
    columns["target"] = say("evaluation.head.target", year=target)
    columns["expected"] = say("evaluation.head.expected", year=target)
    at = list(columns).index("target") + 1
    every = list(columns.items())
    return dict([*every[:at], *((year, year) for year in years), *every[at:]])


def _by_year(actuals: pd.DataFrame) -> pd.DataFrame:
    """Target -> its figure in each year, as text."""
    newest = actuals[actuals["newest"].astype(str) != str(False)]
    said = newest.assign(
        year=[f"{year:.0f}" for year in newest["year"]],
        value=[quantity(row.value, row.unit) for row in each_row(newest)],
    )
    return said.pivot(index="id", columns="year", values="value").rename_axis(columns=None)


def names(table: pd.DataFrame) -> list[str]:
    """What each target is called: its indicator; its industry where two are measured alike."""
    titles = table.get("title", pd.Series("", index=table.index)).fillna("")
    kinds = (table["en"].duplicated(keep=False) & titles.ne("")).map({True: "named", False: "own"})
    return each("evaluation.cell.{kind}", table.assign(title=titles, kind=kinds))


def _told(found: Evaluation) -> pd.DataFrame:
    """The rows with the targets' names in the language."""
    return found.assign(en=names(found))


def _nature(word: str) -> str:
    return say(f"evaluation.nature.{word}") if word in texts("evaluation.nature") else word


def _dated(row: dict[str, Any], name: str, usual: float) -> str:
    """A base or target; with its year where that is not the others'."""
    if row[name] != row[name]:
        return ""
    value, year = quantity(row[name], row["unit"]), row[f"{name}_year"]
    return value if year == usual else say("evaluation.cell.other_year", value=value, year=year)


def _band(row: dict[str, Any]) -> str:
    if row["median"] != row["median"]:
        return ""
    ends = {name: _rounded(row[name], row["unit"]) for name in ("lower", "median", "upper")}
    return say("evaluation.cell.band", **ends)


def _rounded(value: float, unit: str) -> str:
    """A forecast is no finer than two digits of a rate, three of a level."""
    share = unit.startswith("fraction")
    return percent(value, 2, known(None)) if share else short(value, 3)


def _amount(text: str, unit: str) -> str:
    """A number in a sentence, with its unit where it has one beside per cent and pieces."""
    if unit.startswith("fraction") or unit == "count":
        return text
    return say("evaluation.cell.amount", value=text, unit=unit_word(unit))


def _empty(rows: pd.DataFrame) -> list[str]:
    return [name for name in OPTIONAL if not _holds(rows[name])]


def _holds(column: pd.Series) -> bool:
    return bool((column.notna() & (column != "")).any())


def empty_sentences(table: pd.DataFrame, actuals: pd.DataFrame) -> list[str]:
    """The columns that are left out of the table, by name, in a sentence."""
    if table.empty:
        return []
    rows = table.assign(expected=table["median"])
    target = table["target_year"].mode().iloc[0]
    columns = _heads(table["base_year"].mode().iloc[0], target, [])
    names = [columns[name].partition("|")[0].strip() for name in _empty(rows)]
    if actuals.empty:
        span = {"first": int(table["base_year"].min()) + 1, "last": int(target)}
        names.insert(int("nature" in _empty(rows)), say("evaluation.head.years", **span))
    return [say("evaluation.empty", columns=names)] if names else []


# --- problems, causes, measures, revisions --------------------------------------------------------


def problems(found: Evaluation) -> list[str]:
    """What is behind or missed, what is unlikely, and what nothing is known of."""
    rows = _told(found)
    late = rows[rows["assessment"] == BEHIND]
    missed = late["status"] == MISSED
    told = [_row(row) for row in records(late[~missed])]
    said = [say("evaluation.problem.behind", **row) for row in told]
    said += [say("evaluation.problem.missed", **_row(row)) for row in records(late[missed])]
    said += each("evaluation.problem.chance", _unlikely(found))
    silent = [row.en for row in each_row(rows) if row.assessment == NO_DATA]
    if silent:
        said += [say("evaluation.problem.silent", count=len(silent), names=silent)]
    return said or [say("evaluation.problem.none")]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    said = (
        {"latest": _rounded(row["latest"], row["unit"])} if row["latest"] == row["latest"] else {}
    )
    said |= {"target": quantity(row["target"], row["unit"])}
    return row | {name: _amount(text, row["unit"]) for name, text in said.items()}


def _unlikely(found: Evaluation) -> pd.DataFrame:
    """Verdicts on targets that are open and have less than one chance in three."""
    if found.answer is None:
        return pd.DataFrame()
    verdicts = found.answer.verdicts
    decided = verdicts["verdict"].isin(DECIDED)
    unlikely = verdicts[~decided & (verdicts["pooled"] < POSSIBLE)]
    years = [found.answer.scenario.year_of(name) for name in unlikely["industry"]]
    return unlikely.assign(year=years)


def causes(found: Evaluation) -> list[str]:
    """Why: what was asked against what others and the zone have done, and what is not published."""
    unlikely, said = _unlikely(found), []
    if len(unlikely):
        rated = unlikely.dropna(subset="growth_record")
        said += each("evaluation.cause.ambition", rated)
        best = _best(found)
        fast = unlikely[unlikely["required"] > best]
        said += each("evaluation.cause.pace", fast, None, record=best)
    rows = _told(found)
    late = rows[rows["assessment"] == BEHIND]
    missed = (late["kind"] == "level") & (late["status"] == MISSED)
    said += each("evaluation.cause.missed", late[missed & late["achieved"].notna()])
    for row in each_row(late[late["kind"] == "growth"]):
        own = found.actuals[found.actuals["id"] == row.id]
        worst = own.sort_values("value").iloc[0]
        facts = {"en": row.en, "required": row.required}
        said += [
            say("evaluation.cause.economy", slowest=worst["value"], year=worst["year"], **facts)
        ]
    if (found["assessment"] == NO_DATA).any():
        day = found.state.statements["published"].max()
        said += [say("evaluation.cause.silent", day=day)]
    return said or [say("evaluation.cause.none")]


def _best(found: Evaluation) -> float:
    best = best_window(found.answer.windows) if found.answer is not None else None
    return np.inf if best is None else best


def measures(found: Evaluation) -> list[str]:
    """Which figures to ask of whom, what pace is needed, and by which rule to decide."""
    first, last = found.span
    last = min(last, year_begun(found.state) - 1)
    years = str(last) if first == last else say("evaluation.cell.span", first=first, last=last)
    said = []
    every = _told(found)
    silent = every[every["assessment"] == NO_DATA] if last >= first else every.head(0)
    for department, rows in silent.groupby("department"):
        kind = "publish_by" if department else "publish"
        names = {"department": department, "names": _first_of(rows)}
        said += [say(f"evaluation.measure.{kind}", years=years, **names)]
    late = every[(every["assessment"] == BEHIND) & every["remaining"].notna()]
    said += each("evaluation.measure.pace", late)
    rule = _rule(found) if found.kind != FINAL else []
    return [*said, *rule] or [say("evaluation.measure.none")]


def _first_of(rows: pd.DataFrame) -> list[str]:
    """Names of targets that something is expected of, or of growth; of the others how many."""
    main = rows["median"].notna() | (rows["kind"] == "growth")
    main = main if main.any() else ~main
    others = int((~main).sum())
    more = [say("evaluation.measure.more", count=others)] if others else []
    return [*rows.loc[main, "en"], *more]


def _rule(found: Evaluation) -> list[str]:
    """The level below which even the zone's best growth does not reach the target any more."""
    unlikely, (_, last) = _unlikely(found), found.span
    best = _best(found)
    if unlikely.empty or not np.isfinite(best):
        return []
    newest = unlikely["latest_year"].max()
    year = last - 2 if newest != newest else min(max(last - 2, int(newest) + 1), last)
    ahead = (unlikely["year"] - year).clip(lower=0)
    levels = unlikely.assign(level=unlikely["target"] / (1 + best) ** ahead)
    least = each("targets.mind.industry", levels.assign(industry=levels["title"]))
    return [say("evaluation.measure.rule", year=year, levels=least, record=best)]


def revisions(found: Evaluation) -> list[str]:
    """Which target would be feasible instead of one whose chance is below a third."""
    every = _told(found)
    rows = every[(every["chance"] < POSSIBLE) & every["likely"].notna()]
    if rows.empty:
        return [say("evaluation.revision.none")]
    told = [
        _row(row)
        | {n: _amount(_feasible(row[n], row["unit"]), row["unit"]) for n in ("even", "likely")}
        | {"year": row["target_year"]}
        for row in records(rows)
    ]
    over = [say("evaluation.revision.over")] if found.kind == FINAL else []
    return over + [say(f"evaluation.revision.{row['kind']}", **row) for row in told]


def _feasible(value: float, unit: str) -> str:
    return quantity(significant(value, PROPOSED), unit)


# --- the figure -----------------------------------------------------------------------------------

#: Targets that one figure can tell apart.
MOST = 6


def course_rows(found: Evaluation) -> pd.DataFrame:
    """The ways that are drawn, each with what a pointer shows."""
    course = found.course()
    if course.empty:
        return course
    first, last = found.span
    drawn = (found["base_year"] == first - 1) & (found["target_year"] == last)  # one plan's path
    course = course[course["way"].notna() & course["id"].isin(found.loc[drawn, "id"])]
    course = course[course["id"].isin(list(dict.fromkeys(course["id"]))[:MOST])]
    shown = []
    for row in records(course):
        kind = "shown" if row["lower"] != row["lower"] else "shown_ahead"
        value = _amount(_rounded(row["value"], row["unit"]), row["unit"])
        shown.append(say(f"evaluation.course.{kind}", **row | {"value": value}))
    order = {id_: place for place, id_ in enumerate(found["id"])}
    return course.assign(shown=shown).sort_values("id", key=lambda ids: ids.map(order))


def course_title(found: Evaluation) -> str:
    """The finding: who is furthest behind; before any figure, how far the best is expected."""
    known = found[found["way"].notna() & (found["time"] > 0)]
    names = found.names
    if known.empty:
        ahead = found.course()
        ahead = ahead[ahead["id"].isin(_industry_targets(found))] if len(ahead) else ahead
        if ahead.empty:
            return say("evaluation.course.title.nothing")
        best = records(ahead.sort_values("way", ascending=False))[0]
        return say("evaluation.course.title.unknown", **best)
    worst = known.iloc[int(np.argmin(known["way"] / known["time"]))]
    kind = "behind" if (known["assessment"] == BEHIND).any() else "on_course"
    fields = {"name": names[worst["id"]], "way": worst["way"], "time": worst["time"]}
    return say(f"evaluation.course.title.{kind}", **fields)


def _industry_targets(found: Evaluation) -> set[str]:
    industries = found.state.assumptions.get("industries", {}).values()
    return {one["target"] for one in industries if "target" in one}
