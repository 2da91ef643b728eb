"""Lay out what `short_series.py` measured as a Markdown page."""

import datetime
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import eras as by_year
import numpy as np
import pandas as pd
import scoring

from zoneecon.trends.tables import ERRORS

POOLED = ("shrunken_t_class", "shrunken_t")
AUTO_ARIMA = "statsforecast AutoARIMA"
TRIED = Path(__file__).with_name("tried.md")


def markdown(header: list[str], lines: list[list[object]]) -> str:
    """A Markdown table."""
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows) + "\n"


def percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f}"


def competition_of(context: dict) -> str | None:
    return next((name for name in context["checks"] if name in context["measured"]), None)


def is_library(name: str) -> bool:
    return not name.startswith("shrunken_t")


def provenance(context: dict) -> str:
    packages = []
    for package in ("numpy", "scipy", "pandas", "statsmodels", "statsforecast"):
        try:
            packages.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            packages.append(f"{package} absent")
    how = (
        "Hyperparameters were fitted in this run on dev windows (M4: calibration windows only)."
        if context["fit"]
        else "The committed hyperparameters were used; nothing was fitted in this run."
    )
    sizes = context["rows"].groupby(["panel", "kind", "split"]).size().unstack(fill_value=0)
    lines = [
        [panel, kind, *[int(count) for count in counts], context["sums"][panel][:16]]
        for (panel, kind), counts in zip(sizes.index, sizes.to_numpy(), strict=True)
    ]
    checks = [
        f"{name}: naive on the full test part of {check['series']} series gives sMAPE "
        f"{check['sMAPE']:.3f} and MASE {check['MASE']:.3f} "
        "(published for all 23,000: 16.342 and 3.974)."
        for name, check in context["checks"].items()
    ]
    return "\n".join(
        [
            f"Run on {datetime.date.today().isoformat()} by `benchmarks/short_series.py`, "
            f"Python {platform.python_version()}, {', '.join(packages)}. "
            f"Scored split: `{context['split']}`. {how}",
            "",
            "Windows (five values in, five years out) and SHA-256 of each panel, first 16 digits:",
            "",
            markdown(["panel", "windows", *sizes.columns, "sha256"], lines),
            *checks,
            "",
        ]
    )


def leaderboard(result: dict) -> str:
    """Every model on one panel, best CRPS first."""
    scores = result["scores"]
    best = min(score["crps"] for name, score in scores.items() if is_library(name))
    lines = [
        [
            f"**{name}**" if name in POOLED else name,
            f"{score['crps']:.4f}",
            f"{score['crps'] / best:.3f}",
            f"{percent(score['cov80'])} / {percent(score['cov95'])}",
            f"{score['is80']:.3f} / {score['is95']:.3f}",
            f"{score['mase']:.2f}",
        ]
        for name, score in sorted(scores.items(), key=lambda pair: pair[1]["crps"])
    ]
    header = [
        "model",
        "CRPS (log)",
        "÷ best library",
        "cov 80 / 95",
        "interval score 80 / 95",
        "MASE",
    ]
    text = markdown(header, lines)
    if result["refusals"]:
        text += "\nRefused so short a history, in their own words:\n\n"
        text += "".join(f"- {name}: `{words}`\n" for name, words in result["refusals"].items())
    return text


def by_horizon(result: dict, names: list[str]) -> str:
    lines = []
    for name in names:
        score = result["scores"][name]
        for nominal in (80, 95):
            shares = [percent(share) for share in score[f"cov{nominal}_h"]]
            lines.append([name, nominal, *shares, percent(score[f"cov{nominal}"])])
    return markdown(["model", "nominal", *[f"h = {h}" for h in range(1, 6)], "pooled"], lines)


def by_source(measured: dict) -> str:
    lines = []
    for panel, result in measured.items():
        scores = result["scores"]
        library = {name: score["crps"] for name, score in scores.items() if is_library(name)}
        best = min(library, key=library.get)
        for name in POOLED:
            score = scores[name]
            lines.append(
                [
                    panel,
                    result["n"],
                    name,
                    f"{score['crps']:.4f}",
                    f"{score['crps'] / library[best]:.3f}",
                    f"{percent(score['cov80'])} / {percent(score['cov95'])}",
                    f"{score['is95']:.3f}",
                    f"{score['mase']:.2f}",
                    f"{best} {library[best]:.4f}",
                ]
            )
    header = ["panel", "windows", "model", "CRPS", "÷ best library", "cov 80 / 95"]
    return markdown([*header, "interval score 95", "MASE", "best library"], lines)


def tails(measured: dict, names: tuple[str, ...]) -> str:
    lines = []
    for panel, result in measured.items():
        for name in names:
            cells = []
            for _, predicted, observed in result["tails"][name]:
                forecast, seen = predicted.mean(), observed.mean()
                ratio = f" ({forecast / seen:.2f})" if seen else ""
                cells.append(f"{percent(forecast, 2)} / {percent(seen, 2)}{ratio}")
            lines.append([panel, name, *cells])
    header = ["panel", "model", *[f"×{multiple:.3g}" for multiple in scoring.MULTIPLES]]
    return markdown(header, lines)


