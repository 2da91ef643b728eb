"""Which child has which parent, and what did both do in the same ten years?

A child is one window of a panel (`windows.windows_of`): a branch of a state, an industry of the
nation, a region. Its parent is the whole that holds it: published, or summed from the siblings
that the panel holds. Parents of dev children are made of dev series only, those of other children
of all, so that no open value touches a fit. Left out are children above nine tenths of their
parent, sums of fewer than four siblings, and states of which less than four fifths of the
branches are known.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import windows

LARGEST_SHARE = 0.9
FEWEST_SIBLINGS = 4
LEAST_COVERED = 0.8
STATES, MAKERS = "us_state_industry", "us_manufacturing"
TREE = Path(__file__).with_name("state_industries.csv")


class Pairs(NamedTuple):
    """Levels of children and parents, shape (pairs, 10), and one row each.

    rows: panel (the kinship's parent), source (the growth panel), series, group (who the siblings
    are), kind (branch, by which the class's noise is told), split, end, share (child over parent
    in the fifth year).
    """

    child: np.ndarray
    parent: np.ndarray
    rows: pd.DataFrame

    def take(self, chosen: np.ndarray) -> "Pairs":
        """The pairs of a mask or of positions."""
        rows = self.rows[chosen] if chosen.dtype == bool else self.rows.iloc[chosen]
        return Pairs(self.child[chosen], self.parent[chosen], rows.reset_index(drop=True))


@dataclass(frozen=True)
class Kinship:
    """One kind of child in one kind of parent.

    Parameters
    ----------
    parent, child : str
        Codes of both; the parent's names the kinship.
    title : str
        Child and parent in words.
    panel, category : str
        Growth panel, and the category of its series that are meant; "" for all.
    groups : tuple of callables
        Series name -> whose sibling it is, the nearest first; the first group that holds enough
        siblings makes the parent. Unused with a `node`.
    kind : callable
        Row of the child's window -> its branch.
    whole : bool
        A sum holds the series that are known in every year of the panel, not of the window.
    node : int
        In the tree of a state's industries: the parent.
    """

    parent: str
    child: str
    title: str
    panel: str
    category: str = ""
    groups: tuple[Callable[[str], str], ...] = ()
    kind: Callable[[pd.Series], str] = lambda row: "all"
    whole: bool = False
    node: int = 0


def slug(title: str) -> str:
    """A title as a code.

    >>> slug("Mining (except oil and gas)")
    'mining_except_oil_and_gas'
    """
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def _first(letters: int) -> Callable[[str], str]:
    return lambda series: series[:letters]


def _everyone(series: str) -> str:
    return "all"


def _branch(row: pd.Series) -> str:
    return f"naics_{row['series'][:3]}"


def _industry(row: pd.Series) -> str:
    return slug(row["category"])


def _country(row: pd.Series) -> str:
    return f"country_{row['category'].lower()}"


SHIPMENTS, SPENDING = "real shipments", "real capital spending"
KINSHIPS = (
    Kinship(
        "state_total",
        "state_industry",
        "industry in a state, all its industries",
        STATES,
        kind=_industry,
        node=1,
    ),
    Kinship(
        "state_manufacturing",
        "state_branch",
        "branch in a state, its manufacturing",
        STATES,
        kind=_industry,
        node=12,
    ),
    Kinship(
        "us_shipments",
        "us_industry",
        "US shipments of an industry, all",
        MAKERS,
        SHIPMENTS,
        groups=(_everyone,),
        kind=_branch,
        whole=True,
    ),
    Kinship(
        "us_shipments_branch",
        "us_industry",
        "US shipments of an industry, its branch",
        MAKERS,
        SHIPMENTS,
        groups=(_first(3),),
        kind=_branch,
        whole=True,
    ),
    Kinship(
        "us_capital_spending",
        "us_industry_spending",
        "US capital spending of an industry, all",
        MAKERS,
        SPENDING,
        groups=(_everyone,),
        kind=_branch,
        whole=True,
    ),
    Kinship(
        "us_capital_spending_branch",
        "us_industry_spending",
        "US capital spending of an industry, its branch",
        MAKERS,
        SPENDING,
        groups=(_first(3),),
        kind=_branch,
        whole=True,
    ),
    Kinship(
        "nuts2_region",
        "nuts3_region",
        "GDP of a NUTS 3 region, its NUTS 2, 1 or country",
        "eu_nuts3_gdp",
        groups=(_first(4), _first(3), _first(2)),
        kind=_country,
    ),
    Kinship(
        "national_investment",
        "province_investment",
        "investment of a Chinese province, the nation",
        "china_prov_gfcf",
        groups=(_everyone,),
        whole=True,
    ),
)


class Tree(NamedTuple):
    """A state's industries: the parts of each whole, and what is a parent only."""

    parts: dict[int, list[int]]
    only_parents: set[int]

    def leaves(self, node: int) -> list[int]:
        """The finest branches that make up a node; a finest branch is its own."""
        if node not in self.parts:
            return [node]
        return [leaf for part in self.parts[node] for leaf in self.leaves(part)]

    def below(self, node: int) -> set[int]:
        """Everything that is part of a node, at any depth."""
        parts = self.parts.get(node, [])
        return set(parts).union(*map(self.below, parts))

    def resolve(self, node: int, known: Mapping[int, np.ndarray]) -> tuple[np.ndarray, int]:
        """Levels of a node, as published or summed from its parts, and the leaves they hold."""
        if node in known:
            return known[node], len(self.leaves(node))
        parts = [self.resolve(part, known) for part in self.parts.get(node, [])]
        levels = sum((levels for levels, _ in parts), np.zeros(windows.LENGTH))
        return levels, sum(count for _, count in parts)


