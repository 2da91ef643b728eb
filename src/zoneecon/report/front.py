"""What does the first page say? One sentence, a card a target, and what to know and do about them.

Every line has a subject, a verb and the number that matters; the tables of the other pages hold the
rest. The words stand in `text/front.toml`.
"""

from typing import Any

import pandas as pd

from zoneecon.history.results import Findings
from zoneecon.report.sentences.evaluation import PROPOSED
from zoneecon.rows import records
from zoneecon.targets.answer import Answer
from zoneecon.targets.feasible import feasible
from zoneecon.targets.progress import DECIDED, REACHED
from zoneecon.targets.readings import best_window
from zoneecon.targets.required import NOT_TESTABLE
from zoneecon.targets.verdicts import decide
from zoneecon.text.catalogue import chance, each, retold, say, texts
from zoneecon.text.numbers import significant
from zoneecon.tracking import status
from zoneecon.tracking.comparison import Comparison

#: Verdicts of targets that can be expected to be reached.
EXPECTED = (REACHED, "reachable")
#: How many new figures are named.
NAMED = 3
CARD = ("title", "words", "pooled", "asked", "reason", "pooled_high", "ids")


def lead(answer: Answer) -> list[str]:
    """The answer in one sentence."""
    words = answer.verdicts["verdict"]
    if words.empty:
        return [say("front.lead.nothing", day=answer.plan.as_of)]
    counts = words.value_counts().reset_index()
    years = sorted({_year(answer, name) for name in answer.verdicts["industry"]})
    told = {"day": answer.plan.as_of, "count": len(words), "years": years}
    open_ = not words.isin((*DECIDED, *EXPECTED)).any() and (words != NOT_TESTABLE).any()
    none = "over" if _is_over(answer, answer.verdicts) else "none"
    kind = none if open_ else "some"
    return [say(f"front.lead.{kind}", counts=each("front.lead.count", counts), **told)]


def _year(answer: Answer, industry: str) -> int:
    return answer.scenario.year_of(industry)


def _is_over(answer: Answer, rows: pd.DataFrame) -> bool:
    """Whether the years of all these targets are over on the day."""
    return answer.plan.as_of.year > max(_year(answer, name) for name in rows["industry"])