def reliability(result: dict, name: str) -> str:
    """Observed share within bins of the predicted probability, at h = 5."""
    edges = np.array([0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0])
    lines = []
    for multiple, predicted, observed in result["tails"][name]:
        place = np.clip(np.searchsorted(edges, predicted, side="right") - 1, 0, len(edges) - 2)
        for bin_ in np.unique(place):
            chosen = place == bin_
            if chosen.sum() >= 50:
                span = f"{edges[bin_]:.2f}–{edges[bin_ + 1]:.2f}"
                cells = [percent(predicted[chosen].mean(), 2), percent(observed[chosen].mean(), 2)]
                lines.append([f"×{multiple:.3g}", span, int(chosen.sum()), *cells])
    header = ["multiple", "predicted between", "windows", "mean predicted %", "observed %"]
    return markdown(header, lines)


def pit(result: dict, name: str) -> str:
    shares = result["pit"][name]
    lines = [[f"h = {h + 1}", *[percent(share) for share in shares[:, h]]] for h in range(5)]
    lines.append(["pooled", *[percent(share) for share in shares.mean(axis=1)]])
    header = ["", *[f"{k / 10:.1f}–{(k + 1) / 10:.1f}" for k in range(10)]]
    return markdown(header, lines)


def speed(context: dict, result: dict) -> str:
    seconds = {name: value / result["n"] for name, value in result["seconds"].items()}
    seconds["shrunken_t, one labelled series at a time"] = context["single_seconds"]
    unit = seconds["shrunken_t"]
    lines = [
        [name, f"{value / unit:,.0f}" if value / unit >= 10 else f"{value / unit:.1f}"]
        for name, value in sorted(seconds.items(), key=lambda pair: pair[1])
    ]
    return markdown(["model", "time per 1,000 series, `shrunken_t` = 1"], lines)


def targets(context: dict) -> str:
    """Each figure asked for, the value measured, and whether it is reached."""
    name = competition_of(context)
    lines = []

    def row(text: str, value: str, reached: bool) -> None:
        lines.append([text, value, "reached" if reached else "**not reached**"])

    for model in POOLED:
        if name:
            result = context["measured"][name]
            score = result["scores"][model]
            best = min(s["crps"] for key, s in result["scores"].items() if is_library(key))
            row(
                f"{model}: CRPS ≤ 0.93 of the best library peer",
                f"{score['crps'] / best:.4f}",
                score["crps"] / best <= 0.93,
            )
            for nominal in (80, 95):
                pooled, years = score[f"cov{nominal}"], score[f"cov{nominal}_h"]
                row(
                    f"{model}: coverage {nominal} within ±2 pooled",
                    percent(pooled),
                    abs(100 * pooled - nominal) <= 2,
                )
                row(
                    f"{model}: coverage {nominal} within ±4 at every h",
                    " ".join(percent(year) for year in years),
                    bool((np.abs(100 * years - nominal) <= 4).all()),
                )
            for multiple, predicted, observed in result["tails"][model][1:3]:
                ratio = predicted.mean() / max(observed.mean(), 1e-12)
                row(
                    f"{model}: P(×{multiple:.3g}) within a factor 1.5",
                    f"{ratio:.2f}",
                    2 / 3 <= ratio <= 1.5,
                )
        for panel, result in context["measured"].items():
            if panel != name:
                share = 100 * result["scores"][model]["cov80"]
                row(
                    f"{model}: {panel}, coverage 80 within ±6", f"{share:.1f}", abs(share - 80) <= 6
                )
    if name and AUTO_ARIMA in context["measured"][name]["seconds"]:
        result = context["measured"][name]
        arima = result["seconds"][AUTO_ARIMA] / result["n"]
        own = result["seconds"]["shrunken_t"] / result["n"]
        row(
            "at least 100× faster a series than AutoARIMA (vectorised)",
            f"{arima / own:,.0f}×",
            arima >= 100 * own,
        )
        row(
            "the same, one labelled series at a time",
            f"{arima / context['single_seconds']:,.0f}×",
            arima >= 100 * context["single_seconds"],
        )
    return markdown(["target", "measured", ""], lines)


def validation(table: pd.DataFrame) -> str:
    """Ablations by cross-validation on dev: CRPS and 80 % coverage of each source."""
    lines = []
    for label, rows in table.groupby("ablation", sort=False):
        cells = [f"{row.crps:.5f} / {100 * row.cov80:.1f}" for row in rows.itertuples()]
        windows = rows[rows["kind"] == "window"]
        lines.append([label, f"{windows['nll'].mean():.4f}", *cells])
    first = table[table["ablation"] == table["ablation"].iloc[0]]
    sources = [f"{row.panel} {row.kind}" for row in first.itertuples()]
    return markdown(["variant", "mean −log density, panels", *sources], lines)


