"""What is random in a scenario? Correlated shocks, drawn parameters and the project funnel.

Philox streams keyed by sha256 of seed, stream name and block, in blocks of `BLOCK` draws that are
always drawn whole: results depend neither on chunks nor on how many draws are asked for, and a
parameter held by one scenario leaves every other number as it was. Shapes end in the draws.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from zoneecon.scenarios.allowed import PARAMETERS
from zoneecon.scenarios.parameters import Scenario, correlation

BLOCK = 4096  # draws; small enough for the cache, and part of the meaning of a seed
#: Random arrays that are kept, of 0.03 to 0.5 MB: scenarios that are compared share their draws,
#: and 20,000 draws of a scenario take 40 arrays.
KEPT = 150


def stream(seed: int, name: str, block: int) -> np.random.Generator:
    """A generator of its own for each named quantity and block, the same on any machine."""
    key = hashlib.sha256(f"{seed}|{name}|{block}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key[:16], "little")))


@lru_cache(KEPT)
def _draw(seed: int, name: str, block: int, law: str, *shape: float) -> np.ndarray:
    """The first draw of a stream, the same array for whoever asks; read-only.

    `law` is a method of NumPy's generator; `shape` its arguments, the last two the rows and draws.
    """
    *given, rows, draws = shape
    size = (rows, draws) if rows else draws
    drawn = getattr(stream(seed, name, block), law)(*given, size)
    drawn.flags.writeable = False
    return drawn


def draw_shocks(
    scenario: Scenario, steps: np.ndarray, seed: int, block: int, mine: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Correlated Student-t shocks of volumes and of prices, each (n, T, draws), in logs.

    `steps` (n, T) are lengths in years; where one is 0, nothing is uncertain. `mine` are the draws
    of the block that are wanted, by default all.

    volume_it = W (sqrt(dt) sigma_i z_it + dt tau_i z_i0), price_it = W sqrt(dt) sigma^P_i z^P_it,
    with one W = sqrt(nu / chi2_nu) per draw and z = Cholesky factor times independent normals.
    """
    industries, values = scenario.industries, scenario.values
    n, t_max = len(industries), steps.shape[1]
    half = values["degrees_of_freedom"] / 2.0
    mine = np.arange(BLOCK) if mine is None else mine
    gamma = _draw(seed, "tail", block, "standard_gamma", half, 0, BLOCK).take(mine)
    tail = np.sqrt(half / gamma)
    tail *= values["uncertainty"]
    # row 0 of a volume is the persistent error of its growth rate
    sizes = [("volume", t_max + 1)] * n + [("price", t_max)] * n
    z = [
        _draw(seed, f"{kind}.{key}", block, "standard_normal", rows, BLOCK).take(mine, axis=-1)
        for (kind, rows), key in zip(sizes, industries * 2, strict=True)
    ]
    factor = np.linalg.cholesky(correlation(scenario))
    volume, price = (np.empty((n, t_max, len(tail))) for _ in range(2))
    for i, key in enumerate(industries):
        mixed = _mix(factor[i], z[: i + 1])
        root_dt, lengths = np.sqrt(steps[i]), steps[i][:, None]
        persistent = values[f"trend_uncertainty.{key}"] * mixed[0]
        _scale(mixed[1:], values[f"volume_volatility.{key}"] * root_dt, out=volume[i])
        volume[i] += lengths * persistent
        volume[i] *= tail
        mixed = _mix(factor[n + i], [*(rows[1:] for rows in z[:n]), *z[n : n + i + 1]])
        _scale(mixed, values[f"price_volatility.{key}"] * root_dt, out=price[i])
        price[i] *= tail
    return volume, price


def _mix(weights: np.ndarray, rows: list[np.ndarray]) -> np.ndarray:
    """One row of Cholesky times the normals, written out so that no BLAS kernel is asked."""
    mixed = weights[len(rows) - 1] * rows[-1]
    for weight, row in zip(weights, rows[:-1], strict=False):
        if weight != 0.0:
            mixed += weight * row
    return mixed


def _scale(rows: np.ndarray, factors: np.ndarray, out: np.ndarray) -> None:
    np.multiply(rows, factors[:, None], out=out)


