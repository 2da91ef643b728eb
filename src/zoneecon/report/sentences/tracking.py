"""How is a change said? Sentences on moves, progress and the forecasts' record."""

import pandas as pd

from zoneecon.data.files.snapshot import changed
from zoneecon.history.reconstruct import annual
from zoneecon.report.format import percent
from zoneecon.targets.progress import MISSED, REACHED
from zoneecon.targets.verdicts import WORDS, decide
from zoneecon.tracking.revisions import CAUSES, State, main_cause
from zoneecon.tracking.status import (
    COVERAGE,
    change_table,
    forecasts,
    moves,
    pseudo_real_time,
    track,
    track_record,
)


def change_sentences(table: pd.DataFrame) -> list[str]:
    """One sentence a number; a count where many are new."""
    if table.empty:
        return ["No number is new, different or gone."]
    return [_change(row) for row in table.itertuples()]


def _change(row) -> str:
    what = f"{row.subject} {row.indicator} {row.period} ({row.fact})"
    if row.kind == "new":
        return f"{row.cause}: {what} is {row.new:g} {row.unit} ({row.new_id})."
    if row.kind == "gone":
        return f"{row.cause}: {what}, {row.old:g} {row.unit}, is gone ({row.old_id})."
    return (
        f"{row.cause}: {what} from {row.old:g} to {row.new:g} {row.unit}, {row.size:+.1%} "
        f"({row.old_id}, {row.new_id})."
    )


def verdict_sentences(before: State, after: State, split: pd.DataFrame) -> list[str]:
    """One sentence for each verdict and target whose word changed: which, and what moved it."""
    tables = [track(state).set_index("id") for state in (before, after)]
    rows = split.set_index("result")
    was, is_ = (
        _answers(state, table, rows[side])
        for state, table, side in zip((before, after), tables, ("before", "after"), strict=True)
    )
    sentences = [
        f"{_title(after, name)}: {WORDS[was[name]][0]} became {WORDS[word][0]}"
        f"{_why(after, tables[1], rows, name, word)}."
        for name, word in is_.items()
        if was.get(name, word) != word
    ]
    old, new = tables
    for one in new.index.intersection(old.index):
        words = old.at[one, "status"], new.at[one, "status"]
        if words[0] == words[1]:
            continue
        name = f"multiple {one}"
        moved = (
            f"; what is still to be multiplied went from {rows.at[name, 'before']:.4g} to "
            f"{rows.at[name, 'after']:.4g}{_mainly(rows, name)}"
            if name in rows.index
            else ""
        )
        sentences.append(f"{new.at[one, 'en']} ({one}): {words[0]} became {words[1]}{moved}.")
    return sentences


def _answers(state: State, targets: pd.DataFrame, values: pd.Series) -> dict[str, str]:
    """Industry -> its verdict (key of `WORDS`), from its chances and where its target stands."""
    return {
        name: decide(
            values[f"chance {name}"],
            values[f"most {name}"],
            targets["status"].get(one["target"], ""),
        )
        for name, one in state.assumptions.get("industries", {}).items()
        if f"chance {name}" in values.index
    }


def _why(after: State, targets: pd.DataFrame, rows: pd.DataFrame, name: str, word: str) -> str:
    """The published level that decided a verdict, or how its chances moved and by what."""
    if word in (REACHED, MISSED):
        row = targets.loc[after.assumptions["industries"][name]["target"]]
        asked = f"where {row['target']:g} was asked for ({row['latest_id']})"
        return f": {row['latest']:g} was published for {row['latest_year']:.0f}, {asked}"
    chance, most = (rows.loc[f"{kind} {name}"] for kind in ("chance", "most"))
    moved = max((chance, most), key=lambda row: abs(row["move"]))
    return (
        f": its chance went from {percent(chance['before'])} to {percent(chance['after'])}, on the "
        f"best reading from {percent(most['before'])} to {percent(most['after'])}, mainly by "
        f"{main_cause(moved)}"
    )


def _title(state: State, industry: str) -> str:
    return state.assumptions["industries"][industry].get("title_en", industry)


def _mainly(rows: pd.DataFrame, name: str) -> str:
    cause = main_cause(rows.loc[name])
    return f", mainly by {cause}" if cause else ""


def code_sentences(before: State, after: State) -> list[str]:
    """What computes was changed between two reports, by name."""
    if not before.code or not after.code:
        return []
    return changed(before.code, after.code) or ["nothing: the same code, packages and Python"]


def move_sentences(split: pd.DataFrame) -> list[str]:
    """One sentence for each result that moved (from `labelled`), with its parts."""
    sentences = []
    for row in split.to_dict("records"):
        parts = ", ".join(
            f"{cause} {row[cause]:+.3g}" for cause in CAUSES if abs(row[cause]) > 1e-12
        )
        sentences.append(f"{row['label']}: {row['before']:.4g} to {row['after']:.4g} ({parts}).")
    return sentences


