"""Lay out what `inside_view.py` measured as a Markdown page."""

import datetime
import platform
from importlib.metadata import version
from pathlib import Path

import inside_measures as measures
import numpy as np
import pandas as pd
import parents
import scoring
from report import markdown, percent

from zoneecon.trends.distribution import t_quantile

TRIED = Path(__file__).with_name("inside_tried.md")
TITLES = {kinship.parent: kinship.title for kinship in parents.KINSHIPS}
YEARS = [f"h = {h}" for h in range(1, 6)]


def pair(figures: dict) -> str:
    """Pooled coverage of the 80 and the 95 % band."""
    return " / ".join(percent(figures["cov"][nominal].mean()) for nominal in (80, 95))


def what_was_run(context: dict) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "pandas"))
    how = (
        "All numbers were fitted in this run on dev pairs."
        if "dev" in context["fitted"]
        else "The committed numbers were scored; nothing was fitted in this run."
    )
    counts = context["rows"].groupby(["panel", "split"]).size().unstack(fill_value=0)
    published = context["published"]["windows"]
    header = ["child, its parent", "code", *counts.columns, "open, as published", "sha256"]
    lines = []
    for panel in context["measured"]["panels"]:
        source = context["rows"].loc[context["rows"]["panel"] == panel, "source"].iloc[0]
        sizes = [int(count) for count in counts.loc[panel]]
        sha = context["sums"][source][:16]
        lines.append([TITLES[panel], f"`{panel}`", *sizes, published.get(panel, ""), sha])
    return (
        f"Run on {datetime.date.today().isoformat()} by `benchmarks/inside_view.py`, Python "
        f"{platform.python_version()}, {packages}. Scored split: `{context['split']}`. {how}\n\n"
        "A child is a window of ten years; its parent is published or summed from its siblings "
        "(`parents.py`). Pairs by split, and SHA-256 of the panel's file, first 16 digits:\n\n"
        + markdown(header, lines)
        + "\nThe published windows differ for industries of states alone: how a state's whole was "
        "made where it is not in the panel is not described there. Here it is the sum of its "
        "parts where they hold at least four fifths of the branches; that threshold was set by "
        "the number of windows and by the scores of naive and of a child's own history, which no "
        "fit touches, and then left."
    )


def targets(context: dict) -> str:
    """Each figure asked for, the value measured, and whether it is reached."""
    lines = []

    def row(text: str, value: str, reached: bool) -> None:
        lines.append([text, value, "reached" if reached else "**not reached**"])

    for panel, figures in context["measured"]["panels"].items():
        if panel in context["published"].index:
            wanted = context["published"].loc[panel, "form"]
            ratio = figures["crps"] / wanted
            row(
                f"{panel}: CRPS within 1 % of the published {wanted:.4f}",
                f"{figures['crps']:.4f} ({100 * (ratio - 1):+.1f} %)",
                abs(ratio - 1) <= 0.01,
            )
    pooled = context["measured"]["pooled"]["cov"]
    for nominal, low, high in ((80, 77, 83), (95, 93, 97)):
        share = 100 * pooled[nominal].mean()
        row(f"pooled coverage {nominal} from {low} to {high}", f"{share:.1f}", low <= share <= high)
    equal = [
        [100 * figures["cov"][nominal].mean() for nominal in (80, 95)]
        for figures in context["measured"]["panels"].values()
    ]
    mean = np.mean(equal, axis=0)
    row("the same, each panel weighing one", f"{mean[0]:.1f} / {mean[1]:.1f}",
        77 <= mean[0] <= 83 and 93 <= mean[1] <= 97)  # fmt: skip
    return markdown(["target", "measured", ""], lines)


