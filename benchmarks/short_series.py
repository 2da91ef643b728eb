"""How well do trend models forecast five years from five values, on real series?

    python benchmarks/short_series.py PANEL_DIR [--split open] [--no-fit] [--peers all]

Fits the pooled model on the dev windows of a directory of growth panels, scores it and its peers
on the windows of one split, and writes `benchmarks/short_series.md`, the hyperparameters and the
coverage table under `data/raw/reference/`. With `--no-fit` the committed hyperparameters are
scored and only the report named by `--report` is written. Needs the extra `benchmark`
(statsforecast) unless `--peers none`.
"""

import argparse
import datetime
import hashlib
import os
import pickle
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import eras
import fitting
import numpy as np
import pandas as pd
import peers
import report
import scoring
import windows

from zoneecon.trends.distribution import fit_shrunken_t, hyperparameters_of
from zoneecon.trends.models import (
    MODELS,
    LogForecast,
    naive,
    random_walk_with_drift,
    shrunken_t,
    theta,
)
from zoneecon.trends.tables import ERRORS

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parent / "data" / "raw" / "reference"
SLOW_PEERS = ("statsforecast AutoARIMA", "statsforecast AutoCES")
POOLED = ("shrunken_t_class", "shrunken_t")
FOLDS = 3


def cached(directory: Path | None, key: str, levels: np.ndarray, make: Callable[[], object]):
    """Result of `make`, kept on disk by key and data where a directory is given."""
    if directory is None:
        return make()
    digest = hashlib.sha256(key.encode() + np.ascontiguousarray(levels).tobytes()).hexdigest()[:20]
    file = directory / f"{digest}.pickle"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = directory.stat()
    if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o022):
        raise SystemExit(f"{directory}: others may write here; what is kept there could run code")
    if not file.exists():
        file.write_bytes(pickle.dumps(make()))
    return pickle.loads(file.read_bytes())  # noqa: S301 — our own cache, named by the caller


def timed(run: Callable[[], LogForecast]) -> tuple[LogForecast, float]:
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        forecast = run()
    return forecast, time.perf_counter() - start


def normal(location: np.ndarray, scale: np.ndarray) -> LogForecast:
    return LogForecast(location, scale, np.full(location.shape, np.inf))


def combination(parts: list[LogForecast]) -> LogForecast:
    """Mean of the parts' medians and of their scales, as a normal."""
    return normal(
        np.mean([part.location for part in parts], axis=0),
        np.mean([part.scale for part in parts], axis=0),
    )


def run_models(
    levels: np.ndarray,
    known: dict[str, np.ndarray],
    fitted: dict[str, dict[str, float]],
    cache: Path | None,
) -> tuple[dict[str, LogForecast], dict[str, float]]:
    """The package's models on one set of histories: forecasts and seconds, by name."""
    history = levels[:, :5]
    runs = {
        "shrunken_t_class": lambda: shrunken_t(history, 5, fitted["shrunken_t_class"], **known),
        "shrunken_t": lambda: shrunken_t(history, 5, fitted["shrunken_t"]),
        "shrunken_t, values at the start": lambda: shrunken_t(history, 5, fitting.START),
    }
    answers = {name: timed(run) for name, run in runs.items()}
    for model in MODELS[1:]:
        key = f"zoneecon {model.__name__}"
        answers[model.__name__] = cached(
            cache, key, history, lambda model=model: timed(lambda: model(history, 5))
        )
    forecasts = {name: forecast for name, (forecast, _) in answers.items()}
    parts = [forecasts[model.__name__] for model in (naive, random_walk_with_drift, theta)]
    forecasts["mean of naive, drift, theta (statsmodels)"] = combination(parts)
    return forecasts, {name: seconds for name, (_, seconds) in answers.items()}


