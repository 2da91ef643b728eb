"""How well is an industry forecast of which only the level and its parent's years are known?

    python benchmarks/inside_view.py PANEL_DIR [--no-fit] [--report FILE]

Fits the inside view of an industry (`zoneecon.trends.industry`, `.news`, `.nowcast`) on dev
children with dev parents, scores it on open children, and writes `benchmarks/inside_view.md` and,
in `data/raw/reference/`, `inside_view.csv`, `class_noise.csv`, `nowcast.csv`,
`inside_coverage.csv` and `inside_provenance.csv`. With `--no-fit` the committed numbers are scored
and only the report is written. A few minutes on one core.
"""

import argparse
import sys
from pathlib import Path

import inside_fitting
import inside_measures as measures
import inside_report
import inside_tables as tables
import pandas as pd
import parents
import windows

from zoneecon.trends.distribution import hyperparameters_of

HERE = Path(__file__).resolve().parent


def fit_everything(pairs: parents.Pairs, trend: dict[str, dict]) -> dict[str, object]:
    """All numbers, from dev pairs alone, and what the fit itself says of them."""
    noises = inside_fitting.class_noises(pairs)
    material = inside_fitting.material_of(pairs, trend["shrunken_t"], noises)
    dev = material.take((pairs.rows["split"] == "dev").to_numpy())
    prior_drift = trend["shrunken_t"]["prior_drift"]
    fitted, best = inside_fitting.fit_form(dev, prior_drift)
    form = {name: round(value, 5) for name, value in fitted.items()}
    news = {years: inside_fitting.fit_news(dev, years, form) for years in range(1, 5)}
    panel = dev.rows["panel"]
    alone, alone_loss = inside_fitting.fit_form(
        inside_fitting.without_parent(dev), prior_drift, {"follow": 0.0}
    )
    published = inside_fitting.form(dev, measures.PUBLISHED)
    return {
        "dev": dev,
        "prior_drift": prior_drift,
        "noises": noises,
        "form": form,
        "news": {years: numbers for years, (numbers, _) in news.items()},
        "nowcast": {
            name: inside_fitting.fit_nowcast(dev.take((panel == name).to_numpy()))
            for name in dict.fromkeys(panel)
        },
        "no_parent": alone,
        "draws": measures.bootstrap(dev, prior_drift),
        "losses": {
            "refit": best,
            "published numbers": inside_fitting.loss(published, dev),
            "no parent": alone_loss,
            "parent as it is": inside_fitting.loss(dev.parent, dev),
            **{f"after k = {years} own growth rates": loss for years, (_, loss) in news.items()},
        },
        "fixed_trust": {years: measures.fixed_trust(dev, years, form) for years in range(1, 5)},
        "siblings": measures.sibling_correlation(inside_fitting.form(dev, form), dev),
    }


def measure_everything(
    pairs: parents.Pairs,
    cut: dict[str, tuple],
    fitted: dict[str, object],
    trend: dict[str, dict],
    split: str,
) -> dict[str, object]:
    """All scores on the children of one split."""
    chosen = (pairs.rows["split"] == split).to_numpy()
    material = inside_fitting.material_of(pairs, trend["shrunken_t"], fitted["noises"])
    scored, form = material.take(chosen), fitted["form"]
    forecast = inside_fitting.form(scored, form)
    known = {name: values[chosen] for name, values in measures.class_figures(pairs, cut).items()}
    models = {**trend, "no_parent": fitted.get("no_parent")}
    rivals = measures.rivals(pairs.take(chosen), scored, models, known)
    measured = measures.by_panel(forecast, scored)
    answer = {
        "panels": measured,
        "pooled": measures.figures(forecast, scored.outcome),
        "rivals": {name: measures.by_panel(rival, scored) for name, rival in rivals.items()},
        "eras": measures.by_era(forecast, scored),
        "news": measures.news_gain(scored, form, fitted["news"]),
        "nowcast": measures.nowcasts(scored, form, fitted["nowcast"]),
        "years": measures.year_correlation(forecast, scored),
        "siblings": measures.sibling_correlation(forecast, scored),
    }
    if "dev" in fitted:
        left_out = measures.leave_out(fitted["dev"], scored, fitted["prior_drift"], measured)
        answer["left_out"] = left_out
    return answer


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel_dir", type=Path)
    parser.add_argument("--split", default="open", help="children to score (default: open)")
    parser.add_argument("--no-fit", action="store_true", help="score the committed numbers")
    parser.add_argument("--report", type=Path, default=HERE / "inside_view.md")
    options = parser.parse_args(arguments)

    panels = windows.load_panels(options.panel_dir)
    cut = parents.cut_windows(panels)
    pairs = parents.all_pairs(panels, cut)
    committed = pd.read_csv(tables.REFERENCE / "forecast_hyperparameters.csv")
    models = ("shrunken_t", "shrunken_t_class")
    trend = {name: hyperparameters_of(committed, name) for name in models}
    if not (pairs.rows["split"] == options.split).any():
        raise SystemExit(f"No children of split '{options.split}' in this directory.")

    fitted = tables.committed_numbers() if options.no_fit else fit_everything(pairs, trend)
    measured = measure_everything(pairs, cut, fitted, trend, options.split)
    context = {
        "split": options.split,
        "sums": windows.checksums(options.panel_dir),
        "rows": pairs.rows,
        "published": pd.read_csv(HERE / "inside_published.csv", index_col="parent"),
        "fitted": fitted,
        "measured": measured,
    }
    if not options.no_fit and options.split == "open":
        tables.write_all(fitted, measured, context["sums"], pairs.rows)
    options.report.write_text(inside_report.write(context), encoding="utf-8")
    print(f"Wrote {options.report.name}.")


if __name__ == "__main__":
    main(sys.argv[1:])
