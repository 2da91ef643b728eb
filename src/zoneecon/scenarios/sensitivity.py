"""Which assumption moves the answer most, and how good is its evidence?

All on the central path's output in the target year: one assumption at a time over its plausible
range (tornado), all together (Sobol indices, Saltelli's design through SALib), and the swings set
beside the quality of the evidence.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zoneecon.results import Result
from zoneecon.scenarios.allowed import TOTAL
from zoneecon.scenarios.model import central_output, evaluate
from zoneecon.scenarios.parameters import Scenario, require_scenario
from zoneecon.text.catalogue import stored

QUALITY_WEIGHT = {"red": 3, "amber": 2, "green": 1}
COLUMNS = (
    "industry",
    "parameter",
    "low",
    "value",
    "high",
    "unit",
    "output_low",
    "output",
    "output_high",
    "swing",
    "quality",
    "impact",
)
SOBOL = (
    "industry",
    "parameter",
    "first_order",
    "first_order_error",
    "total_order",
    "total_order_error",
    "quality",
)
MOVES_NOTHING = 1e-9  # relative change of output below which an assumption is left out


class Swings(Result):
    """How far each assumption moves the answer: largest first, columns of `tornado`.

    Attributes
    ----------
    scenario : Scenario
    of_industry : str
        The industry, or ``total``.
    """

    made_from = ("scenario", "of_industry")
    scenario: Scenario
    of_industry: str

    def sobol(self, *, samples: int = 1024, seed: int = 0) -> pd.DataFrame:
        """Shares of the output's variance by assumption: see `sobol_indices`."""
        return sobol_indices(self.scenario, self.of_industry, samples=samples, seed=seed)

    def priorities(self) -> pd.DataFrame:
        """Swings beside the quality of their evidence, weak evidence and large swing first."""
        return swing_table(self)

    def leaders(self, indices: pd.DataFrame) -> dict[str, object]:
        """Whether the tornado and Sobol indices name the same leading assumption."""
        return compare_leaders(self, indices)


def tornado(scenario: Scenario, industry: str = TOTAL) -> Swings:
    """Output in the target year at the low and the high end of each assumption.

    Parameters
    ----------
    scenario : Scenario
    industry : str
        An industry, or ``total``.

    Returns
    -------
    Swings
        A DataFrame, largest swing first: industry, parameter, low, value, high, unit, output_low,
        output, output_high (CNY 100m), swing (absolute), quality, impact. Assumptions that move
        nothing are left out. `.sobol`, `.priorities` and `.leaders` read more off it.

    Raises
    ------
    BadInput
        If `scenario` is none, or the industry is unknown, with the known ones.

    Notes
    -----
    One assumption at a time over its plausible range, all others at their central values, on the
    central path. Sobol indices: Saltelli's design through SALib.

    See Also
    --------
    breakeven : the value at which a target is met, whatever the range.

    Examples
    --------
    >>> import zoneecon as ze
    >>> baseline = ze.named_scenarios(ze.load("anshan-edz"))["baseline"]
    >>> ze.tornado(baseline, "steel")["parameter"].head(2).tolist()
    ['growth_premium.steel', 'zone_growth']
    """
    scenario = require_scenario(scenario)
    industry = scenario.known_industry(industry)
    central = central_output(scenario, industry)
    rows = []
    for name, (low, high) in scenario.ranges.items():
        value = scenario.values[name]
        if low == high or name in scenario.settled:
            continue
        ends = [central_output(scenario.with_(**{name: end}), industry) for end in (low, high)]
        swing = max(*ends, central) - min(*ends, central)
        if swing <= MOVES_NOTHING * central:
            continue
        evidence = scenario.evidence[name]
        row = {"industry": industry, "parameter": name, "low": low, "value": value, "high": high}
        row |= {"unit": evidence.get("unit", ""), "output_low": ends[0], "output": central}
        row |= {"output_high": ends[1], "swing": swing}
        rows.append(row | {word: evidence.get(word, "") for word in ("quality", "impact")})
    table = pd.DataFrame(rows, columns=list(COLUMNS))  # none where the target year is known
    table = table.sort_values("swing", ascending=False, ignore_index=True)
    return Swings.of(table, scenario=scenario, of_industry=industry)


