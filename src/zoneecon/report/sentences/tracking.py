"""How is a change said? Moves, progress and the forecasts' record, in `text/tracking.toml`."""

from typing import Any

import pandas as pd

from zoneecon.data.files.snapshot import changed
from zoneecon.report.format import unit_word
from zoneecon.rows import keyed_rows
from zoneecon.text.catalogue import SOURCE, chance, each, known, say
from zoneecon.tracking import answers, status
from zoneecon.tracking.revisions import CAUSES, State

#: So many changes around a zone are told one by one.
FEW = 5


def change_sentences(table: pd.DataFrame) -> list[str]:
    """One sentence a number that is new, different or gone; words are told as such."""
    kind = table["kind"].where(table["unit"] != "words", "words")
    uncounted = "count" if known(None) == SOURCE else ""  # English has no word for pieces
    units = ["" if unit == uncounted else unit_word(unit) for unit in table["unit"]]
    told = each("tracking.change.{kind}", table.assign(kind=kind, unit=units))
    told = [" ".join(line.split()) for line in told]
    return or_none(told, say("tracking.change.none"))


def around_sentences(before: State, after: State) -> list[str]:
    """What is new, different or gone around the zone: a sentence each, or one for many."""
    said: list[str] = []
    for cause, rows in status.around_table(before, after).groupby("cause", sort=False):
        if len(rows) <= FEW:
            said += change_sentences(rows)
        else:
            ids = rows["new_id"].where(rows["new_id"] != "", rows["old_id"])
            counted = {"cause": cause, "count": len(rows), "ids": sorted(ids)[:FEW]}
            said.append(say("tracking.change.many", **counted))
    return said


def verdict_sentences(before: State, after: State, split: pd.DataFrame) -> list[str]:
    """One sentence for each verdict and target whose word changed: which, and what moved it."""
    return [
        *each("tracking.verdict.{decided}", answers.verdict_changes(before, after, split)),
        *each("tracking.against.{kind}", _seen(answers.against_news(before, after, split))),
        *each("tracking.status.{kind}", answers.status_changes(before, after, split)),
    ]


def code_sentences(before: State, after: State) -> list[str]:
    """What computes was changed between two reports, by name."""
    if not before.code or not after.code:
        return []
    return changed(before.code, after.code) or [say("tracking.same_code")]


def move_sentences(split: pd.DataFrame) -> list[str]:
    """One sentence for each result that moved (from `labelled`), with its parts."""
    sentences = []
    records: list[Any] = split.to_dict("records")
    for row in records:
        causes = [cause for cause in CAUSES if abs(row[cause]) > 1e-12]
        parts = [say("tracking.move.part", cause=cause, amount=row[cause]) for cause in causes]
        sentences.append(say("tracking.move.result", parts=parts, **row))
    return sentences


def evaluation_sentences(before: State, after: State) -> list[str]:
    """Forecasts whose year has since been published: what was expected, and what came."""
    return each("tracking.evaluation.{kind}", answers.evaluations(before, after))


def diff_sentences(before: State, after: State) -> list[str]:
    """Everything that `zoneecon diff` says."""
    split = status.moves(before, after)
    parts = {
        "known": [
            *change_sentences(status.change_table(before, after)),
            *around_sentences(before, after),
        ],
        "code": code_sentences(before, after),
        "moved": move_sentences(labelled(split, after)),
        "verdicts": verdict_sentences(before, after, split),
        "evaluations": evaluation_sentences(before, after),
    }
    sentences = [say("tracking.diff.span", before=before.label, after=after.label)]
    for name, said in parts.items():
        if said or name != "code":
            lines = or_none(said, say("tracking.none"))
            sentences += [say(f"tracking.diff.{name}"), *(f"  {line}" for line in lines)]
    return sentences


