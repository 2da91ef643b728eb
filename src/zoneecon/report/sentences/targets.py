"""How are verdicts, cases and plan targets said? Columns and sentences."""

from collections.abc import Mapping

import pandas as pd

from zoneecon.report.format import percent
from zoneecon.targets.cases import HIT, MINIMUM_RATIOS, NO_OUTCOME, UNDECIDED, log_t, scored
from zoneecon.targets.outside_view import Outside, growth_record
from zoneecon.targets.progress import MISSED, NO_DATA, REACHED
from zoneecon.targets.required import NOT_TESTABLE, TESTABLE
from zoneecon.targets.verdicts import ONLY_IF, OUT_OF_REACH, UNLIKELY, WORDS


def wording() -> pd.DataFrame:
    """The verdict words and their rules, strongest first."""
    return pd.DataFrame(
        [{"words": en, "words_zh": zh, "rule": rule} for en, zh, rule in WORDS.values()]
    )


def _ids(joined: str) -> str:
    return ", ".join(filter(None, joined.split(";")))


# --- verdicts ----------------------------------------------------------------------------------


def verdict_sentences(verdicts: pd.DataFrame) -> list[str]:
    """One line an industry: the word, what it needs, both ingredients, what binds, and the if."""
    return [_verdict_sentence(row) for row in verdicts.itertuples(index=False)]


def _verdict_sentence(row) -> str:
    head = f"{row.title}: {row.words_zh}, {row.words}"
    if row.verdict == NOT_TESTABLE:
        return f"{head} ({_ids(row.derived_from)})."
    needs = f"{row.required:.1%} a year, {_ids(row.derived_from)}"
    asked = f" ({row.base:g} → {row.target:g}, {needs})."
    if row.latest_id:
        asked += f" Published: {row.latest:g} in {row.latest_year:.0f} ({_ids(row.latest_id)})."
    if row.verdict in (REACHED, MISSED):
        return head + asked
    text = (
        f"{asked} Chance{' from there' if row.latest_id else ''} {percent(row.pooled)}: inside "
        f"{percent(row.inside)}, outside "
        f"{percent(row.outside)}; "
    )
    if row.verdict == OUT_OF_REACH:
        text += f"at most {percent(row.pooled_high)} on any of {row.cells} readings."
    else:
        text += (
            f"{percent(row.pooled_low)} to {percent(row.pooled_high)} over {row.cells} readings."
        )
    if row.verdict == ONLY_IF:
        condition = row.best.replace("; ", ", ")
        weak = ", and not likely even then" if row.pooled_high < UNLIKELY else ""
        text += f" Only if {condition}{weak}."
    return head + text


def binding_sentences(verdicts: pd.DataFrame) -> list[str]:
    """Which limit comes first, and how far it lets each industry go."""
    return [
        f"{row.title}: {row.binding} comes first; with every other limit lifted it leads to "
        f"{row.ceiling:.0f} of {row.target:g} ({_ids(row.binding_statements)})."
        for row in verdicts.itertuples(index=False)
        if isinstance(row.binding, str)
    ]


def verdict_conclusion(
    verdicts: pd.DataFrame, joint: pd.DataFrame, plan: pd.DataFrame
) -> list[str]:
    """The answer in a few sentences."""
    counts = verdicts["words"].value_counts()
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    ids = verdicts["derived_from"].str.split(";").str[-1]
    known = plan.loc[plan["id"].isin(ids), "latest"].notna().sum()
    return [
        f"Of {len(verdicts)} targets: {said}.",
        f"All together: {percent(joint['pooled'].max())} at most, however closely the industries "
        f"move together; {percent(joint['best'].max())} if each stood on its best reading.",
        "No level of any of them after the base is published, so none can be called reached or "
        "missed."
        if not known
        else f"A later level is published for {known} of them.",
    ]


# --- what would have to be true, what would change our mind ------------------------------------


def must_sentences(
    solved: pd.DataFrame, need: Mapping[str, object], titles: Mapping[str, str]
) -> list[str]:
    """What one driver alone would have to be, from `breakeven.breakeven_table`."""
    table = solved.set_index(["industry", "variable"])
    sentences = []
    for industry, title in titles.items():
        if (industry, "growth") not in table.index:
            continue
        said = [
            text.format(table.at[(industry, name), "value"])
            for name, text in MUST.items()
            if (industry, name) in table.index and table.at[(industry, name), "reached"]
        ]
        if said:
            sentences.append(f"{title}: {', or '.join(said)}.")
    sentences.append(
        f"All three with GDP on the baseline's path: value added per output falls to "
        f"{need['value']:.1%}."
    )
    return sentences


MUST = {
    "growth": "volume grows {:.0%} a year with capital no limit",
    "price_multiple": "prices stand at {:.2g} times their path",
    "transferred_output": "output of {:.0f} is moved into the zone",
}