def eras(context: dict) -> str:
    lines = [
        [panel, model, score["n"], f"{score['crps']:.4f}"]
        + [
            f"{percent(a)} / {percent(b)}"
            for a, b in zip(score["cov80_h"], score["cov95_h"], strict=True)
        ]
        for (panel, model), score in context["eras"].items()
    ]
    return markdown(
        ["panel", "model", "windows", "CRPS", *[f"h = {h}" for h in range(1, 6)]], lines
    )


def errors(measured: dict) -> str:
    """Mean error, MAE and RMSE of the medians, beside naive's, at h = 1, h = 5 and on average."""
    lines = []
    for panel, result in measured.items():
        for model in (*POOLED, "naive"):
            found = [result["scores"][model][name] for name in ERRORS]
            cells = [
                f"{one[0]:{sign}.4f} / {one[4]:{sign}.4f} / {one.mean():{sign}.4f}"
                for one, sign in zip(found, ("+", "", ""), strict=True)
            ]
            lines.append([panel, result["n"], model, *cells])
    header = ["panel", "windows", "median of", "mean error", "MAE", "RMSE"]
    return markdown(header, lines)


def lengths(table: pd.DataFrame) -> str:
    lines = [
        [
            row["values"],
            row["seen"],
            row["years ahead"],
            percent(row["cov80"]),
            percent(row["cov95"]),
            f"{row['crps']:.4f}",
        ]
        for row in table.to_dict("records")
    ]
    return markdown(["values", "seen", "years ahead", "cov 80", "cov 95", "CRPS"], lines)


def hyperparameters(fitted: dict) -> str:
    names = list(fitted["shrunken_t_class"])
    lines = [
        [name, *[f"{fitted[m][name]:.4f}" if name in fitted[m] else "" for m in POOLED]]
        for name in names
    ]
    return markdown(["", *POOLED], lines)


def write(context: dict) -> str:
    """The whole page."""
    name = competition_of(context)
    parts = [
        "# Five values in, five years out: measured on real series",
        "Written by `benchmarks/short_series.py`; do not edit by hand. All scores are on "
        "ln(level / last level), averaged over h = 1..5; small is good. `shrunken_t` sees a "
        "series' own five values; `shrunken_t_class` also sees the median growth and "
        "spread of comparable series (same panel, category, split and last year) over the same "
        "five years, which is more than the libraries are told. Library peers are "
        "fitted on log levels and see the series' own five values.",
        "## What was run\n\n" + provenance(context),
        "## Targets\n\n" + targets(context),
    ]
    if name:
        result = context["measured"][name]
        shown = [*POOLED, "naive", "random_walk_with_drift", "log_linear_trend", "theta"]
        shown += [key for key in (AUTO_ARIMA,) if key in result["scores"]]
        parts += [
            f"## {name}, {context['split']} test windows\n\n" + leaderboard(result),
            "Medians and scales of a library peer are its point forecast and a quarter of its 95 % "
            "width (normal); its coverage and interval scores use the bounds that it states.",
            "### Coverage by year ahead\n\n" + by_horizon(result, shown),
        ]
        parts += [
            f"### PIT, {model} (% of outcomes in each tenth of the predictive distribution)\n\n"
            + pit(result, model)
            for model in POOLED
        ]
        parts += [
            f"### Reliability of P(growth over five years ≥ multiple), {model}\n\n"
            + reliability(result, model)
            for model in POOLED
        ]
        parts.append("### Time\n\n" + speed(context, result))
    if context["eras"]:
        parts.append(
            "## Other eras: calibration windows of the same series, unseen by any fit\n\n"
            + "Coverage 80 / 95.\n\n"
            + eras(context)
        )
    if len(context["by_end"]):
        table = markdown(*by_year.lines(context["by_end"]))
        parts += ["## Coverage by era", by_year.summary(context["by_end"]), table]
    every = (*POOLED, "random_walk_with_drift", "log_linear_trend")
    parts += [
        "## By source\n\n" + by_source(context["measured"]),
        "Windows of one panel share eras, so that 250 windows of national incomes in dollars hold "
        "about six independent decades; read their coverage as that of a small sample.",
        "## Errors of the median, ln outcome − ln median: h = 1 / h = 5 / mean over h\n\n"
        + errors(context["measured"]),
        "## Tails, predicted / observed % (ratio) at h = 5\n\n" + tails(context["measured"], every),
        "## Histories of other lengths, all scored windows, `shrunken_t`\n\n"
        + lengths(context["lengths"]),
        "## Hyperparameters\n\n" + hyperparameters(context["fitted"]),
    ]
    if context["validation"] is not None:
        parts.append(
            "## Editions: cross-validation on dev, by series, CRPS / coverage 80\n\n"
            + validation(context["validation"])
        )
    if context["fit"] and TRIED.exists():
        parts.append(TRIED.read_text(encoding="utf-8"))
    return "\n\n".join(part.strip() for part in parts) + "\n"
