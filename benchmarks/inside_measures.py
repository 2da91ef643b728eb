"""How good is the inside view of an industry? Scores, eras, siblings, and its rivals."""

from collections.abc import Mapping

import fitting
import inside_fitting
import numpy as np
import pandas as pd
import parents
import scoring
from inside_fitting import Material
from scipy.special import ndtri
from scipy.stats import spearmanr

from zoneecon.trends.distribution import t_probability
from zoneecon.trends.models import LogForecast, naive, shrunken_t

FAMILIES = {
    "industries of states": ("state_total", "state_manufacturing"),
    "US shipments": ("us_shipments", "us_shipments_branch"),
    "US capital spending": ("us_capital_spending", "us_capital_spending_branch"),
    "NUTS 3 regions": ("nuts2_region",),
    "Chinese provinces": ("national_investment",),
}
BOOTSTRAP_DRAWS, SEED = 40, 0
FEWEST_OF_AN_ERA = 20
# The published test vector: a parent's forecast, a share and a class noise; target over base.
VECTOR = {
    "location": (0.0344, 0.0712, 0.1089, 0.1470, 0.1854),
    "scale": (0.1439, 0.2125, 0.2668, 0.3136, 0.3555),
    "share": 0.75,
    "noise": 0.231,
    "multiple": 500 / 150,
}
PUBLISHED = {
    "follow": 0.9105,
    "prior_drift": 0.03569,
    "noise": -2.883,
    "noise_share": -0.107,
    "noise_class": 0.814,
    "tail": 0.7765,
    "tail_step": 0.2257,
}


def figures(forecast: LogForecast, outcome: np.ndarray) -> dict[str, object]:
    """CRPS, coverage by year ahead, tails and PIT of one set of pairs."""
    limits = {nominal: scoring.bounds(forecast, nominal / 100) for nominal in (80, 95)}
    hit = {n: (outcome >= low) & (outcome <= high) for n, (low, high) in limits.items()}
    return {
        "n": len(outcome),
        "crps": float(scoring.crps(forecast, outcome).mean()),
        "error": float(np.abs(outcome - forecast.location).mean()),
        "cov": {nominal: share.mean(axis=0) for nominal, share in hit.items()},
        "pit": scoring.pit_shares(forecast, outcome).mean(axis=1),
        "tails": [
            (m, scoring.exceedance(forecast, m), outcome[:, 4] >= np.log(m))
            for m in scoring.MULTIPLES[1:]
        ],
    }


def part(forecast: LogForecast, chosen: np.ndarray) -> LogForecast:
    """Some rows of a forecast."""
    return LogForecast(*(np.broadcast_to(a, forecast.location.shape)[chosen] for a in forecast))


def by_panel(forecast: LogForecast, material: Material) -> dict[str, dict]:
    """`figures` of each panel, in the panels' order."""
    names = material.rows["panel"]
    return {
        name: figures(part(forecast, names == name), material.outcome[names == name])
        for name in dict.fromkeys(names)
    }


def by_era(forecast: LogForecast, material: Material) -> dict[tuple[str, int], dict]:
    """`figures` of each panel and last year."""
    rows = material.rows
    keys = dict.fromkeys(zip(rows["panel"], rows["end"], strict=True))
    answer = {}
    for panel, end in keys:
        chosen = ((rows["panel"] == panel) & (rows["end"] == end)).to_numpy()
        answer[panel, int(end)] = figures(part(forecast, chosen), material.outcome[chosen])
    return answer


def rivals(
    pairs: parents.Pairs,
    material: Material,
    fitted: Mapping[str, Mapping[str, float]],
    known: Mapping[str, np.ndarray],
) -> dict[str, LogForecast]:
    """What else could be said of the same children."""
    history = pairs.child[:, :5]
    answer = {"naive": naive(history, 5), "parent as it is": material.parent}
    if fitted["no_parent"]:
        without = inside_fitting.without_parent(material)
        answer["no parent"] = inside_fitting.form(without, fitted["no_parent"])
    return answer | {
        "own five years": shrunken_t(history, 5, fitted["shrunken_t"]),
        "own, class edition": shrunken_t(history, 5, fitted["shrunken_t_class"], **known),
    }


def class_figures(pairs: parents.Pairs, cut: Mapping[str, tuple]) -> dict[str, np.ndarray]:
    """Median growth and spread of comparable series, for each child's own class edition."""
    tables = []
    for levels, rows in cut.values():
        tables.append(rows.assign(**fitting.class_of(levels, rows)))
    table = pd.concat(tables).rename(columns={"panel": "source"})
    keys = ["source", "series", "end"]
    found = pairs.rows[keys].merge(
        table[[*keys, "class_drift", "class_noise"]], on=keys, how="left"
    )
    return {name: found[name].to_numpy() for name in ("class_drift", "class_noise")}


def vector_chance(parameters: Mapping[str, float], noise: float = 0.0, widening: float = 1.0):
    """Chance of the test vector's multiple after five years."""
    freedom = np.full((1, 5), 3.0)  # the parent's freedom is not used
    parent = LogForecast(np.array([VECTOR["location"]]), np.array([VECTOR["scale"]]), freedom)
    own = inside_fitting.own_noise(VECTOR["share"], noise or VECTOR["noise"], parameters)
    forecast = inside_fitting.follow_parent(parent, own, parameters, widening)
    return float(scoring.exceedance(forecast, VECTOR["multiple"])[0])


