"""How are verdicts, cases and plan targets said? Sentences of `text/targets.toml`."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zoneecon.rows import each_row
from zoneecon.targets.cases import HIT, NO_OUTCOME, UNDECIDED
from zoneecon.targets.outside_view import scores
from zoneecon.targets.progress import DECIDED, LEVEL_ONLY, MISSED, NO_DATA, REACHED
from zoneecon.targets.readings import best_window
from zoneecon.targets.required import NOT_TESTABLE, TESTABLE
from zoneecon.text.catalogue import chance, each, say, texts

#: Break-even variables that say what would have to be true; the rest stays in its table.
MUST = tuple(texts("targets.must"))


def wording() -> pd.DataFrame:
    """The verdict words and their rules, strongest first."""
    words = {"words": texts("targets.verdict", "en"), "words_zh": texts("targets.verdict", "zh")}
    return pd.DataFrame(words | {"rule": texts("targets.verdict_rule")}).loc[[*words["words"]]]


# --- verdicts ----------------------------------------------------------------------------------


def verdict_sentences(verdicts: pd.DataFrame, given: str = "") -> list[str]:
    """One line an industry: the word, what it needs, both ingredients, the span, why, and the if.

    `given` is what a what-if assumes; every line then says so.
    """
    return [_verdict_sentence({**row, "given": given}) for row in verdicts.to_dict("records")]


def _verdict_sentence(row: Mapping[Any, Any]) -> str:
    verdict, known = row["verdict"], bool(row["latest_id"])
    parts = ["given"] if row["given"] else []
    parts += ["untestable"] if verdict == NOT_TESTABLE else ["verdict"]
    if verdict == NOT_TESTABLE and row["target"] == row["target"] and row["base"] != row["base"]:
        parts += ["no_base"]
    if verdict != NOT_TESTABLE and known:
        parts += ["published"]
    if verdict not in (NOT_TESTABLE, REACHED, MISSED):
        spans = {chance(row[end]) for end in ("pooled_low", "pooled_high")}
        parts += ["chance_from_there" if known else "chance"]
        parts += ["one_span" if len(spans) == 1 else "span", "reason"]
        parts += ["condition"] if row["condition"] else []
    return say("numbers.space").join(say(f"targets.said.{part}", **row) for part in parts)


def together_sentences(table: pd.DataFrame) -> list[str]:
    """One line a joint target: how it was read, and the chance of the industries' sum."""
    return [
        say(f"targets.together.{kind}", **row._asdict())
        for row in each_row(table)
        for kind in [row.status.replace(" ", "_")]
    ]


def earlier_sentences(earlier: pd.DataFrame) -> list[str]:
    """What was said of each target before its year was known."""
    return each("targets.said.earlier", earlier)


def drawn_sentence(draws: int, seed: int) -> str:
    """What rests on draws, and what does not."""
    return say("targets.said.drawn", draws=draws, seed=seed)


def argument_sentences(arguments: pd.DataFrame) -> list[str]:
    """What speaks in plain numbers: `arguments.arguments`, a row an argument."""
    return each("targets.argument.{kind}", arguments)


def believed_sentences(believed: pd.DataFrame) -> list[str]:
    """What would have to be believed for a chance of a third: `beliefs.believed`."""
    return each("targets.believed.{kind}", believed)


def binding_sentences(verdicts: pd.DataFrame) -> list[str]:
    """Which limit comes first, and how far it lets each industry go."""
    open_ = ~verdicts["verdict"].isin(DECIDED)
    rows = verdicts[open_].dropna(subset="binding")
    kinds = ["demand" if limit == "demand" else "capital" for limit in rows["binding"]]
    return each("targets.binding.{kind}", rows.assign(kind=kinds))


def standing_sentences(verdicts: pd.DataFrame) -> list[str]:
    """A line an industry: the word, and the chance where there is one to tell."""
    told = verdicts.get("pooled", pd.Series(index=verdicts.index, dtype=float)).notna()
    told &= ~verdicts["verdict"].isin([REACHED, MISSED])
    kinds = told.map({True: "chance", False: "fact"})
    return each("targets.conclusion.{kind}", verdicts.assign(kind=kinds))


def verdict_conclusion(
    verdicts: pd.DataFrame, joint: pd.DataFrame, later: pd.DataFrame
) -> list[str]:
    """The answer in a few sentences; `later` is what is published since the bases, if anything."""
    counts = verdicts["verdict"].value_counts().reset_index()
    standing = standing_sentences(verdicts)
    known = verdicts["latest_id"].ne("").sum()
    decided = verdicts["verdict"].isin(DECIDED).all()
    best = {"pooled": joint["pooled"].max(), "best": joint["best"].max()}
    counted = each("targets.conclusion.count", counts)
    return [
        *standing,
        say("targets.conclusion.words", targets=len(verdicts), counts=counted),
        *([] if decided else [say("targets.conclusion.joint", **best)]),
        say(f"targets.conclusion.{'known' if known else 'unknown'}", known=known),
        *(
            []
            if later.empty
            else [say("targets.conclusion.later", figures=each("targets.later", later))]
        ),
    ]