def evaluation_sentences(before: State, after: State) -> list[str]:
    """Forecasts whose year has since been published: what was expected, and what came."""
    sentences = []
    for name, forecast in forecasts(before).items():
        came = annual(after.statements, name)["value"]
        bounds = forecast.interval(COVERAGE)
        for year in (year for year in forecast.years if year in came.index):
            lower, median, upper = bounds.loc[year]
            inside = "inside" if lower <= came[year] <= upper else "outside"
            sentences.append(
                f"{name} {year}: {median:.4g} was expected ({COVERAGE:.0%}: {lower:.4g} to "
                f"{upper:.4g}), {came[year]:g} came: {inside}."
            )
    return sentences


def diff_sentences(before: State, after: State) -> list[str]:
    """Everything that `zoneecon diff` says."""
    split = moves(before, after)
    moved, code = move_sentences(labelled(split, after)), code_sentences(before, after)
    return [
        f"From {before.label} to {after.label}.",
        "What is known:",
        *(f"  {line}" for line in change_sentences(change_table(before, after))),
        *(["What computes it:"] if code else []),
        *(f"  {line}" for line in code),
        "Results that moved:",
        *(f"  {line}" for line in moved or ["none"]),
        "Verdicts that changed their word:",
        *(f"  {line}" for line in verdict_sentences(before, after, split) or ["none"]),
        "Forecasts that became evaluations:",
        *(f"  {line}" for line in evaluation_sentences(before, after) or ["none"]),
    ]


def status_sentences(table: pd.DataFrame) -> list[str]:
    """How many targets stand where."""
    counts = table["status"].value_counts()
    listed = ", ".join(f"{count} {word}" for word, count in counts.items())
    return [f"{len(table)} targets can be followed: {listed}."] if len(table) else []


def followed_sentences(table: pd.DataFrame) -> list[str]:
    """One sentence for each target with a later figure: where it is, and what remains."""
    sentences = []
    for row in table[table["latest"].notna()].itertuples():
        remains = f"; {row.remaining:.1%} a year remains" if row.remaining == row.remaining else ""
        sentences.append(
            f"{row.en}: {row.latest:g} in {row.latest_year:.0f}, {row.expected:.3g} on the way to "
            f"{row.target:.4g} in {row.target_year:.0f}: {row.status}{remains} ({row.latest_id})."
        )
    return sentences


def record_sentences(scores: pd.DataFrame) -> list[str]:
    """How often the interval held; nothing where there is nothing to score."""
    if scores.empty:
        return []
    return [
        f"{len(scores)} (overlapping) forecasts of years now known: "
        f"{scores['inside'].mean():.0%} inside the {COVERAGE:.0%} interval, CRPS "
        f"{scores['crps'].mean():.3f} of the log level.",
        *(
            f"{row.ahead:.0f} year(s) ahead: {row.coverage:.0%} of {row.n:.0f} inside, CRPS "
            f"{row.crps:.3f}."
            for row in track_record(scores).itertuples()
        ),
    ]


def or_none(sentences: list[str], otherwise: str) -> list[str]:
    """The sentences, or one that says that there are none."""
    return sentences or [otherwise]


def labelled(split: pd.DataFrame, state: State) -> pd.DataFrame:
    """Results that moved, with the target's or the series' name instead of a code."""
    split = split[split["move"].abs() > 1e-12]
    names = track(state).set_index("id")["en"] if len(split) else {}
    industries = state.assumptions.get("industries", {})
    told = {
        "multiple": lambda code: f"{names.get(code, code)} ({code}), still to be multiplied",
        "chance": lambda code: f"{industries[code]['title_en']}, chance",
        "most": lambda code: f"{industries[code]['title_en']}, chance on the best reading",
        "median": lambda code: f"{code.replace('_', ' ')}, median forecast",
    }
    parts = [result.partition(" ") for result in split["result"]]
    return split.assign(label=[told[kind](code) for kind, _, code in parts])


def unmoved_sentence(split: pd.DataFrame) -> str:
    """How many results stayed as they were."""
    moved = int((split["move"].abs() > 1e-12).sum())
    return f"{moved} of {len(split)} results moved."


def conclusion(before: State, after: State) -> list[str]:
    """What changed since the last report, and whether the plan is on course."""
    table, split = track(after), moves(before, after)
    moved = verdict_sentences(before, after, split)
    new = change_table(before, after)
    counts = new.groupby("cause", sort=False).size()
    listed = ", ".join(f"{count} × {cause}" for cause, count in counts.items())
    return [
        f"Since {before.label}: {listed}." if len(new) else f"Since {before.label}: nothing.",
        *moved,
        *status_sentences(table),
        *record_sentences(pseudo_real_time(after))[:1],
    ]