def draw_base_dates(scenario: Scenario, seed: int, block: int) -> np.ndarray:
    """Which reading of the base's date each draw takes: places in `scenario.base_dates`, (BLOCK,).

    Whole dates, each with its paths from there; a stream of its own leaves all other draws alone.
    """
    shares = list(scenario.base_dates.values())
    if len(shares) == 1:
        return np.zeros(BLOCK, dtype=int)
    uniform = _draw(seed, "base_year", block, "random", 0, BLOCK)
    return np.searchsorted(np.cumsum(shares[:-1]), uniform, side="right")


def draw_parameters(
    scenario: Scenario, central: dict[str, Any], years: float, seed: int, block: int
) -> dict[str, Any]:
    """`central` with the drawn parameters replaced: half triangles on (low, value, high).

    `years` is the horizon over which the funnel lands projects.
    """
    p, spread = dict(central), scenario.values["uncertainty"]
    names = drawn_names(scenario)
    free = [row for row, name in enumerate(names) if name not in scenario.held | scenario.settled]
    uniform = _draw(seed, "parameters", block, "random", len(names), BLOCK)
    drawn = _triangular(
        uniform[free] if len(free) < len(names) else uniform,
        np.array([scenario.ranges[names[row]] for row in free]).reshape(-1, 2),
        np.array([scenario.values[names[row]] for row in free]),
        spread,
    )
    rows_of: dict[str, list[int]] = {}
    for place, row in enumerate(free):
        rows_of.setdefault(names[row].partition(".")[0], []).append(place)
    for name, places in rows_of.items():
        if not PARAMETERS[name].per_industry:
            p[name] = drawn[places[0]]
        elif len(places) == len(scenario.industries):
            p[name] = drawn[places[0] : places[-1] + 1]  # names of one parameter are neighbours
        else:
            p[name] = np.broadcast_to(p[name], (len(scenario.industries), BLOCK)).copy()
            for place in places:
                industry = names[free[place]].partition(".")[2]
                p[name][scenario.industries.index(industry)] = drawn[place]
    if "conversion" not in scenario.held and scenario.funnel:
        odds = draw_funnel(scenario, years, seed, block)["odds"]
        odds = odds if spread == 1.0 else odds**spread
        p["conversion"] = scenario.values["conversion"] * odds
        p["conversion"] /= 1.0 - scenario.values["conversion"] + p["conversion"]
    return p


def drawn_names(scenario: Scenario) -> list[str]:
    """Flat names of the drawn parameters with a range, in one order for all scenarios."""
    industries = scenario.industries
    flats = [
        f"{name}.{key}" if key else name
        for name, allowed in PARAMETERS.items()
        for key in (industries if allowed.per_industry else ("",))
    ]
    ranges = scenario.ranges
    free = scenario.drawn - {"base_year"}  # whole readings: `draw_base_dates`
    return [flat for flat in flats if flat in free and ranges[flat][0] < ranges[flat][1]]


def _triangular(
    uniform: np.ndarray, ranges: np.ndarray, mode: np.ndarray, spread: float
) -> np.ndarray:
    """Two half triangles, row by row, each as likely as the other: the value is mode and median.

    A plain triangle that is wider on one side has its median there, and would move the centre of
    every fan away from the central path. `spread` shrinks both halves to the mode.
    """
    drawn = np.empty_like(uniform)
    for row, (low, high) in enumerate(ranges):
        # row by row, because a row fits the cache
        u, out, centre = uniform[row], drawn[row], mode[row]
        np.subtract(1.0, u, out=out)
        np.minimum(out, u, out=out)
        out *= 2.0
        np.sqrt(out, out=out)
        np.subtract(1.0, out, out=out)
        out *= np.where(u < 0.5, (low - centre) * spread, (high - centre) * spread)
        out += centre
    return drawn


# --- the project funnel ---------------------------------------------------------------------