# --- what would have to be true, what would change our mind ------------------------------------


def must_sentences(
    solved: pd.DataFrame, need: Mapping[str, object] | None, titles: Mapping[str, str]
) -> list[str]:
    """What one driver alone would have to be, from `breakeven.breakeven`.

    `need` is the value-added rate, None where the accounts or the targets do not give one.
    """
    rows = solved[solved["reached"].astype(bool)].set_index(["industry", "variable"])["value"]
    sentences = []
    for industry, title in titles.items():
        found = [name for name in MUST if (industry, name) in rows.index]
        ways = [say(f"targets.must.{name}", value=rows[industry, name]) for name in found]
        if ways:
            joined = say("targets.must_said.or").join(ways)
            sentences.append(say("targets.must_said.industry", title=title, ways=joined))
    if need is None:
        return sentences
    if need["value"] != need["value"]:
        return sentences or [say("targets.must_said.known")]
    count = solved.loc[solved["variable"] == "growth", "industry"].isin(titles).sum()
    return [*sentences, say("targets.must_said.all", count=count, value=need["value"])]


def mind_sentences(
    verdicts: pd.DataFrame,
    cells: pd.DataFrame,
    windows: Mapping[str, float | None],
    year: int,
    target_year: int,
) -> list[str]:
    """What would change the verdicts: levels, a date, a scope, prices.

    Parameters
    ----------
    verdicts, cells : DataFrame
        `verdicts.verdict_table` and `verdicts.cells_summary`.
    windows : mapping
        Growth windows; the best is what the zone has shown it can do.
    year, target_year : int
        Of the level asked for, before the target year.
    """
    verdicts = verdicts[~verdicts["verdict"].isin(DECIDED)]
    if verdicts.empty:
        return [say("targets.mind.decided")]
    sentences, levels = [], verdicts.dropna(subset="target")
    if best := best_window(windows):
        levels = levels.assign(level=levels["target"] / (1 + best) ** (target_year - year))
        least = each("targets.mind.industry", levels)
        sentences = [say("targets.mind.level", year=year, levels=least, best=best)]
    for reading in ("base_year", "scope", "prices"):
        rows = cells[(cells["reading"] == reading) & cells["industry"].isin(verdicts["industry"])]
        ends = rows.groupby("industry")["pooled_high"].agg(low="min", high="max")
        if not (ends["high"] > ends["low"]).any():
            continue  # a published level has settled it
        widest = (ends["high"] - ends["low"]).idxmax()
        sentences.append(say(f"targets.mind.{reading}", industry=widest, **ends.loc[widest]))
    return sentences


# --- outside -----------------------------------------------------------------------------------


def case_sentences(cases: pd.DataFrame, view: pd.DataFrame) -> list[str]:
    """How few cases there are, first; then what they say."""
    main, weaker = view.iloc[0], view.iloc[1]
    results = cases["result"].value_counts()
    apart = {"no_outcome": results.get(NO_OUTCOME, 0), "undecided": results.get(UNDECIDED, 0)}
    said = [say("targets.cases.count", count=main["n"], **main, **apart)]
    ratios = {"ratio": main, "weak": weaker}  # of too few cases there is no spread
    known = {name: row for name, row in ratios.items() if row["median"] == row["median"]}
    return said + [say(f"targets.cases.{name}", **row) for name, row in known.items()]


def hindcast_sentences(table: pd.DataFrame) -> list[str]:
    """How the outside view did on other plans' targets, whatever it shows."""
    if table.empty:
        return [say("targets.hindcast.none")]
    weight, found = table["weight"], scores(table)
    means = {
        "given": float((table["outside"] * weight).sum() / weight.sum()),
        "met": float((table["result"].eq(HIT) * weight).sum() / weight.sum()),
    }
    counts = {"targets": len(table), "plans": table["plan"].nunique()}
    better = (
        found["brier_outside"] < found["brier_hits"] and found["log_outside"] < found["log_hits"]
    )
    return [
        say("targets.hindcast.count", **counts, **means),
        say(f"targets.hindcast.{'better' if better else 'no_better'}", **found),
    ]


# --- all plan targets ----------------------------------------------------------------------------


def plan_sentences(plan: pd.DataFrame) -> list[str]:
    """How many printed targets can be tested, and how."""
    names = {"testable": TESTABLE, "level": LEVEL_ONLY, "untestable": NOT_TESTABLE}
    counts = {name: int((plan["testable"] == value).sum()) for name, value in names.items()}
    waiting = int((plan["status"] == NO_DATA).sum())
    first = plan["base_year"].max() + 1
    return [
        say("targets.plan.count", targets=len(plan), **counts),
        say("targets.plan.waiting", waiting=waiting, year=first),
    ]