def numbers(fitted: dict) -> str:
    """The form's numbers, refitted and published, and the likelihood of both."""
    draws = fitted["draws"]
    lines = []
    for name, value in fitted["form"].items():
        low, high = draws[name].quantile([0.1, 0.9])
        span = "" if name == "prior_drift" else f"{low:.3f} to {high:.3f}"
        lines.append([name, f"{value:.4f}", f"{measures.PUBLISHED[name]:.4f}", span])
    text = markdown(["", "refit", "published", "80 % of 40 bootstrap refits"], lines)
    losses = [[name, f"{value:.5f}"] for name, value in fitted["losses"].items()]
    best = fitted["losses"]
    gap = best["published numbers"] - best["refit"]
    return (
        text
        + "\nMean −log density a point on dev, small is good:\n\n"
        + markdown(["numbers", "dev"], losses)
        + f"\nThe published numbers are within {gap:.5f} of the refit's likelihood: the refit "
        "reproduces them. The refit's are shipped, so that one script makes the whole table."
    )


def vector(context: dict) -> str:
    """The chance of the published test vector under every set of numbers."""
    fitted = context["fitted"]
    low, high = fitted["draws"]["chance"].quantile([0.1, 0.9])
    noises = fitted["noises"].set_index(["panel", "kind"])["noise"]
    every = float(noises["state_manufacturing", "all"])
    form = fitted["form"]
    rows = [
        ["published numbers", measures.vector_chance(measures.PUBLISHED), "3.53"],
        ["refit", measures.vector_chance(form), ""],
        ["80 % of bootstrap refits", f"{100 * low:.2f} to {100 * high:.2f}", "3.1 to 3.9"],
        ["refit, scale × 1.3", measures.vector_chance(form, widening=1.3), "6.7"],
        ["refit, noise of all branches of a state", measures.vector_chance(form, every), ""],
    ]
    left_out = context["measured"]["left_out"].drop_duplicates("family")
    rows += [[f"refit without {row.family}", row.chance, ""] for row in left_out.itertuples()]
    lines = [
        [name, value if isinstance(value, str) else f"{100 * value:.2f}", beside]
        for name, value, beside in rows
    ]
    return markdown(["numbers", "chance of ×3.33, %", "published"], lines)


def scores(measured: dict, published: pd.DataFrame) -> str:
    """CRPS of the form and of its rivals, by panel."""
    rivals = list(measured["rivals"])
    lines, ratios = [], []
    for panel, figures in measured["panels"].items():
        others = [measured["rivals"][name][panel]["crps"] for name in rivals]
        ratios.append([value / figures["crps"] for value in others])
        wanted = published["form"].get(panel)
        lines.append(
            [
                panel,
                figures["n"],
                f"**{figures['crps']:.4f}**",
                "" if wanted is None else f"{wanted:.4f}",
                *[f"{value:.4f}" for value in others],
                pair(figures),
                pair(measured["rivals"]["parent as it is"][panel]),
            ]
        )
    mean = [f"{100 * (np.mean(column) - 1):+.1f} %" for column in zip(*ratios, strict=True)]
    lines.append(["mean against the form", "", "", "", *mean, "", ""])
    header = [
        "parent",
        "n",
        "form",
        "published",
        *rivals,
        "form 80 / 95",
        "parent as it is 80 / 95",
    ]
    return markdown(header, lines)


def coverage(measured: dict) -> str:
    lines = []
    for panel, figures in [*measured["panels"].items(), ("pooled", measured["pooled"])]:
        for nominal in (80, 95):
            shares = [percent(share) for share in figures["cov"][nominal]]
            mean = percent(figures["cov"][nominal].mean())
            lines.append([panel, nominal, *shares, mean])
    return markdown(["parent", "nominal", *YEARS, "mean"], lines)


def eras(measured: dict) -> str:
    """Coverage by panel and last year, and how far eras lie apart."""
    lines, many = [], []
    for (panel, end), figures in measured["eras"].items():
        lines.append([panel, f"{end - 4}–{end}", figures["n"], f"{figures['crps']:.4f}",
                      pair(figures)])  # fmt: skip
        if figures["n"] >= measures.FEWEST_OF_AN_ERA:
            many.append(100 * figures["cov"][80].mean())
    text = markdown(["parent", "years forecast", "n", "CRPS", "80 / 95"], lines)
    return text + (
        f"\nThe {len(many)} panel-eras of at least {measures.FEWEST_OF_AN_ERA} children: coverage "
        f"of the 80 % band is {np.mean(many):.0f} on average, standard deviation "
        f"{np.std(many, ddof=1):.0f}, from {min(many):.0f} to {max(many):.0f}. No single era can "
        "be promised the nominal figure."
    )