def run_library(
    levels: np.ndarray, cache: Path | None, slow: bool
) -> tuple[dict[str, peers.Peer], dict[str, str]]:
    """The statsforecast peers, each cached; the slow ones only where asked."""
    logs, answers, refusals = np.log(levels[:, :5]), {}, {}
    for name, model in peers.library_models().items():
        if name in SLOW_PEERS and not slow:
            continue
        try:
            answer = cached(
                cache, name, logs, lambda model=model: tuple(peers.run_peer(model, logs))
            )
            answers[name] = peers.Peer(*answer)
        except Exception as error:  # a refusal is a result: reported, whatever its class
            refusals[name] = f"{type(error).__name__}: {error}".replace("\n", " ")
    return answers, refusals


def score_panel(
    levels: np.ndarray,
    known: dict[str, np.ndarray],
    fitted: dict[str, dict[str, float]],
    cache: Path | None,
    library: str,
    competition: bool,
) -> dict[str, object]:
    """Everything measured on one panel's windows."""
    forecasts, seconds = run_models(levels, known, fitted, cache)
    scores = {name: scoring.summary(forecast, levels) for name, forecast in forecasts.items()}
    refusals: dict[str, str] = {}
    if library != "none":
        answers, refusals = run_library(levels, cache, slow=library == "all" and competition)
        for name, peer in answers.items():
            forecasts[name] = normal(peer.location, peer.scale)
            scores[name] = scoring.summary(forecasts[name], levels, peer.bounds)
            seconds[name] = peer.seconds
        prefix = "statsforecast "
        parts = [forecasts[prefix + name] for name in ("Naive", "RandomWalkWithDrift", "Theta")]
        name = "mean of Naive, RandomWalkWithDrift, Theta (statsforecast)"
        forecasts[name] = combination(parts)
        scores[name] = scoring.summary(forecasts[name], levels)
    outcome = np.log(levels[:, 5:] / levels[:, 4:5])
    return {
        "n": len(levels),
        "scores": scores,
        "seconds": seconds,
        "refusals": refusals,
        "pit": {name: scoring.pit_shares(forecasts[name], outcome) for name in POOLED},
        "tails": {
            name: [
                (m, scoring.exceedance(forecasts[name], m), outcome[:, 4] >= np.log(m))
                for m in scoring.MULTIPLES
            ]
            for name in (*POOLED, "random_walk_with_drift", "log_linear_trend")
        },
    }


def fit_both(
    levels: np.ndarray, rows: pd.DataFrame, known: dict[str, np.ndarray]
) -> dict[str, dict[str, float]]:
    """Hyperparameters without and with knowledge of the class."""
    own = fitting.fit_hyperparameters(levels, rows)
    both = fitting.fit_hyperparameters(levels, rows, fitting.CLASS_NAMES, known)
    kept = {name: own[name] for name in fitting.NAMES}
    return {"shrunken_t": kept, "shrunken_t_class": both}


def fold_of(rows: pd.DataFrame) -> np.ndarray:
    """Fold of each window by its series' name, so that no series is in two folds."""
    names = rows["panel"] + "/" + rows["series"]
    digest = names.map(lambda name: hashlib.sha256(name.encode()).digest()[0] % FOLDS)
    return digest.to_numpy()


def cross_validate(
    levels: np.ndarray, rows: pd.DataFrame, known: dict[str, np.ndarray], cache: Path | None = None
) -> pd.DataFrame:
    """Dev windows left out in turn, for each edition of the pooled model: CRPS and coverage.

    M4's dev test windows never enter a fit; each fold's model is also scored on those of the
    series it left out. What was compared earlier stands in `tried.md`.
    """
    editions = {
        "17 terms (shrunken_t)": (fitting.NAMES, {}),
        "19 terms, class growth and spread": (fitting.CLASS_NAMES[:-1], known),
        "20 terms, the pull rises with the class's speed (shrunken_t_class)": (
            fitting.CLASS_NAMES,
            known,
        ),
    }
    fold, results = fold_of(rows), []
    inside = np.zeros(len(rows), dtype=bool)
    inside[fitting.fit_sample(rows)] = True
    dev = (rows["split"] == "dev").to_numpy()
    for label, (names, used) in editions.items():
        scored = []
        for left_out in range(FOLDS):
            test = np.flatnonzero(dev & (fold == left_out))
            train = np.flatnonzero(inside & (fold != left_out))
            hyperparameters = cached(
                cache,
                f"{names} without fold {left_out}",
                levels[train],
                lambda names=names, used=used, train=train: fitting.fit_hyperparameters(
                    levels[train], rows.iloc[train], names, {k: v[train] for k, v in used.items()}
                ),
            )
            forecast = shrunken_t(
                levels[test, :5], 5, hyperparameters, **{k: v[test] for k, v in used.items()}
            )
            outcome = np.log(levels[test, 5:] / levels[test, 4:5])
            low, high = scoring.bounds(forecast, 0.8)
            figures = {
                "nll": fitting.negative_log_likelihood(forecast, outcome),
                "crps": scoring.crps(forecast, outcome).mean(axis=1),
                "cov80": ((outcome >= low) & (outcome <= high)).mean(axis=1),
            }
            scored.append(rows.iloc[test][["panel", "kind"]].assign(**figures))
        table = pd.concat(scored).groupby(["panel", "kind"]).mean(numeric_only=True)
        results.append(table.assign(ablation=label).reset_index())
    return pd.concat(results, ignore_index=True)