def normal_scores(forecast: LogForecast, outcome: np.ndarray) -> np.ndarray:
    """Errors as standard normal deviates."""
    z, _ = scoring.standardised(forecast, outcome)
    return ndtri(np.clip(t_probability(forecast.degrees_of_freedom, z), 1e-6, 1 - 1e-6))


def year_correlation(forecast: LogForecast, material: Material) -> np.ndarray:
    """Rank correlation of the errors of two years ahead, mean over panels, shape (5, 5)."""
    scores = normal_scores(forecast, material.outcome)
    names = material.rows["panel"].to_numpy()
    return np.mean([spearmanr(scores[names == n]).statistic for n in dict.fromkeys(names)], axis=0)


def sibling_correlation(forecast: LogForecast, material: Material) -> dict[str, float]:
    """Correlation of two siblings' errors in one era, by panel, mean over the years ahead."""
    scores = normal_scores(forecast, material.outcome)
    rows = material.rows
    answer = {}
    for panel in dict.fromkeys(rows["panel"]):
        of_panel = (rows["panel"] == panel).to_numpy()
        squares = (scores[of_panel] ** 2).mean(axis=0)
        products, count = np.zeros(scores.shape[1]), 0
        for places in rows[of_panel].groupby(["group", "end"]).indices.values():
            block = scores[of_panel][places]
            products += block.sum(axis=0) ** 2 - (block**2).sum(axis=0)
            count += len(places) * (len(places) - 1)
        if count:
            answer[panel] = float((products / count / squares).mean())
    return answer


def bootstrap(dev: Material, prior_drift: float) -> pd.DataFrame:
    """The form's numbers and the test vector's chance, refitted on resampled siblings and eras."""
    generator = np.random.Generator(np.random.PCG64(SEED))
    draws = []
    for _ in range(BOOTSTRAP_DRAWS):
        sample = dev.take(inside_fitting.resampled(dev.rows, generator))
        values, _ = inside_fitting.fit_form(sample, prior_drift)
        draws.append({**values, "chance": vector_chance(values)})
    return pd.DataFrame(draws)


def leave_out(
    dev: Material, scored: Material, prior_drift: float, whole: Mapping[str, dict]
) -> pd.DataFrame:
    """Each family of panels left out of the fit in turn: what the others say of it."""
    records = []
    for family, panels in FAMILIES.items():
        inside = dev.rows["panel"].isin(panels).to_numpy()
        if not inside.any():
            continue
        values, _ = inside_fitting.fit_form(dev.take(~inside), prior_drift)
        answers = by_panel(inside_fitting.form(scored, values), scored)
        for panel in panels:
            if panel in answers:
                found, usual = answers[panel], whole[panel]
                records.append(
                    {
                        "family": family,
                        "panel": panel,
                        "ratio": found["crps"] / usual["crps"],
                        "cov80": found["cov"][80].mean(),
                        "cov95": found["cov"][95].mean(),
                        "follow": values["follow"],
                        "noise": values["noise"],
                        "chance": vector_chance(values),
                    }
                )
    return pd.DataFrame(records)


def news_gain(
    scored: Material, form: Mapping[str, float], news: Mapping[int, Mapping[str, float]]
) -> pd.DataFrame:
    """CRPS after k own growth rates over CRPS before any, by panel."""
    before = by_panel(inside_fitting.form(scored, form), scored)
    records = []
    for years, numbers in news.items():
        after = by_panel(inside_fitting.with_news(scored, years, form, numbers), scored)
        for panel, result in after.items():
            records.append((years, panel, result["crps"] / before[panel]["crps"]))
    return pd.DataFrame(records, columns=["years", "panel", "ratio"])


def fixed_trust(dev: Material, years: int, form: Mapping[str, float]) -> float:
    """The best weight of the own mean growth if it is one number, the noise as without news."""
    base = inside_fitting.form(dev, form)
    own = dev.growth[:, -years:].mean(axis=1, keepdims=True) * np.arange(1, 6)
    weights = np.linspace(-0.2, 0.3, 101)
    losses = [
        inside_fitting.loss(base._replace(location=(1 - w) * base.location + w * own), dev)
        for w in weights
    ]
    return float(weights[np.argmin(losses)])


def nowcasts(
    scored: Material,
    form: Mapping[str, float],
    numbers: Mapping[str, Mapping[str, float]],
) -> dict[str, dict]:
    """What the parent's actual growth is worth, by panel, beside the form's own errors."""
    usual = by_panel(inside_fitting.form(scored, form), scored)
    answer = {}
    for panel, values in numbers.items():
        some = scored.take((scored.rows["panel"] == panel).to_numpy())
        if len(some.share):
            found = figures(inside_fitting.nowcast(some, values), some.outcome)
            answer[panel] = {**found, "error_forecast": usual[panel]["error"]}
    return answer