def followed_sentences(table: pd.DataFrame) -> list[str]:
    """One sentence for each target with a later figure: where it is, and what remains."""
    known = table[table["latest"].notna()]
    kinds = known["remaining"].notna().map({True: "remains", False: "reached"})
    return each("tracking.followed.{kind}", known.assign(kind=kinds))


def record_sentences(scores: pd.DataFrame) -> list[str]:
    """How often the interval held; nothing where there is nothing to score."""
    if scores.empty:
        return []
    means = {"inside": scores["inside"].mean(), "crps": scores["crps"].mean()}
    return [
        say("tracking.record.count", forecasts=len(scores), coverage=status.COVERAGE, **means),
        *each("tracking.record.ahead", status.track_record(scores)),
    ]


def _seen(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose chance fell as far as a page prints it: from a band to the same is no fall."""
    names = ["chance" if kind == "chance" else "most" for kind in rows.get("kind", ())]
    told = [
        chance(row[f"{name}_before"]) != chance(row[f"{name}_after"])
        for name, (_, row) in zip(names, keyed_rows(rows), strict=True)
    ]
    return rows[told]


def score_sentences(scores: pd.DataFrame) -> list[str]:
    """Brier and log score of the chances that verdicts gave; nothing where nothing is decided."""
    if scores.empty:
        return []
    counts = {"chances": len(scores), "targets": scores["industry"].nunique()}
    return [say("tracking.record.verdicts", **counts, **scores[["brier", "log"]].mean())]


def or_none(sentences: list[str], otherwise: str) -> list[str]:
    """The sentences, or one that says that there are none."""
    return sentences or [otherwise]


def labelled(split: pd.DataFrame, state: State) -> pd.DataFrame:
    """Results that moved, with the target's or the series' name instead of a code."""
    split = split[split["move"].abs() > 1e-12]
    targets: Any = status.track(state).set_index("id")["en"] if len(split) else {}
    industries = state.assumptions.get("industries", {})
    labels = []
    for kind, _, code in (result.partition(" ") for result in split["result"]):
        names = {
            "en": targets.get(code, code),
            "industry": industries.get(code, {}).get("title_en", code),
            "series": code.replace("_", " "),
        }
        labels.append(say(f"tracking.result.{kind}", code=code, **names))
    kinds = _chances(split)
    told = {
        end: [
            chance(value) if banded else f"{value:.4g}"
            for value, banded in zip(split[end], kinds, strict=True)
        ]
        for end in ("before", "after")
    }
    return split.assign(label=labels, **told)


def moved(split: pd.DataFrame, state: State) -> pd.DataFrame:
    """`labelled` as a table shows it: a chance's parts in points, without causes of nothing."""
    table = labelled(split, state)
    forms = ["points" if chance else "amount" for chance in _chances(table)]
    for cause in CAUSES:
        parts = [
            say(f"tracking.move.{form}", part=part, points=100 * part) if abs(part) > 1e-12 else ""
            for form, part in zip(forms, table[cause], strict=True)
        ]
        table = table.assign(**{cause: parts}) if any(parts) else table.drop(columns=cause)
    return table


def _chances(split: pd.DataFrame) -> list[bool]:
    """Which results are a chance."""
    return [result.partition(" ")[0] in ("chance", "most", "paths") for result in split["result"]]


def unmoved_sentence(split: pd.DataFrame) -> str:
    """How many results stayed as they were."""
    moved = int((split["move"].abs() > 1e-12).sum())
    return say("tracking.move.count", moved=moved, results=len(split))


def conclusion(before: State, after: State) -> list[str]:
    """What changed since the last report, and how good earlier forecasts were."""
    new = status.change_table(before, after)
    counts = new.groupby("cause", sort=False).size().rename("count").reset_index()
    kind = "changes" if len(new) else "nothing"
    counted = each("tracking.since.count", counts)
    return [
        say(f"tracking.since.{kind}", label=before.label, counts=counted),
        *verdict_sentences(before, after, status.moves(before, after)),
        *record_sentences(status.pseudo_real_time(after))[:1],
    ]