def mind_sentences(
    verdicts: pd.DataFrame,
    cells: pd.DataFrame,
    windows: Mapping[str, float | None],
    cases: pd.DataFrame,
    year: int,
) -> list[str]:
    """What would change the verdicts: levels, a date, a scope, another plan that was met.

    Parameters
    ----------
    verdicts, cells : DataFrame
        `verdicts.verdict_table` and `verdicts.cells_summary`.
    windows : mapping
        Growth windows; the best is what the zone has shown it can do.
    cases : DataFrame
        `cases.read_cases`.
    year : int
        Of the level asked for, before the target year 2025.
    """
    best = max(rate for rate in windows.values() if rate is not None)
    levels = [
        f"{row.industry} {row.target / (1 + best) ** (2025 - year):.0f}"
        for row in verdicts.dropna(subset="target").itertuples()
    ]
    sentences = [
        f"A printed level of {year}, in the target's concept, of at least {', '.join(levels)}: "
        f"from there the zone's best growth ({best:.1%} a year) is enough."
    ]
    named = {
        "base_year": "A printed date for 目前",
        "scope": "Proof that base and target cover the same firms, or do not",
        "prices": "Knowing in which prices the targets are meant",
    }
    for reading, text in named.items():
        rows = cells[cells["reading"] == reading]
        ends = rows.groupby("industry")["pooled_high"].agg(["min", "max"])
        widest = (ends["max"] - ends["min"]).idxmax()
        low, high = ends.loc[widest]
        sentences.append(
            f"{text}: the best chance of {widest} lies between {percent(low)} and {percent(high)} "
            "over its readings."
        )
    ratios = list(scored(cases)["ratio"])
    if len(ratios) < MINIMUM_RATIOS:  # as on early days
        return sentences
    sentences.append(
        f"One more plan that just met its target: the chance by cases would move from "
        f"{log_t(ratios).at_least():.2f} to {log_t([*ratios, 1.0]).at_least():.2f}."
    )
    return sentences


# --- outside -----------------------------------------------------------------------------------


def case_sentences(cases: pd.DataFrame, view: pd.DataFrame) -> list[str]:
    """How few cases there are, first; then what they say."""
    main, weaker = view.iloc[0], view.iloc[1]
    results = cases["result"].value_counts()
    return [
        f"Only {main['n']} plans can be scored, {main['hits']} of them a hit; "
        f"{results.get(NO_OUTCOME, 0)} more have no outcome and {results.get(UNDECIDED, 0)} are "
        "undecided, and neither is a miss.",
        f"Outcome over target: median {main['median']:.2f}, chance of 1 or more "
        f"{main['probability']:.2f} (log-t); share of hits {main['jeffreys']:.2f}, 90 % "
        f"{main['jeffreys_low']:.2f} to {main['jeffreys_high']:.2f} (Jeffreys).",
        f"Without the hit, whose source is weak: median {weaker['median']:.2f}, chance "
        f"{weaker['probability']:.2f}.",
    ]


def records_table(verdicts: pd.DataFrame, outside: Outside) -> pd.DataFrame:
    """Growth records at each target's multiple, one below the other."""
    tables = [
        growth_record(outside.base_rates, row.multiple, outside.history).assign(industry=row.title)
        for row in verdicts.itertuples()
    ]
    return pd.concat(tables, ignore_index=True)


def hindcast_sentences(table: pd.DataFrame) -> list[str]:
    """How the outside view would have done, whatever it shows."""
    if table.empty:
        return ["Too few plans of others had an outcome by then: the view cannot be judged."]
    hits = table[table["result"] == HIT]
    warned = int((table.loc[table["result"] != HIT, "given"] < UNLIKELY).sum())
    ours, chance = table["squared_error"].mean(), table["chance_error"].mean()
    better = "better than" if ours < chance else "no better than"
    return [
        f"{warned} of {len(table) - len(hits)} misses were given less than one chance in three; "
        + (f"the hit was given {hits['given'].max():.2f}." if len(hits) else "there was no hit."),
        f"Mean squared error {ours:.3f}, {better} always saying the share of hits among the others "
        f"({chance:.3f}); on {len(table)} cases neither is proof.",
    ]


# --- all plan targets ----------------------------------------------------------------------------


def plan_sentences(plan: pd.DataFrame) -> list[str]:
    """How many printed targets can be tested, and how."""
    counts = plan["testable"].value_counts()
    waiting = int((plan["status"] == NO_DATA).sum())
    return [
        f"{len(plan)} printed targets with a number: {counts.get(TESTABLE, 0)} have base and "
        f"target, {counts.get('level only', 0)} can only be compared with a later level, "
        f"{counts.get(NOT_TESTABLE, 0)} cannot be tested.",
        f"{waiting} wait for a first figure of 2021 or later.",
    ]