def shorter_histories(levels: np.ndarray, rows: pd.DataFrame, fitted: dict) -> pd.DataFrame:
    """Coverage of `shrunken_t` by number of history values, the future cut to match.

    The model was fitted on five values; here it sees the last four, or six to eight with the
    remaining four to two years ahead, so that a series that has grown can still be trusted.
    """
    results = []
    for n in (4, 5, 6, 7, 8):
        first = 1 if n == 4 else 0
        last = first + n
        history, future = levels[:, first:last], levels[:, last:]
        for label, seen in (("all", history), ("last five", history[:, -5:])):
            if label == "last five" and n <= 5:
                continue
            forecast = shrunken_t(seen, future.shape[1], fitted["shrunken_t"])
            outcome = np.log(future / history[:, -1:])
            row = {"values": n, "seen": label, "years ahead": future.shape[1]}
            for coverage in (0.8, 0.95):
                low, high = scoring.bounds(forecast, coverage)
                row[f"cov{100 * coverage:.0f}"] = ((outcome >= low) & (outcome <= high)).mean()
            results.append({**row, "crps": scoring.crps(forecast, outcome).mean()})
    return pd.DataFrame(results)


def single_path_seconds(levels: np.ndarray, hyperparameters: dict[str, float]) -> float:
    """Seconds a series of the labelled path `fit_shrunken_t`, on 500 series."""
    series = [pd.Series(row, index=range(2016, 2021)) for row in levels[:500, :5]]
    start = time.perf_counter()
    for one in series:
        fit_shrunken_t(one, hyperparameters)
    return (time.perf_counter() - start) / len(series)


def coverage_table(measured: dict[str, dict]) -> pd.DataFrame:
    """`model_coverage.csv`: what nominal intervals reach, by panel, model and year ahead."""
    shown = ["shrunken_t_class", *[model.__name__ for model in MODELS]]
    records = [
        {
            "panel": panel,
            "model": model,
            "h": h + 1,
            "coverage_80": round(float(result["scores"][model]["cov80_h"][h]), 4),
            "coverage_95": round(float(result["scores"][model]["cov95_h"][h]), 4),
            "n": result["n"],
            **{name: round(float(result["scores"][model][name][h]), 4) for name in ERRORS},
        }
        for panel, result in measured.items()
        for model in shown
        for h in range(5)
    ]
    return pd.DataFrame(records)


