"""What was known of a zone on a day, and what do we assume? All that an analysis works from."""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.arguments import as_day, nearest, refusal
from zoneecon.data import derived_tables, translations
from zoneecon.data.assumptions import files_of, load_assumptions, load_pin, load_relations
from zoneecon.data.checks.assumed import check_goals, check_levels
from zoneecon.data.completed import completed
from zoneecon.data.files.checkout import SHARED, Checkout, Place
from zoneecon.data.folders import load_derived, load_folder, no_statements
from zoneecon.data.newest import effective, known
from zoneecon.data.reading.magnitudes import read_in_words
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import named, stored


class Industry(NamedTuple):
    """An industry that the plan sets a target for.

    `base` and `target` are the printed levels in the indicator's unit (CNY 100m), NaN where no
    document known on the day prints one; `base_id` and `target_id` name their statements.
    """

    name: str
    title: str
    title_zh: str
    label: str
    base_id: str
    target_id: str
    base: float
    target: float


class Vintage(NamedTuple):
    """A zone as it was known on a day, what surrounds it, and what we assume.

    Attributes
    ----------
    zone : str
        Folder of `data/raw`.
    as_of : date
        State of knowledge: whatever was published by then is in, whatever came later is not.
    statements, context, reference : DataFrame
        A row a printed number: of the zone, of places and markets around it, of other plans.
        Beside the printed columns: `number` and `half_unit` in the indicator's unit
        (`canonical_unit`), `first`, `last` and `year` of the period, `published`.
    sources : DataFrame
        The zone's documents: source, title, issuer, published.
    indicators : DataFrame
        The codelist: code, name, unit, concept, price basis, definition.
    assumptions, relations : dict
        `data/assumptions/<zone>.toml` and `<zone>.relations.toml`, as they are written.
    evidence : DataFrame
        Every statement that the assumptions may cite, with the folder that it is of. They are
        today's, also on a past day, so it reaches to the day that they are pinned to.
    label : str
        What the day is called where it is compared with another.
    root : Path
        The checkout.
    pinned : bool
        Whether it holds only the sources that committed results rest on: read without a day.
    """

    zone: str
    as_of: datetime.date
    statements: pd.DataFrame
    sources: pd.DataFrame
    indicators: pd.DataFrame
    context: pd.DataFrame
    reference: pd.DataFrame
    assumptions: dict
    relations: dict
    evidence: pd.DataFrame
    label: str = ""
    root: Path | None = None
    pinned: bool = False

    def __repr__(self) -> str:
        return f"Vintage({self.zone!r}, {str(self.as_of)!r}: {len(self.statements)} statements)"

    @property
    def name(self) -> str:
        """What the zone is called on a chart."""
        return str(self.assumptions.get("name_en", self.zone))

    @property
    def target_year(self) -> int:
        """The year that the plan's targets are set for."""
        return int(self.assumptions["target_year"])

    @property
    def industries(self) -> dict[str, Industry]:
        """Name -> `Industry`, of those that the plan sets a target for, in the order assumed."""
        numbers = effective(self.statements).set_index("id")["number"]
        return {
            name: _industry(name, block, numbers)
            for name, block in self.assumptions["industries"].items()
            if "target" in block
        }

    @property
    def multiples(self) -> pd.Series:
        """Industry -> its target over its base, of those that have both."""
        asked = {name: one.target / one.base for name, one in self.industries.items()}
        return pd.Series(asked, dtype=float).dropna()

    @property
    def bases_and_targets(self) -> list[str]:
        """Ids of the statements that the industries' bases and targets are, in the order assumed.

        Also of an industry that has a base and no target.
        """
        blocks = self.assumptions["industries"].values()
        return [one[role] for one in blocks for role in ("baseline", "target") if role in one]

    @property
    def promised(self) -> dict[str, float]:
        """Indicator -> the growth a year that the plan promises for it, a fraction."""
        facts = self.indicators.set_index("code")
        concept = self.statements["indicator"].map(facts["concept"])
        rates = self.statements[
            (self.statements["role"] == "target")
            & (concept == "growth rate")
            & self.statements["number"].notna()
        ]
        parents = rates["indicator"].map(facts["parent"])
        return dict(zip(parents, rates["number"].astype(float), strict=True))

    def cite(self, *ids: str | Iterable[str]) -> pd.DataFrame:
        """The printed sentences behind numbers, with source, section and line.

        Parameters
        ----------
        *ids : str or iterable of str
            Statement ids, such as ``"Q126"``; of the zone, the context or the reference.

        Returns
        -------
        DataFrame
            A row a statement, in the order asked for.

        Raises
        ------
        BadInput
            If an id is not known on the day.

        Examples
        --------
        >>> plan = load("anshan-edz")
        >>> plan.cite("Q126")["value"].item()
        '500'
        """
        asked = [one for part in ids for one in ([part] if isinstance(part, str) else part)]
        table = pd.concat([self.statements, self.context, self.reference])
        table = table.set_index("id", drop=False)
        for one in asked:
            if one not in table.index:
                near = nearest(one, table.index)
                kind = "near" if near else "plain"
                fields = {"value": repr(one), "day": self.as_of, "near": repr(near)}
                raise refusal(f"arguments.statement.{kind}", **fields)
        return table.loc[asked].reset_index(drop=True)

    def panel(self, name: str) -> pd.DataFrame:
        """A table that our scripts derived from public panels: `data/raw/reference/<name>.csv`."""
        return load_derived(name, Checkout(self.root) if self.root else None)

    def has_panels(self, *names: str) -> bool:
        """Whether the checkout has all of these tables."""
        checkout = Checkout(self.root) if self.root else None
        return all(derived_tables.is_there(name, checkout) for name in names)

    def anew(self) -> "Vintage":
        """The same zone and day, read again from the same checkout as it was read first."""
        return load(self.zone, None if self.pinned else self.as_of, self.root)

    def previous(self) -> "Vintage":
        """The same zone before its newest publication: what the last report could know of it.

        Context and assumptions stay as they are, so that a comparison shows what the zone's own
        news changed. Of a zone with one publication nothing is older: it is itself, and says so.
        """
        days = sorted(set(self.statements["published"]))
        if len(days) < 2:
            return self._replace(label=stored("tracking.first"))
        return self._replace(
            as_of=days[-2], statements=known(self.statements, days[-2]), label=str(days[-2])
        )