def sobol_indices(
    scenario: Scenario, industry: str = TOTAL, *, samples: int = 1024, seed: int = 0
) -> pd.DataFrame:
    """Shares of the output's variance by assumption, each uniform on its plausible range.

    The base year is drawn among its readings. Only assumptions that move the tornado enter.

    Parameters
    ----------
    samples : int
        Base samples of Saltelli's design, a power of two; model runs are samples x (k + 2).

    Returns
    -------
    DataFrame
        Largest total index first: parameter, first_order, first_order_error, total_order,
        total_order_error (half-widths of 95 % intervals), quality.
    """
    from SALib.analyze import sobol as sobol_analysis  # large: only for who asks for indices
    from SALib.sample import sobol as sobol_design

    names = sorted(tornado(scenario, industry)["parameter"])
    if not names:
        return pd.DataFrame(columns=list(SOBOL))
    problem = {
        "num_vars": len(names),
        "names": names,
        "bounds": [list(_bounds(scenario, name)) for name in names],
    }
    design = sobol_design.sample(problem, samples, calc_second_order=False, seed=seed)
    output = _outputs(scenario, names, design, industry)
    # SALib takes 0 for no seed at all, and its intervals would differ each time
    found = sobol_analysis.analyze(problem, output, calc_second_order=False, seed=seed or 1)
    table = pd.DataFrame(
        {
            "industry": industry,
            "parameter": names,
            "first_order": found["S1"],
            "first_order_error": found["S1_conf"],
            "total_order": found["ST"],
            "total_order_error": found["ST_conf"],
            "quality": [scenario.evidence[name].get("quality", "") for name in names],
        }
    )
    return table.sort_values("total_order", ascending=False, ignore_index=True)


def _bounds(scenario: Scenario, name: str) -> tuple[float, float]:
    return (
        (0.0, float(len(scenario.base_readings))) if name == "base_year" else scenario.ranges[name]
    )


def _outputs(scenario: Scenario, names: list[str], design: np.ndarray, industry: str) -> np.ndarray:
    """Outputs of the design; the base year changes the calendar, so each reading runs apart."""
    changes = {name: design[:, i] for i, name in enumerate(names) if name != "base_year"}
    if "base_year" not in names:
        return evaluate(scenario, changes)[industry]
    reading = np.minimum(design[:, names.index("base_year")], len(scenario.base_readings) - 1e-9)
    output = np.empty(len(design))
    for number, base_year in enumerate(scenario.base_readings):
        mine = reading.astype(int) == number
        some = {name: values[mine] for name, values in changes.items()}
        output[mine] = evaluate(scenario.with_(base_year=base_year), some)[industry]
    return output


def swing_table(swings: pd.DataFrame) -> pd.DataFrame:
    """Swings beside the quality of their evidence: red evidence x large swing first.

    Parameters
    ----------
    swings : DataFrame
        A tornado.

    Returns
    -------
    DataFrame
        parameter, swing, share (of all swings), quality, impact (as declared in the assumptions),
        priority (share x 3 for red, 2 for amber, 1 for green), sorted by priority.
    """
    share = swings["swing"] / swings["swing"].sum()
    table = swings[["industry", "parameter", "swing"]].assign(
        share=share,
        quality=swings["quality"],
        impact=swings["impact"],
        priority=share * swings["quality"].map(QUALITY_WEIGHT).fillna(3),
    )
    return table.sort_values("priority", ascending=False, ignore_index=True)


def compare_leaders(swings: pd.DataFrame, indices: pd.DataFrame) -> dict[str, object]:
    """Do the tornado and the Sobol indices name the same leading assumption?

    Returns
    -------
    dict
        tornado, sobol (names), agree (bool), interaction (share of variance that first-order
        indices leave unexplained, not below 0), note (one sentence).
    """
    if swings.empty:
        note = stored("scenarios.leaders.none")
        return {"tornado": "", "sobol": "", "agree": True, "interaction": 0.0, "note": note}
    one, other = swings["parameter"].iloc[0], indices["parameter"].iloc[0]
    interaction = max(0.0, 1.0 - float(indices["first_order"].sum()))
    row = int(indices.index[indices["parameter"].eq(one)][0])
    named = {"tornado": one, "sobol": other, "rank": row + 1, "interaction": interaction}
    note = stored(f"scenarios.leaders.{'agree' if one == other else 'differ'}", **named)
    apart = indices["total_order"].iloc[0] - indices.loc[row, "total_order"]
    errors = indices["total_order_error"].iloc[0] + indices.loc[row, "total_order_error"]
    if one != other and not apart > errors:
        note = stored("scenarios.leaders.unsettled", note=note)
    return {
        "tornado": one,
        "sobol": other,
        "agree": one == other,
        "interaction": interaction,
        "note": note,
    }