def tails(measured: dict) -> str:
    lines = []
    totals = np.zeros((len(scoring.MULTIPLES) - 1, 2))
    for panel, figures in measured["panels"].items():
        cells = []
        for place, (_, predicted, seen) in enumerate(figures["tails"]):
            cells.append(f"{percent(predicted.mean(), 2)} / {percent(seen.mean(), 2)}")
            totals[place] += predicted.sum(), seen.sum()
        lines.append([panel, figures["n"], *cells])
    counts = [f"{expected:.1f} / {seen:.0f}" for expected, seen in totals]
    lines.append(["number of windows expected / seen", "", *counts])
    header = ["parent", "n", *[f"×{multiple:.3g}" for multiple in scoring.MULTIPLES[1:]]]
    return markdown(header, lines)


def pit(measured: dict) -> str:
    lines = [
        [panel, *[percent(share) for share in figures["pit"]]]
        for panel, figures in [*measured["panels"].items(), ("pooled", measured["pooled"])]
    ]
    tenths = [f"{k / 10:.1f}–{(k + 1) / 10:.1f}" for k in range(10)]
    return markdown(["parent", *tenths], lines)


def paths(context: dict) -> str:
    """Do errors of years ahead, and of siblings, hang together as the paths say?"""
    measured = context["measured"]["years"]
    h = np.arange(1, 6)
    walk = np.sqrt(np.minimum.outer(h, h) / np.maximum.outer(h, h))
    walk = 6 / np.pi * np.arcsin(walk / 2)  # rank correlation of normals that correlate so
    lines = [
        [YEARS[i], *[f"{measured[i, j]:.2f} ({walk[i, j]:.2f})" if j > i else "" for j in h - 1]]
        for i in h - 1
    ]
    text = (
        "Rank correlation of the errors of two years ahead, mean over panels; in brackets that of "
        "the random walk that paths follow:\n\n" + markdown(["", *YEARS], lines)
    )
    siblings = context["measured"]["siblings"]
    dev = context["fitted"].get("siblings", {})
    lines = [
        [panel, f"{dev[panel]:.2f}" if panel in dev else "", f"{value:.2f}"]
        for panel, value in siblings.items()
    ]
    return (
        text
        + "\nCorrelation of two siblings' errors in one era, as normal scores; 0.3 is shipped:\n\n"
        + markdown(["parent", "dev", context["split"]], lines)
        + "\nOne parent in few eras holds all children of US manufacturing and of the Chinese "
        "nation: their figure is mostly the common error of those eras."
    )


def news(context: dict) -> str:
    fitted, gain = context["fitted"], context["measured"]["news"]
    lines = []
    for years, values in fitted["news"].items():
        trust = ["0"] * 4
        if "trust" in values:
            at = values["trust"] + values["trust_noise"] * np.log(
                np.array([0.02, 0.04, 0.08, 0.15]) / 0.08
            )
            trust = [f"{1 / (1 + np.exp(-value)):.2f}" for value in at]
        ratio = gain[gain["years"] == years]["ratio"]
        fixed = fitted.get("fixed_trust", {}).get(years)
        lines.append(
            [
                years,
                f"{values['class_years']:.1f}",
                f"{values['noise']:.2f}",
                f"{values['noise_share']:.2f}",
                f"{values['noise_class']:.2f}",
                " / ".join(trust),
                "" if fixed is None else f"{fixed:.2f}",
                f"{ratio.mean():.3f}",
                f"{ratio.min():.3f} to {ratio.max():.3f}",
            ]
        )
    header = ["k", "class_years", "noise", "noise_share", "noise_class",
              "trust at s = .02 / .04 / .08 / .15", "best fixed trust, dev",
              "CRPS to k = 0, mean over panels", "panels"]  # fmt: skip
    return markdown(header, lines)


