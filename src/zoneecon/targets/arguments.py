"""What speaks for or against a target in plain numbers, before any chance?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from zoneecon.data import amounts
from zoneecon.scenarios.parameters import Scenario
from zoneecon.targets.readings import price_index

COLUMNS = ("industry", "title", "kind", "target", "around", "ids", "multiple", "volume", "prices")
#: A change of prices below this is no argument.
SMALL = 0.05


def arguments(
    industries: Mapping[str, Mapping[str, Any]],
    prices: Mapping[str, Scenario],
    titles: Mapping[str, str],
    numbers: Mapping[str, float],
) -> pd.DataFrame:
    """Targets beside the whole industry around the zone, and what prices do to what is asked.

    Parameters
    ----------
    industries : mapping
        As in the assumptions; ``around`` is the whole industry of that kind around the zone.
    prices : mapping
        Title of a price basis -> its scenario; the first is the central one.
    titles : mapping
        Industry -> its title.
    numbers : mapping
        Statement id -> its printed number, of what is known.

    Returns
    -------
    DataFrame
        `COLUMNS`; kind is around or volume.
    """
    rows, central = [], next(iter(prices.values()))
    for name, title in titles.items():
        if name not in central.targets:  # no base to speak from
            continue
        base, target = central.baselines[name], central.targets[name]
        row = {"industry": name, "title": title, "target": target, "multiple": target / base}
        entry = industries[name].get("around")
        if entry is not None and set(amounts.cited(entry)) <= set(numbers):
            around = amounts.amount(entry, lambda one: numbers[one])
            if target > around:
                ids = ";".join(amounts.cited(entry))
                rows.append(row | {"kind": "around", "around": around, "ids": ids})
        for basis, scenario in prices.items():
            volume = target / base / price_index(scenario, name)
            if volume > (1 + SMALL) * target / base:
                rows.append(row | {"kind": "volume", "volume": volume, "prices": basis})
    return pd.DataFrame(rows, columns=list(COLUMNS))