def write_hyperparameters(
    fitted: dict[str, dict[str, float]], sums: pd.Series, rows: pd.DataFrame
) -> None:
    """The committed table, and beside it where each number came from."""
    records = [
        {"model": model, "name": name, "value": round(value, 5), "meaning": fitting.MEANINGS[name]}
        for model, values in fitted.items()
        for name, value in values.items()
    ]
    table = pd.DataFrame(records)
    table.to_csv(REFERENCE / "forecast_hyperparameters.csv", index=False, lineterminator="\n")
    used = rows.iloc[fitting.fit_sample(rows)].groupby("panel").size()
    provenance = pd.DataFrame({"panel": sums.index, "sha256": sums.to_numpy()})
    provenance["windows_fitted"] = provenance["panel"].map(used).fillna(0).astype(int)
    provenance["split"] = "dev"
    provenance["script"] = "benchmarks/short_series.py"
    provenance["date"] = datetime.date.today().isoformat()
    file = REFERENCE / "forecast_hyperparameters_provenance.csv"
    provenance.to_csv(file, index=False, lineterminator="\n")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel_dir", type=Path)
    parser.add_argument("--split", default="open", help="windows to score (default: open)")
    parser.add_argument("--no-fit", action="store_true", help="use the committed hyperparameters")
    parser.add_argument("--peers", choices=["all", "quick", "none"], default="all")
    parser.add_argument("--cache", type=Path, help="directory that keeps the peers' answers")
    parser.add_argument("--report", type=Path, default=HERE / "short_series.md")
    options = parser.parse_args(arguments)

    panels = windows.load_panels(options.panel_dir)
    sums = windows.checksums(options.panel_dir)
    levels, rows = windows.all_windows(panels)
    known = fitting.class_of(levels, rows)
    committed = pd.read_csv(REFERENCE / "forecast_hyperparameters.csv")
    fitting_rows = fitting.fit_sample(rows)
    fit = not options.no_fit and len(fitting_rows) > 0
    if fit:
        chosen = {name: value[fitting_rows] for name, value in known.items()}
        fitted = cached(
            options.cache,
            f"both editions, {fitting.CLASS_NAMES}",
            levels[fitting_rows],
            lambda: fit_both(levels[fitting_rows], rows.iloc[fitting_rows], chosen),
        )
        write_hyperparameters(fitted, sums, rows)
        validation = cross_validate(levels, rows, known, options.cache)
    else:
        fitted = {name: hyperparameters_of(committed, name) for name in reversed(POOLED)}
        validation = None

    measured, calibration, ends = {}, {}, []
    for name, panel in panels.items():
        competition = windows.is_competition(panel)
        kind = "test" if competition else "window"
        scored = (rows["panel"] == name) & (rows["split"] == options.split)
        chosen = np.flatnonzero(scored & (rows["kind"] == kind))
        if len(chosen):
            measured[name] = score_panel(
                levels[chosen],
                {key: value[chosen] for key, value in known.items()},
                fitted,
                options.cache,
                options.peers,
                competition,
            )
            if not competition:  # whose years only count from its last training year
                ends.append(eras.by_era(levels[chosen], rows.iloc[chosen], known, chosen, fitted))
        chosen = np.flatnonzero(scored & (rows["kind"] == "calibration"))
        if len(chosen):
            unseen = {key: value[chosen] for key, value in known.items()}
            for model, extra in (("shrunken_t_class", unseen), ("shrunken_t", {})):
                forecast = shrunken_t(levels[chosen, :5], 5, fitted[model], **extra)
                calibration[name, model] = scoring.summary(forecast, levels[chosen])
    if not measured:
        raise SystemExit(f"No windows of split '{options.split}' in this directory.")
    by_end = pd.concat(ends, ignore_index=True) if ends else pd.DataFrame()
    if fit and options.split == "open":
        tables = {
            "model_coverage": coverage_table(measured),
            "model_eras": eras.table(by_end, REFERENCE),
        }
        for name, table in tables.items():
            table.to_csv(REFERENCE / f"{name}.csv", index=False, lineterminator="\n")

    scored = np.flatnonzero((rows["split"] == options.split) & (rows["kind"] != "calibration"))
    context = {
        "split": options.split,
        "fit": fit,
        "sums": sums,
        "rows": rows,
        "fitted": fitted,
        "checks": {
            name: windows.naive_check(panel)
            for name, panel in panels.items()
            if windows.is_competition(panel)
        },
        "measured": measured,
        "eras": calibration,
        "by_end": by_end,
        "validation": validation,
        "lengths": shorter_histories(levels[scored], rows, fitted),
        "single_seconds": single_path_seconds(levels[scored], fitted["shrunken_t"]),
    }
    options.report.write_text(report.write(context), encoding="utf-8")
    print(f"Wrote {options.report.name}.")


if __name__ == "__main__":
    main(sys.argv[1:])