def nowcast(context: dict) -> str:
    lines = []
    for panel, figures in context["measured"]["nowcast"].items():
        values = context["fitted"]["nowcast"][panel]
        reach = t_quantile(np.float64(values["freedom"]), np.float64(0.9))
        half = values["scale"] * np.arange(1, 6) ** values["power"] * reach
        lines.append(
            [
                TITLES[panel],
                f"{values['drift']:.4f}",
                f"{values['scale']:.4f}",
                f"{values['share_exponent']:.3f}",
                f"{values['power']:.3f}",
                f"{values['freedom']:.2f}",
                " ".join(f"{width:.3f}" for width in half),
                f"{pair(figures)} ({figures['n']})",
                f"{figures['error']:.3f} / {figures['error_forecast']:.3f}",
            ]
        )
    header = ["child given parent", "drift", "scale", "share_exponent", "power", "freedom",
              "80 % half width at a share of 5 %, h = 1..5", "80 / 95 (n)",
              "mean absolute error: parent known / parent forecast"]  # fmt: skip
    return markdown(header, lines)


def noises(table: pd.DataFrame) -> str:
    """The class noise of all, and of the branches that a zone's industries are likened to."""
    shown = table[(table["kind"] == "all") | (table["panel"] == "state_manufacturing")]
    lines = [
        [row.panel, row.kind.replace("_", " "), f"{row.noise:.3f}", int(row.series)]
        for row in shown.itertuples()
    ]
    return markdown(["parent", "child", "noise", "dev series"], lines)


def left_out(table: pd.DataFrame) -> str:
    lines = [
        [row.family, row.panel, f"{100 * (row.ratio - 1):+.1f} %",
         f"{percent(row.cov80)} / {percent(row.cov95)}", f"{row.follow:.2f}", f"{row.noise:.2f}"]
        for row in table.itertuples()
    ]  # fmt: skip
    header = ["left out of the fit", "scored", "CRPS", "80 / 95", "follow", "noise"]
    return markdown(header, lines)


def write(context: dict) -> str:
    """The whole page."""
    fitted, measured = context["fitted"], context["measured"]
    parts = [
        "# An industry from its level and its parent's five years: measured on real series",
        "Written by `benchmarks/inside_view.py`; do not edit by hand. All scores are on "
        "ln(level / last level), averaged over h = 1..5; small is good. The form (`trends/"
        "industry.py`) knows of a child its level, its share of its parent and the noise of its "
        "class, and the parent's five years. Naive and the child's own forecasts know its own five "
        "years; the parent as it is knows nothing of the child.",
        "## What was run\n\n" + what_was_run(context),
        "## Targets\n\n" + targets(context),
    ]
    if "dev" in fitted:
        parts.append("## The numbers\n\n" + numbers(fitted))
        parts.append("## The published test vector\n\n" + vector(context))
    parts += [
        f"## CRPS, {context['split']} children\n\n" + scores(measured, context["published"]),
        "## Coverage by year ahead\n\n" + coverage(measured),
        "## Coverage by era\n\n" + eras(measured),
        "## Tails, predicted / observed % at h = 5\n\n" + tails(measured),
        "Windows of one panel share eras and, in US manufacturing, children are counted with two "
        "parents: these are not so many independent trials.",
        "## PIT (% of outcomes in each tenth of the predictive distribution, mean over h)\n\n"
        + pit(measured),
        "## Paths\n\n" + paths(context),
        "## News: k growth rates of the child's own become known\n\n" + news(context),
        "## Nowcast: the parent's growth is known\n\n" + nowcast(context),
        "## Noise of a class\n\n" + noises(fitted["noises"]),
    ]
    if "left_out" in measured:
        parts.append("## Each family left out of the fit\n\n" + left_out(measured["left_out"]))
    if "dev" in fitted and TRIED.exists():
        parts.append(TRIED.read_text(encoding="utf-8"))
    return "\n\n".join(part.strip() for part in parts) + "\n"
