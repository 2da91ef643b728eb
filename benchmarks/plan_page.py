"""Lays out `plan_targets.md`: scores, reliability, one plan more or less, priors, what is out."""

import numpy as np
import pandas as pd
from plan_scores import MUCH, VIEWS, asked_much, band

from zoneecon.targets import plan_pairs
from zoneecon.text.catalogue import say

#: To reach, as the issue asks: ratios to the share of hits, and the distance of means.
BRIER, LOG, DISTANCE = 0.95, 0.93, 0.05
BAND_NAMES = ("under 1 %", "1-5 %", "5-10 %", "10-33 %", "33-66 %", "66 % and more")


def page(found: dict) -> str:
    """The whole page as Markdown."""
    judged = found["judged"]
    what = found["file"] or "the reference data's plan targets"
    parts = [
        "# What a chance is worth that follows from what a plan asks",
        f"Made by `benchmarks/plan_targets.py` from {what}: {len(judged)} targets of "
        f"{judged['key'].nunique()} plans with a base or a rate and a result, neither sums over "
        f"years nor of low confidence; {int(judged['met'].sum())} were met. Every plan is judged "
        "by a fit to the others, by the functions that the product calls, and weighs one. The "
        "share of hits is the other plans' share.",
        _scores(found["scores"]),
        _reached(found),
        "## By size of ask",
        "Rows alike; asked growth is a year, chances are means in %.",
        _reliability(found["reliability"]),
        *_new(found["new"]),
        "## One plan more or less",
        _moves(found["moves"]),
        "## What the fit says",
        _fit(found),
        "## Other priors",
        "Ratios to the share of hits on the same rows; chances of a zone that asks x3.33 in five "
        "years, in %.",
        _priors(found["priors"]),
        "## What is left out of the fit, and why",
        _left_out(found["rows"]),
        *_problems(found["problems"]),
        "## Limits",
        "A convenience sample: missed plans make news. Hits of one plan hang together, and most "
        "plans are of nations; what is known of zones rests on "
        f"{_plans_in(found['pairs'], plan_pairs.ZONE)} plans, of which "
        f"{_hits_in(found['pairs'], plan_pairs.ZONE)} met what it asked.",
    ]
    return "\n\n".join(parts) + "\n"


