"""What are the numbers of an industry's inside view? Weighted maximum likelihood on dev pairs.

Everything fitted here is fitted on pairs whose child and parent are dev series (`parents.py`); the
parent's forecast is the shipped `shrunken_t` with the shipped numbers.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import fitting
import numpy as np
import pandas as pd
from parents import Pairs
from scipy.optimize import minimize

from zoneecon.trends.industry import own_noise
from zoneecon.trends.models import LogForecast, shrunken_t
from zoneecon.trends.news import trust_of, updated_noise
from zoneecon.trends.nowcast import given_parent

FEWEST_COMPARABLE = 5
FORM = ("follow", "noise", "noise_share", "noise_class", "tail", "tail_step")
START = {
    "follow": 0.9,
    "noise": -3.0,
    "noise_share": -0.1,
    "noise_class": 0.8,
    "tail": 0.7,
    "tail_step": 0.2,
}
NEWS_START = {"class_years": 2.5, "noise": -2.9, "noise_share": -0.1, "noise_class": 0.9}
TRUST_START = {"trust": -3.0, "trust_noise": -0.8}
NOWCAST_START = {
    "drift": 0.0,
    "scale": 0.05,
    "share_exponent": 0.2,
    "power": 0.6,
    "freedom": 3.2,
}
ABOVE_ZERO = ("class_years", "scale")  # fitted as logarithms
ABOVE_ONE = ("freedom",)  # fitted as the logarithm of what is above one


class Material(NamedTuple):
    """What a fit or a score needs of pairs; arrays of shape (pairs, years) or (pairs,)."""

    rows: pd.DataFrame
    outcome: np.ndarray  # ln(child / its fifth level), five years
    parent_outcome: np.ndarray
    parent: LogForecast
    growth: np.ndarray  # four yearly log steps of the child
    parent_growth: np.ndarray
    share: np.ndarray
    noise: np.ndarray  # of the class

    def take(self, chosen: np.ndarray) -> "Material":
        """The pairs of a mask or of positions."""
        parent = LogForecast(*(part[chosen] for part in self.parent))
        rows = self.rows[chosen] if chosen.dtype == bool else self.rows.iloc[chosen]
        arrays = {
            name: value[chosen]
            for name, value in self._asdict().items()
            if isinstance(value, np.ndarray)
        }
        return self._replace(rows=rows.reset_index(drop=True), parent=parent, **arrays)


def class_noises(pairs: Pairs) -> pd.DataFrame:
    """Noise of each class: median over its dev series, at least five; `all` is every class.

    The noise of a series is the standard deviation (four in the denominator) of the four yearly
    steps of ln(child / parent) in its history.
    """
    ratio = np.log(pairs.child[:, :5]) - np.log(pairs.parent[:, :5])
    table = pairs.rows.assign(noise=np.diff(ratio, axis=1).std(axis=1))
    table = table[table["split"] == "dev"]
    tables = []
    for by in (["panel"], ["panel", "kind"]):
        found = table.groupby(by, sort=False)["noise"].agg(["median", "size"]).reset_index()
        tables.append(found[found["size"] >= FEWEST_COMPARABLE])
    whole, kinds = tables
    answer = pd.concat([whole.assign(kind="all"), kinds[kinds["kind"] != "all"]])
    answer = answer.rename(columns={"median": "noise", "size": "series"})
    return answer[["panel", "kind", "noise", "series"]].reset_index(drop=True)


def noise_of_class(rows: pd.DataFrame, noises: pd.DataFrame) -> np.ndarray:
    """Each pair's class noise: of its branch where that is known, else of all branches."""
    known = noises.set_index(["panel", "kind"])["noise"]
    branch = known.reindex(pd.MultiIndex.from_frame(rows[["panel", "kind"]])).to_numpy()
    everyone = known.xs("all", level="kind").reindex(rows["panel"]).to_numpy()
    return np.where(np.isnan(branch), everyone, branch)


def material_of(
    pairs: Pairs, hyperparameters: Mapping[str, float], noises: pd.DataFrame
) -> Material:
    """Outcomes, histories and parents' forecasts of pairs."""
    logs, parent_logs = np.log(pairs.child), np.log(pairs.parent)
    return Material(
        rows=pairs.rows,
        outcome=logs[:, 5:] - logs[:, 4:5],
        parent_outcome=parent_logs[:, 5:] - parent_logs[:, 4:5],
        parent=shrunken_t(pairs.parent[:, :5], 5, hyperparameters),
        growth=np.diff(logs[:, :5], axis=1),
        parent_growth=np.diff(parent_logs[:, :5], axis=1),
        share=pairs.rows["share"].to_numpy(),
        noise=noise_of_class(pairs.rows, noises),
    )


def window_weights(rows: pd.DataFrame) -> np.ndarray:
    """One over the root of the windows of its panel, so that no panel outweighs all others."""
    weight = 1 / np.sqrt(rows.groupby("panel")["panel"].transform("size").to_numpy())
    return weight / weight.sum()