def _of_kind(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[table["kind"] == kind]


# --- cards ------------------------------------------------------------------------------------


def cards(answer: Answer) -> pd.DataFrame:
    """A row a target: what it asks, the verdict, its chance and one reason; `CARD`."""
    around = _of_kind(answer.arguments, "around").set_index("industry")["around"]
    rows = [_card(answer, row, around) for row in records(answer.verdicts)]
    rows += [
        {
            **row,
            "words": say(f"front.word.{_verdict(row)}"),
            "asked": _asked(row | {"base_year": row["since"]}, row["target_year"]),
            "reason": _reason_of_sum(row),
            "pooled_high": "",
            "ids": [row["id"]],
        }
        for row in records(answer.together)
    ]
    return pd.DataFrame(rows, columns=list(CARD))


def _card(answer: Answer, row: dict[Any, Any], around: pd.Series) -> dict[str, Any]:
    spread = [chance(row[name]) for name in ("pooled", "pooled_high") if row[name] == row[name]]
    kindest = spread[1] if len(set(spread)) == 2 else ""
    if row["verdict"] in DECIDED:
        row = {**row, "pooled": float("nan")}
        kindest = ""
    ids = [*row["derived_from"].split(";"), row["latest_id"]]
    form = "if" if isinstance(row["condition"], str) and row["condition"] else "plain"
    word = say(f"front.word.{row['verdict']}")
    return {
        **row,
        "words": say(f"targets.verdict_form.{form}", word=word),
        "asked": _asked(row, _year(answer, row["industry"])),
        "reason": _reason(row, around),
        "pooled_high": kindest,
        "ids": list(dict.fromkeys(filter(None, ids))),
    }


def _verdict(row: dict[Any, Any]) -> str:
    """That of a target for a sum, which the table has only a chance of."""
    return decide(row["pooled"], row["status"] if row["status"] in DECIDED else "")


def _reason_of_sum(row: dict[Any, Any]) -> str:
    if row["status"] in DECIDED:  # its base is then the sum of what was published last
        return say("front.reason.decided", latest=row["base"], latest_year=row["since"])
    return say("front.reason.together", **row)


def _asked(row: dict[Any, Any], year: int) -> str:
    number, growth = row["target"] == row["target"], row["required"] == row["required"]
    kind = "growth" if number and growth else "level" if number else "words"
    return say(f"front.asked.{kind}", year=year, **row)


def _reason(row: dict[Any, Any], around: pd.Series) -> str:
    """The one reason that says most, in this order."""
    if row["verdict"] in DECIDED:
        return say("front.reason.decided", **row)
    if row["verdict"] == NOT_TESTABLE:
        kind = "no_base" if row["target"] == row["target"] else "no_level"
        return say(f"front.reason.{kind}")
    if row["latest_id"]:
        left = row["asked"] ** (1 / row["years"]) - 1 if row["years"] > 0 else float("nan")
        return say("front.reason.known", left=left, **row)
    if row["industry"] in around:
        return say("front.reason.around", around=around[row["industry"]])
    return say("front.reason.plans", **row)


# --- what would have to be true, what stands against --------------------------------------------


def must(
    answer: Answer, solved: pd.DataFrame | None = None, found: Findings | None = None
) -> list[str]:
    """What would have to be true, in three lines at most.

    Parameters
    ----------
    answer : Answer
    solved : Breakeven, optional
        Of the baseline; without it nothing is said of transfers.
    found : Findings, optional
        Without it nothing is said of the plan's own accounts.
    """
    verdicts = answer.verdicts
    if verdicts["verdict"].isin(DECIDED).all():
        return [say("front.must.decided")]
    if verdicts["pooled"].isna().all():
        return [say("front.must.untestable")]
    believed = _of_kind(answer.believed, "centre")
    said = [
        *_growth(believed),
        *_transfers(answer, solved, believed["industry"]),
        *(say("front.must.rate", **room) for room in _rooms(found) if _is_short(room)),
    ]
    return said or [say("front.must.nothing")]


def _growth(believed: pd.DataFrame) -> list[str]:
    if believed.empty:
        return []
    growths = list(dict.fromkeys(each("front.must.one.growths", believed)))
    told = {"needed": each("front.must.one.growth", believed), "growths": growths}
    return [say("front.must.growth", wanted=believed["wanted"].iloc[0], **told)]


def _transfers(answer: Answer, solved: pd.DataFrame | None, industries: pd.Series) -> list[str]:
    if solved is None:
        return []
    rows = solved[solved["reached"].astype(bool) & solved["variable"].eq("transferred_output")]
    rows = rows[rows["industry"].isin(industries)]
    needed = each("front.must.one.transfer", rows.assign(title=rows["industry"].map(answer.titles)))
    return [say("front.must.transfer", needed=needed)] if needed else []


def _rooms(found: Findings | None) -> list[Any]:
    return [] if found is None else found.room()


def _is_short(room: Any) -> bool:
    """Whether the targets fit GDP's path only at a lower value added per output."""
    return bool(room["rate_fits"] < room["rate_base"])


def checks(answer: Answer, found: Findings | None = None) -> list[str]:
    """The industry around the zone, and what the targets imply for GDP and for investment."""
    needs = [] if found is None else found.investment()
    return [
        *each("front.check.around", _of_kind(answer.arguments, "around")),
        *(say("front.check.gdp", **room) for room in _rooms(found)),
        *(say("front.check.investment", **need) for need in needs),
    ] or [say("front.check.nothing")]


# --- what to do next ----------------------------------------------------------------------------


def what_next(answer: Answer) -> list[str]:
    """Which figures to ask of whom, which rule decides, and what could stand instead."""
    verdicts = answer.verdicts
    open_ = verdicts[~verdicts["verdict"].isin((*DECIDED, NOT_TESTABLE))]
    untested = verdicts.loc[verdicts["verdict"] == NOT_TESTABLE, "title"].tolist()
    base = [say("front.next.base", titles=untested)] if untested else []
    if open_.empty:
        return base or [say("front.next.decided")]
    due = _due(answer, open_)
    newest = open_["latest_id"].ne("")
    known = "all" if newest.all() else "some" if newest.any() else "none"
    asked = {"zone": retold(answer.plan.name), "titles": open_["title"].tolist(), "due": due}
    return [
        say("front.next.levels", known=known, **asked),
        *_questions(answer, open_),
        *base,
        *_rule(answer, open_, due),
        *_instead(answer, open_),
    ]


def _due(answer: Answer, open_: pd.DataFrame) -> int:
    """The newest year whose levels can be asked for: the last one that is over, or the next."""
    known = pd.concat([open_["latest_year"], open_["base_year"]]).max()
    goal = max(_year(answer, name) for name in open_["industry"])
    return min(max(answer.plan.as_of.year - 1, int(known) + 1), goal)


def _questions(answer: Answer, open_: pd.DataFrame) -> list[str]:
    """What is not known of base and target, where the answer would move a chance."""
    cells = answer.cells[answer.cells["industry"].isin(open_["industry"])]
    ends = cells.groupby(["reading", "industry"])["pooled_high"].agg(["min", "max"])
    moved = set(ends[ends["max"] > ends["min"]].index.get_level_values("reading"))
    questions = [text for name, text in texts("front.question").items() if name in moved]
    most = open_["pooled_high"].max()
    return [say("front.next.readings", questions=questions, most=most)] if questions else []


def _rule(answer: Answer, open_: pd.DataFrame, due: int) -> list[str]:
    """Which level of the year that is asked for keeps a target."""
    left = open_["industry"].map(lambda name: max(_year(answer, name) - due, 0))
    best = best_window(answer.windows)
    kind = "decide" if not left.any() else "keep" if best and best > 0 else "path"
    rate: Any = best if kind == "keep" else open_["required"]
    levels = open_.assign(level=open_["target"] / (1 + rate) ** left)
    return [say(f"front.next.{kind}", due=due, levels=each("front.level.one", levels), best=best)]


def _instead(answer: Answer, open_: pd.DataFrame) -> list[str]:
    """Levels that could stand in place of the targets that are less likely than not."""
    rows = feasible(open_, answer.views, answer.scenario.year_of).dropna(subset=["even", "likely"])
    rows = rows[rows["even"] < rows["target"]]
    if rows.empty:
        return []
    ends = {name: [significant(x, PROPOSED) for x in rows[name]] for name in ("even", "likely")}
    kind = "over" if _is_over(answer, rows) else "instead"
    return [say(f"front.next.{kind}", levels=each("front.level.two", rows.assign(**ends)))]


# --- since the last report ------------------------------------------------------------------------


def since(change: Comparison) -> list[str]:
    """Which numbers are new since the last publication but one, and which verdicts they changed."""
    if change.after.statements["published"].nunique() < 2:
        return [say("front.since.first")]
    label = change.before.label
    figures = change[change[["old", "new"]].notna().any(axis=1)]
    if figures.empty:
        return [say("front.since.nothing", label=label)]
    return [
        say("front.since.news", count=len(figures), label=label, names=_names(change, figures)),
        *(_changed(change) or [say("front.since.same")]),
    ]


def _names(change: Comparison, figures: pd.DataFrame) -> list[str]:
    called = change.after.indicators.set_index("code")["en"]
    names = list(dict.fromkeys(called.get(code, code) for code in figures["indicator"]))
    more = len(names) - NAMED
    return names if more < 2 else [*names[:NAMED], say("front.since.more", more=more)]


def _changed(change: Comparison) -> list[str]:
    then, now = (status.chances(state) for state in (change.before, change.after))
    both = then[["industry", "verdict"]].merge(now, on="industry", suffixes=("_before", ""))
    moved = both[both["verdict_before"] != both["verdict"]]
    return each(
        "front.since.changed", moved.rename(columns={"verdict_before": "was", "verdict": "now"})
    )