def draw_funnel(scenario: Scenario, years: float, seed: int, block: int) -> dict[str, np.ndarray]:
    """Joint draws of the funnel's counts and values over a horizon.

    Count rates: Beta posteriors (Jeffreys prior), the city's counts down-weighted. Counts: normal
    approximation of the binomials, whole numbers within [0, stage before]. Values: the share of
    value that passes a stage is p r / (p r + 1 - p), with r the mean size of projects that pass
    over that of those that do not, lognormal; so it stays in [0, 1] and value never grows.

    Returns
    -------
    dict
        signed and landed counts, value_share (landed over negotiated value), odds (of the signed
        share, which funds in place are a share of, relative to the funnel's centre), each (BLOCK,).
    """
    negotiated = round(scenario.funnel["negotiated_count"] * years)
    posteriors = funnel_posteriors(scenario)
    rates, noise = _draw_rates(seed, block, posteriors)
    signed = _count(negotiated, rates[0], noise[0])
    landed = _count(signed, rates[1], noise[1])
    passed = signed / negotiated, landed / np.maximum(signed, 1.0)
    sizes = funnel_sizes(scenario)
    first, second = (
        _value_share(rate, ratio * np.exp(error * z))
        for rate, (ratio, error), z in zip(passed, sizes, noise[2:], strict=True)
    )
    (a, b), (ratio, _) = posteriors[0], sizes[0]
    centre = _value_share(a / (a + b), ratio)
    odds = first / (1.0 - first) * ((1.0 - centre) / centre)
    return {"signed": signed, "landed": landed, "value_share": first * second, "odds": odds}


@lru_cache(KEPT)
def _draw_rates(seed: int, block: int, posteriors: tuple) -> tuple[list[np.ndarray], np.ndarray]:
    """Rates of the two passages, and four rows of normals, from the funnel's one stream."""
    random = stream(seed, "funnel", block)
    rates = [random.beta(a, b, BLOCK) for a, b in posteriors]
    return rates, random.standard_normal((4, BLOCK))


def funnel_posteriors(scenario: Scenario) -> tuple[tuple[float, float], tuple[float, float]]:
    """Beta parameters of the two count rates, negotiated to signed and signed to landed."""
    funnel, weight = scenario.funnel, scenario.values["city_weight"]
    negotiated, signed, landed = (
        funnel[f"{stage}_count"] + weight * funnel.get(f"city_{stage}_count", 0.0)
        for stage in ("negotiated", "signed", "landed")
    )
    return (signed + 0.5, negotiated - signed + 0.5), (landed + 0.5, signed - landed + 0.5)


def funnel_sizes(scenario: Scenario) -> list[tuple[float, float]]:
    """For each passage: mean size of those that pass over the others, and its log error."""
    funnel, variation = scenario.funnel, scenario.values["project_size_variation"]
    sizes = []
    for before, after in (("negotiated", "signed"), ("signed", "landed")):
        passed, stopped = funnel[f"{after}_count"], funnel[f"{before}_count"]
        stopped -= passed
        inside = funnel[f"{after}_value"] / passed
        outside = (funnel[f"{before}_value"] - funnel[f"{after}_value"]) / stopped
        sizes.append((inside / outside, variation * math.sqrt(1 / passed + 1 / stopped)))
    return sizes


def _count(trials, rate, z):
    drawn = np.rint(trials * rate + np.sqrt(trials * rate * (1.0 - rate)) * z)
    return np.minimum(np.maximum(drawn, 0.0), trials)


def _value_share(rate, ratio):
    return rate * ratio / (rate * ratio + 1.0 - rate)


def funnel_quantiles(scenario: Scenario, years: float, draws: int, seed: int) -> pd.DataFrame:
    """p10, p50 and p90 of the funnel's drawn counts and value share over a horizon."""
    blocks = [draw_funnel(scenario, years, seed, b) for b in range(math.ceil(draws / BLOCK))]
    rows = []
    for name in ("signed", "landed", "value_share"):
        drawn = np.sort(np.concatenate([block[name] for block in blocks])[:draws])
        low, middle, high = np.quantile(drawn, [0.1, 0.5, 0.9])
        rows.append({"quantity": name, "p10": low, "p50": middle, "p90": high})
    return pd.DataFrame(rows)