def follow_parent(
    parent: LogForecast,
    noise: np.ndarray | float,
    parameters: Mapping[str, float],
    widening: float = 1.0,
) -> LogForecast:
    """The form of `trends.industry`, for many children at once; `InsideView.way` is one child's.

    Parameters
    ----------
    parent : LogForecast
        Of each child's parent, shape (children, h).
    noise : float or array of shape (children,)
        q, from `own_noise`.
    parameters : mapping
        follow, prior_drift, tail and tail_step of `inside_view.csv`.
    widening : float
        Factor on every scale: 1 as measured; see `city_widening` in `inside_view.csv`.
    """
    h = np.arange(1, parent.location.shape[1] + 1, dtype=float)
    follow = parameters["follow"]
    location = follow * parent.location + (1 - follow) * parameters["prior_drift"] * h
    variance = parent.scale**2 + np.reshape(noise, (-1, 1)) ** 2 * h
    freedom = 1 + np.exp(parameters["tail"]) + parameters["tail_step"] * (h - 1)
    return LogForecast(
        location, widening * np.sqrt(variance), np.broadcast_to(freedom, location.shape)
    )


def form(material: Material, parameters: Mapping[str, float]) -> LogForecast:
    """The industry form, for many children at once."""
    noise = own_noise(material.share, material.noise, parameters)
    return follow_parent(material.parent, noise, parameters)


def without_parent(material: Material) -> Material:
    """The same pairs with a parent that says nothing: prior drift and own noise are left."""
    nothing = np.zeros_like(material.parent.location)
    return material._replace(parent=LogForecast(nothing, nothing, material.parent[2]))


def with_news(
    material: Material, years: int, parameters: Mapping[str, float], news: Mapping[str, float]
) -> LogForecast:
    """The form of `trends.news`, after so many growth rates of the child's own."""
    growth, parent_growth = material.growth[:, -years:], material.parent_growth[:, -years:]
    noise = updated_noise(growth - parent_growth, material.noise, news["class_years"])
    own = own_noise(material.share, noise, news)
    known_nothing = follow_parent(material.parent, own, parameters)
    h = np.arange(1, material.parent.location.shape[1] + 1, dtype=float)
    trust = trust_of(noise, news)[:, None]
    location = (1 - trust) * known_nothing.location + trust * growth.mean(axis=1, keepdims=True) * h
    return known_nothing._replace(location=location)


def nowcast(material: Material, parameters: Mapping[str, float]) -> LogForecast:
    """The child given its parent's actual growth."""
    return given_parent(material.parent_outcome, material.share, parameters)


def _free(values: Mapping[str, float]) -> np.ndarray:
    """Parameters on scales without bounds."""
    return np.array(
        [
            np.log(value) if name in ABOVE_ZERO else np.log(value - 1) if name in ABOVE_ONE
            else value
            for name, value in values.items()
        ]
    )  # fmt: skip


def _bound(names: Sequence[str], values: np.ndarray) -> dict[str, float]:
    """The inverse of `_free`."""
    return {
        name: float(np.exp(value) + (name in ABOVE_ONE))
        if name in (*ABOVE_ZERO, *ABOVE_ONE)
        else float(value)
        for name, value in zip(names, values, strict=True)
    }


def _fitted(forecast_of, start: Mapping[str, float], outcome, weight) -> tuple[dict, float]:
    """Weighted maximum likelihood; the parameters and mean -log density a point."""
    names = list(start)

    def objective(values: np.ndarray) -> float:
        forecast = forecast_of(_bound(names, values))
        return float(weight @ fitting.negative_log_likelihood(forecast, outcome))

    result = minimize(objective, _free(start), method="BFGS", options={"gtol": 1e-6})
    return _bound(names, result.x), float(result.fun)


def loss(forecast: LogForecast, material: Material) -> float:
    """Weighted mean -log density a point."""
    weight = window_weights(material.rows)
    return float(weight @ fitting.negative_log_likelihood(forecast, material.outcome))


def fit_form(
    material: Material, prior_drift: float, fixed: Mapping[str, float] | None = None
) -> tuple[dict[str, float], float]:
    """The six numbers of the form, or those that are not fixed."""
    given = {"prior_drift": prior_drift, **(fixed or {})}
    start = {name: value for name, value in START.items() if name not in given}
    weight = window_weights(material.rows)
    fitted, best = _fitted(
        lambda values: form(material, {**given, **values}), start, material.outcome, weight
    )
    return {**given, **fitted}, best


def fit_news(
    material: Material, years: int, parameters: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """The numbers of `news_k`; at one year the own growth is not trusted at all."""
    start = NEWS_START if years == 1 else {**NEWS_START, **TRUST_START}
    weight = window_weights(material.rows)
    return _fitted(
        lambda values: with_news(material, years, parameters, values),
        start,
        material.outcome,
        weight,
    )


def fit_nowcast(material: Material) -> dict[str, float]:
    """The five numbers of one kind of child given its parent."""
    weight = np.full(len(material.share), 1 / len(material.share))
    fitted, _ = _fitted(
        lambda values: nowcast(material, values), NOWCAST_START, material.outcome, weight
    )
    return fitted


def resampled(rows: pd.DataFrame, generator: np.random.Generator) -> np.ndarray:
    """Positions of a bootstrap sample: whole groups of siblings in one era, within each panel."""
    block = rows.groupby(["panel", "group", "end"], sort=False).ngroup().to_numpy()
    places = pd.Series(np.arange(len(rows))).groupby(block).apply(np.asarray)
    panel = rows["panel"].groupby(block).first()
    chosen = [
        generator.choice(blocks.index.to_numpy(), len(blocks))
        for _, blocks in panel.groupby(panel, sort=False)
    ]
    return np.concatenate([places[block] for block in np.concatenate(chosen)])