def summary(found: dict) -> str:
    """One line for the terminal."""
    judged, table = found["judged"], found["scores"]
    outside = table.loc["outside"]
    return (
        f"{len(judged)} targets of {judged['key'].nunique()} plans: Brier {outside['brier']:.3f} "
        f"({outside['brier_ratio']:.2f} of the share of hits), log score {outside['log']:.3f} "
        f"({outside['log_ratio']:.2f})."
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _scores(table: pd.DataFrame) -> str:
    head = ["view", "mean chance", "Brier", "log score", "Brier, ratio", "log, ratio"]
    rows = [
        [
            row.view,
            f"{row.mean_chance:.2f}",
            f"{row.brier:.3f}",
            f"{row.log:.3f}",
            f"{row.brier_ratio:.3f}",
            f"{row.log_ratio:.3f}",
        ]
        for row in table.rename(columns={"mean": "mean_chance"}).itertuples()
    ]
    return _table(head, rows)


def _reached(found: dict) -> str:
    """What was to be reached, and what was."""
    outside, much = found["scores"].loc["outside"], asked_much(found["judged"])
    steps = _steps(found["moves"])
    lines = [
        f"- Brier at most {BRIER} of the share of hits: {outside['brier_ratio']:.3f}, "
        + _yes(outside["brier_ratio"] <= BRIER),
        f"- log score at most {LOG} of it: {outside['log_ratio']:.3f}, "
        + _yes(outside["log_ratio"] <= LOG),
    ]
    if len(much):
        given, met = much["outside"].mean(), much["met"].mean()
        lines.append(
            f"- of {len(much)} that asked {MUCH:.0%} a year or more {int(much['met'].sum())} "
            f"met it ({met:.3f}); mean chance {given:.3f}, within {DISTANCE}: "
            + _yes(abs(given - met) <= DISTANCE)
            + f" (logistic alone {much['plans'].mean():.3f}, record {much['record'].mean():.3f})"
        )
    lines.append(
        "- any one plan moves the chance of a zone that asks x3.33 in five years by at most one "
        f"band: {steps} at most, " + _yes(steps <= 1)
    )
    return "\n".join(lines)


def _yes(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def _steps(moves: pd.DataFrame) -> int:
    """Most bands that one plan moves the chance at the first multiple."""
    bands = [band(chances[0]) for chances in moves["chances"]]
    return max(abs(each - bands[0]) for each in bands)


def _reliability(table: pd.DataFrame) -> str:
    head = ["asked a year", "targets", "plans", "met", "met, %", *VIEWS.values()]
    rows = []
    for row in table[table["n"] > 0].to_dict("records"):
        top = f"to {row['to']:.0%}" if np.isfinite(row["to"]) else "or more"
        rows.append(
            [
                f"{row['from']:.0%} {top}",
                f"{row['n']}",
                f"{row['n_plans']}",
                f"{row['n_met']:.0f}",
                *(f"{100 * row[name]:.0f}" for name in ("met", *VIEWS)),
            ]
        )
    return _table(head, rows)


def _new(table: pd.DataFrame | None) -> list[str]:
    if table is None:
        return []
    return [
        "## Plans that the shipped fit never saw",
        f"{table['n'].iloc[0]} targets, by the committed parameters as they are.",
        _scores(table),
    ]


def _moves(moves: pd.DataFrame) -> str:
    """The shipped chance, and the plans that move it furthest each way."""
    first = moves["chances"].str[0]
    shown = {0, first.idxmin(), first.idxmax()}
    shown |= set(moves.index[moves["change"] == "with"])
    shown |= set(first[moves["change"] == "without"].nlargest(2).index)
    shown |= set(first[moves["change"] == "without"].nsmallest(2).index)
    head = ["fit", "x3.33", "band", "x7.5", "x10", "logistic alone, x3.33"]
    rows = []
    for index in sorted(shown):
        row = moves.loc[index]
        chances = [f"{100 * chance:.1f}" for chance in row["chances"]]
        name = f"{row['change']} {row['plan']}".strip()
        place = BAND_NAMES[band(row["chances"][0])]
        rows.append([name, chances[0], place, *chances[1:], f"{100 * row['plans']:.1f}"])
    text = (
        "Outside view of a zone that asks so much in five years, in %, at the record of all "
        "economic series; the weight of the record is fitted anew each time. Every plan of the "
        "shipped fit was left out once, every other one that asks for something and has a result "
        "was let in once; shown are the furthest moves and all that were let in."
    )
    return f"{text}\n\n{_table(head, rows)}"


def _fit(found: dict) -> str:
    view, prior = found["view"], found["prior"]
    form = view.plans
    spread = np.sqrt(form.weight @ np.square(form.readings - form.mean))
    head = ["", "prior", "after the fit"]
    names = ("level at 7 % a year, nations", "zone or cluster", "slope")
    rows = [
        [name, f"{m:.2f} ± {s:.2f}", f"{mean:.2f} ± {after:.2f}"]
        for name, m, s, mean, after in zip(
            names, prior.mean, prior.spread, form.mean, spread, strict=True
        )
    ]
    entered = found["pairs"][found["pairs"]["weight"] > 0]
    return (
        f"{len(entered)} targets of {entered['key'].nunique()} plans (weights add up to "
        f"{entered['weight'].sum():.1f}). Log-odds, mean ± standard deviation. Weight of the "
        f"growth record beside the logistic: {view.weight:.2f}.\n\n{_table(head, rows)}"
    )


def _priors(table: pd.DataFrame) -> str:
    head = [
        "prior",
        "logistic, Brier",
        "log",
        "outside, Brier",
        "log",
        "logistic, x3.33",
        "outside, x3.33",
        "weight of the record",
    ]
    rows = [
        [
            row.prior,
            f"{row.brier_plans:.3f}",
            f"{row.log_plans:.3f}",
            f"{row.brier:.3f}",
            f"{row.log:.3f}",
            f"{100 * row.plans:.1f}",
            f"{100 * row.outside:.1f}",
            f"{row.weight:.2f}",
        ]
        for row in table.itertuples()
    ]
    return _table(head, rows)


def _left_out(rows: pd.DataFrame) -> str:
    out = rows[rows["reason"].ne("")]
    if out.empty:
        return "Nothing."
    largest = plan_pairs.LARGEST_MULTIPLE
    rows = [
        [
            say(f"targets.left_out.{reason}", largest=largest),
            f"{len(group)}",
            ", ".join(group["case"]),
        ]
        for reason, group in out.groupby("reason", sort=False)
    ]
    return _table(["reason", "targets", "which"], rows)


def _problems(problems: list) -> list[str]:
    if not problems:
        return []
    lines = [f"- {str(problem).replace('|', '/')}" for problem in problems]
    return ["## Rows that could not be read", "\n".join(lines)]


def _in(pairs: pd.DataFrame, stratum: str) -> pd.DataFrame:
    return pairs[(pairs["weight"] > 0) & pairs["stratum"].eq(stratum)]


def _plans_in(pairs: pd.DataFrame, stratum: str) -> int:
    return _in(pairs, stratum)["key"].nunique()


def _hits_in(pairs: pd.DataFrame, stratum: str) -> int:
    return int(_in(pairs, stratum).groupby("key")["met"].max().sum())