def _industry(name: str, block: Mapping, numbers: pd.Series) -> Industry:
    base_id, target_id = block.get("baseline", ""), block["target"]
    title = str(block.get("title_en", name))
    return Industry(
        name,
        title,
        str(block.get("title_zh", title)),
        str(block.get("short_en", name.replace("_", " ").capitalize())),
        base_id,
        target_id,
        float(numbers.get(base_id, float("nan"))),
        float(numbers.get(target_id, float("nan"))),
    )


def load(zone: str, as_of: object = None, root: Path | None = None) -> Vintage:
    """A zone as it was known on a day: what its documents say, and what we assume.

    Parameters
    ----------
    zone : str
        Folder of `data/raw`, such as ``"anshan-edz"``.
    as_of : str, date, datetime, Timestamp or year, optional
        State of knowledge; a year stands for its last day. If None, as pinned: the day of the
        assumptions, and of what was published by then only the sources in `<zone>.pin.toml`. So a
        document that is found later moves no committed result.
    root : Path, optional
        The checkout. If None, the one that the environment variable `ZONEECON_ROOT` names, else
        the one that we stand in, else the one that the package was installed from.

    Returns
    -------
    Vintage

    Raises
    ------
    BadInput
        An unknown zone, with the known ones; no date, or one before the zone's first publication;
        or all problems of the raw data at once.

    See Also
    --------
    reconstruct, findings, named_scenarios : what can be done with it.

    Examples
    --------
    >>> plan = load("anshan-edz", as_of="2021-08-31")
    >>> len(plan.statements), plan.target_year
    (246, 2025)
    >>> plan.industries["steel"].base, plan.industries["steel"].target
    (150.0, 500.0)
    """
    place = Checkout.find(root).place(zone)
    asked = None if as_of is None else as_day(as_of)
    written = load_assumptions(place)
    pinned = as_day(written["as_of"])
    day = pinned if asked is None else asked
    latest = max(day, pinned)
    tables = load_folder(place, latest)
    if not len(tables.sources) or day < tables.sources["published"].min():
        first = load_folder(place).sources["published"].min()
        raise refusal("arguments.day.before_first", zone=zone, day=str(day), first=str(first))
    shared = (place.checkout.place(name) for name in SHARED)
    parts = [tables.statements, *(_around(one, latest) for one in shared)]
    sources = tables.sources
    if as_of is None and (pinned_to := load_pin(place)) is not None:
        parts = [part[part["source"].isin(pinned_to)] for part in parts]
        sources = sources[sources["source"].isin(pinned_to)]
    parts[0] = read_in_words(parts[0], written)
    relations = load_relations(place)
    contents = {"zone": written, "relations": relations}
    files = {kind: place.checkout.shown(path) for kind, path in files_of(place).items()}
    numbers = pd.concat([part.set_index("id")["number"] for part in parts])
    problems = check_levels(contents, files, parts[0], numbers)
    if problems := problems + check_goals(written, parts[0], files["zone"]):
        raise BadInput(problems)
    assumptions = completed(written, parts[0], tables.indicators, parts[1], day)
    statements, context, reference = (known(part, day).reset_index(drop=True) for part in parts)
    plan = Vintage(
        zone,
        day,
        statements,
        known(sources, day).reset_index(drop=True),
        tables.indicators,
        context,
        reference,
        assumptions,
        relations,
        pd.concat(
            [part.assign(folder=one) for part, one in zip(parts, (zone, *SHARED), strict=True)],
            ignore_index=True,
        ),
        str(day),
        place.root,
        as_of is None,
    )
    name_in_both(plan.indicators, plan.assumptions)
    translations.name_all(place.checkout)
    return plan


#: Where a block of the assumptions says what it is called: in English, in Chinese.
NAMES = (
    ("title_en", "title_zh"),
    ("short_en", "title_zh"),
    ("title", "title_zh"),
    ("name_en", "name_zh"),
)


def name_in_both(indicators: pd.DataFrame, assumptions: Mapping[str, Any]) -> None:
    """Have the catalogue know what a zone, its parts and its indicators are called."""
    for code, english, chinese in indicators[["code", "en", "zh"]].itertuples(index=False):
        named(code, en=english, zh=chinese)
    parts = [part for part in assumptions.values() if isinstance(part, Mapping)]
    blocks = [
        (name, block)
        for part in parts
        for name, block in part.items()
        if isinstance(block, Mapping)
    ]
    for name, block in (("", assumptions), *blocks):
        plain = name.replace("_", " ")
        for english, chinese in NAMES:
            if block.get(english) and block.get(chinese):
                names = {"en": str(block[english]), "zh": str(block[chinese])}
                named(name, **names)
                for called in filter(None, (plain, plain.capitalize())):
                    named(en=called, zh=names["zh"])


def _around(place: Place, day: datetime.date) -> pd.DataFrame:
    """Statements of a shared folder; none where a checkout has no such folder."""
    if place.sources.is_file():
        return load_folder(place, day).statements
    return no_statements()