def load_tree() -> Tree:
    """The tree of `state_industries.csv`."""
    table = pd.read_csv(TREE)
    parts = table.dropna(subset="part_of").groupby("part_of")["code"].apply(list)
    only = table.loc[table["only_parent"] == "yes", "code"]
    return Tree({int(whole): codes for whole, codes in parts.items()}, set(only))


def _wide(panel: pd.DataFrame) -> pd.DataFrame:
    """Levels by year and series; nothing where a level is missing or not positive."""
    table = panel.pivot_table(index="year", columns="series", values="value")
    return table.where(table > 0)


class _States:
    """Parents of a state's industries, by state, split and last year."""

    def __init__(self, kinship: Kinship, panel: pd.DataFrame):
        self.node, self.levels, self.tree = kinship.node, _wide(panel), load_tree()
        self.dev = set(panel.loc[panel["split"] == "dev", "series"])
        self.answers: dict[tuple, np.ndarray | None] = {}

    def children(self, rows: pd.DataFrame) -> np.ndarray:
        meant = self.tree.below(self.node) - self.tree.only_parents
        return rows["series"].map(_code).isin(meant).to_numpy()

    def parent(self, row: pd.Series) -> tuple[str, np.ndarray | None]:
        key = row["series"].rpartition("_")[0], row["split"], row["end"]
        if key not in self.answers:
            self.answers[key] = self._parent(*key)
        return key[0], self.answers[key]

    def _parent(self, state: str, split: str, end: int) -> np.ndarray | None:
        window = self.levels.loc[end - windows.LENGTH + 1 : end]
        window = window[[name for name in window if name.rpartition("_")[0] == state]]
        known = {
            _code(series): window[series].to_numpy()
            for series in window.columns[window.notna().all()]
            if split != "dev" or series in self.dev
        }
        levels, covered = self.tree.resolve(self.node, known)
        return levels if covered >= LEAST_COVERED * len(self.tree.leaves(self.node)) else None


def _code(series: str) -> int:
    return int(series.rpartition("_")[2])


class _Sums:
    """Parents that are sums of siblings, by group, split and last year."""

    def __init__(self, kinship: Kinship, panel: pd.DataFrame):
        self.kinship = kinship
        if kinship.category:
            panel = panel[panel["category"] == kinship.category]
        self.levels = _wide(panel)
        self.dev = set(panel.loc[panel["split"] == "dev", "series"])
        self.complete: dict[int, pd.Index] = {}
        self.answers: dict[tuple, tuple[set[str], np.ndarray]] = {}

    def children(self, rows: pd.DataFrame) -> np.ndarray:
        return rows["series"].isin(self.levels.columns).to_numpy()

    def parent(self, row: pd.Series) -> tuple[str, np.ndarray | None]:
        for group_of in self.kinship.groups:
            key = group_of(row["series"]), row["split"], row["end"], group_of
            if key not in self.answers:
                self.answers[key] = self._siblings(*key)
            siblings, levels = self.answers[key]
            if row["series"] in siblings and len(siblings) >= FEWEST_SIBLINGS:
                return key[0], levels
        return "", None

    def _siblings(self, group: str, split: str, end: int, group_of: Callable) -> tuple:
        window = self.levels.loc[end - windows.LENGTH + 1 : end]
        if end not in self.complete:
            seen = self.levels if self.kinship.whole else window
            self.complete[end] = seen.columns[seen.notna().all()]
        siblings = [
            series
            for series in self.complete[end]
            if group_of(series) == group and (split != "dev" or series in self.dev)
        ]
        return set(siblings), window[siblings].sum(axis=1).to_numpy()


def pairs_of(
    kinship: Kinship, panel: pd.DataFrame, levels: np.ndarray, rows: pd.DataFrame
) -> Pairs:
    """Every child of one kind with its parent; levels and rows are the panel's windows."""
    parents = (_States if kinship.node else _Sums)(kinship, panel)
    found, records = [], []
    for place in np.flatnonzero(parents.children(rows)):
        row = rows.iloc[place]
        group, parent = parents.parent(row)
        if parent is None or levels[place, 4] > LARGEST_SHARE * parent[4]:
            continue
        found.append((levels[place], parent))
        share = levels[place, 4] / parent[4]
        kind = kinship.kind(row)
        records.append((row["series"], group, kind, row["split"], row["end"], share))
    names = ["series", "group", "kind", "split", "end", "share"]
    table = pd.DataFrame(records, columns=names)
    table.insert(0, "panel", kinship.parent)
    table.insert(1, "source", kinship.panel)
    both = np.array(found).reshape(-1, 2, windows.LENGTH)
    return Pairs(both[:, 0], both[:, 1], table)


def cut_windows(panels: Mapping[str, pd.DataFrame]) -> dict[str, tuple]:
    """Windows of every panel that a kinship needs, by panel."""
    names = {kinship.panel for kinship in KINSHIPS} & set(panels)
    return {name: windows.windows_of(panels[name], name) for name in sorted(names)}


def all_pairs(panels: Mapping[str, pd.DataFrame], cut: Mapping[str, tuple]) -> Pairs:
    """Children and parents of every kinship whose panel is there; `cut` from `cut_windows`."""
    found = [
        pairs_of(kin, panels[kin.panel], *cut[kin.panel]) for kin in KINSHIPS if kin.panel in cut
    ]
    return Pairs(
        np.vstack([pairs.child for pairs in found]),
        np.vstack([pairs.parent for pairs in found]),
        pd.concat([pairs.rows for pairs in found], ignore_index=True),
    )
