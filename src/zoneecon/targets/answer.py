"""Can the targets be reached? The answer: verdicts, and all that they rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.arguments import refusal, whole_number
from zoneecon.data import cache
from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.files.checkout import ANYWHERE
from zoneecon.data.newest import effective
from zoneecon.data.vintage import Vintage
from zoneecon.rows import each_row
from zoneecon.scenarios.allowed import CONVERSIONS
from zoneecon.scenarios.named import named_scenarios, printed_numbers
from zoneecon.scenarios.parameters import Scenario, require_scenario
from zoneecon.scenarios.starts import TARGET
from zoneecon.scenarios.tables import scenario_table
from zoneecon.targets import cases as case_tables
from zoneecon.targets import outside_view, verdicts
from zoneecon.targets import required as targets_required
from zoneecon.targets.arguments import arguments
from zoneecon.targets.beliefs import believed
from zoneecon.targets.chance_swings import chance_swings
from zoneecon.targets.progress import DECIDED, plan_targets, standings
from zoneecon.targets.readings import TREND, binding_table, fan_multiples, grid, windows
from zoneecon.targets.together import together_table
from zoneecon.targets.views import Views, pairs_of, tables_of, views_of
from zoneecon.text.catalogue import stored
from zoneecon.trends.industry import parameters_of

#: Answers that are remembered: of two states, and every step from one to the other.
KEPT = 8
EARLIER = ("day", "title", "verdict", "words", "pooled", "latest", "latest_year", "target")
#: Settings of a scenario that are names, not parameters; the price path is a reading.
NAMED = ("growth_path",)
#: Parameters that a window of growth would overrule.
GROWTH = ("zone_growth", "elasticity", "growth_premium")


class Answer(NamedTuple):
    """Whether each target can be reached, and everything behind it: one table a question.

    Attributes
    ----------
    plan : Vintage
        What the answer was asked of.
    scenario : Scenario
        The central one.
    verdicts : DataFrame
        A row a target: what it requires, the verdict, its chances, the most favourable reading,
        what binds; columns of `verdicts.verdict_table`. Chances are fractions.
    readings : DataFrame
        A row an industry and reading: base year, concept, scope, prices, window of growth, and the
        chance on it; columns of `readings.grid`.
    cases : DataFrame
        Plans of other zones: base, target, outcome, and whether the target was met.
    binding : DataFrame
        How far each limit alone would let an industry go.
    targets : DataFrame
        Every printed target of the plan with a number: whether it can be tested, where it stands.
    named : DataFrame
        The chances if a named scenario holds, and the share of its paths that arrives.
    scenarios : DataFrame
        Where every named scenario ends.
    fans : DataFrame
        Quantiles of each industry's output in the target year, as multiples of its base.
    views : Views
        What the chances are made of: the inside and the outside view.
    records, rates, pairs : DataFrame
        Growth records, as fitted to and by panel, and what other plans asked for.
    widening : float
        Factor on the inside view's scale for who holds it to be as uncertain as Chinese cities'.
    given : str
        What is assumed where the answer is a what-if; empty for the assumptions' own.
    draws, seed : int
        Of the simulated paths; no chance depends on them.
    windows : mapping
        Window -> the zone's growth in it; None stands for the scenario's own.
    prices : mapping
        Price basis -> what it is called.
    together : DataFrame
        A row a target that is set for several industries at once; see `together.together_table`.
    """

    plan: Vintage
    scenario: Scenario
    verdicts: pd.DataFrame
    readings: pd.DataFrame
    cases: pd.DataFrame
    binding: pd.DataFrame
    targets: pd.DataFrame
    named: pd.DataFrame
    scenarios: pd.DataFrame
    fans: pd.DataFrame
    views: Views
    records: pd.DataFrame
    rates: pd.DataFrame
    pairs: pd.DataFrame
    widening: float
    given: str
    draws: int
    seed: int
    windows: Mapping[str, float | None]
    prices: Mapping[str, str]
    together: pd.DataFrame

    def __repr__(self) -> str:
        verdicts = dict(zip(self.verdicts["industry"], self.verdicts["verdict"], strict=True))
        return f"Answer({self.plan!r}, {self.scenario!r}: {verdicts})"

    @property
    def titles(self) -> dict[str, str]:
        """Industry -> its title."""
        return dict(zip(self.verdicts["industry"], self.verdicts["title"], strict=True))

    @property
    def joint(self) -> pd.DataFrame:
        """The chance that all targets are met, by how closely the industries move together."""
        return verdicts.joint_table(self.verdicts)

    @property
    def later(self) -> pd.DataFrame:
        """Figures of the zone after its last accounts that are no level of a series it has.

        Columns name (in English), value and unit as printed, period, id.
        """
        rows, facts = self.plan.statements, self.plan.indicators.set_index("code")
        own = rows[
            (rows["subject"] == "zone") & (rows["role"] == "actual") & rows["number"].notna()
        ]
        began = own["period"].str[:4]
        series = set(own.loc[own["year"].notna(), "indicator"])
        last = max(self.scenario.accounts, default=self.scenario.values["base_year"])
        found = own[began.str.isdecimal() & ~own["indicator"].isin(series)]
        found = found[found["period"].str[:4].astype(int) > last]
        return found.assign(name=found["indicator"].map(facts["en"]))[
            ["name", "value", "unit", "period", "id"]
        ].reset_index(drop=True)

    @property
    def earlier(self) -> pd.DataFrame:
        """What was said of targets whose year is known by now, on the last day before it was.

        Columns day, title, verdict, words, pooled, and what came: latest, latest_year, target.
        """
        rows = []
        for row in each_row(self.verdicts[self.verdicts["verdict"].isin(DECIDED)]):
            then = self.plan.previous()
            while row.industry in _known_on(then) and then.as_of != then.previous().as_of:
                then = then.previous()
            if row.industry in _known_on(then):
                continue  # the zone's first publication holds it
            said = assess(then).verdicts.set_index("industry").loc[row.industry]
            came = {"latest": row.latest, "latest_year": row.latest_year, "target": row.target}
            kept = said[["title", "verdict", "words", "pooled"]].to_dict()
            rows.append({"day": then.as_of, **kept, **came})
        return pd.DataFrame(rows, columns=list(EARLIER))

    @property
    def cells(self) -> pd.DataFrame:
        """For each value of each reading the range of chances over all others."""
        return verdicts.cells_summary(self.readings)

    @property
    def weights(self) -> pd.DataFrame:
        """Both pools over the weight of the inside view, a row a weight and industry."""
        return verdicts.weights_table(self.verdicts)

    @property
    def arguments(self) -> pd.DataFrame:
        """What speaks in plain numbers: the industry around the zone, volumes at actual prices."""
        scenarios = named_scenarios(self.plan)
        prices = {
            title: scenarios[name] for name, title in self.prices.items() if name in scenarios
        }
        blocks, numbers = self.plan.assumptions["industries"], printed_numbers(self.plan)
        titles = {name: title for name, title in self.titles.items() if name in blocks}
        return arguments(blocks, prices, titles, numbers)

    @property
    def believed(self) -> pd.DataFrame:
        """What would have to be believed for a chance of a third."""
        years = self.verdicts["industry"].map(self.scenario.year_of)
        parts = [believed(rows, self.views, year) for year, rows in self.verdicts.groupby(years)]
        return pd.concat(parts) if parts else believed(self.verdicts, self.views, 0)

    @property
    def chance_swings(self) -> pd.DataFrame:
        """How far each choice behind the chance moves it: largest first."""
        widening = float(self.widening)
        year = self.scenario.target_year
        return chance_swings(self.verdicts, self.views, self.pairs, self.records, year, widening)

    @property
    def scored_cases(self) -> pd.DataFrame:
        """Cases whose hit or miss is known, one row a plan."""
        return case_tables.scored(self.cases)

    @property
    def case_views(self) -> pd.DataFrame:
        """What the cases say of the next one, with and without the weak ones."""
        return case_tables.outside_view(self.cases)

    @property
    def growth_records(self) -> pd.DataFrame:
        """How often real series grew by what each target asks, class by class."""
        return outside_view.records_table(self.verdicts, self.views, self.records)

    @property
    def hindcast(self) -> pd.DataFrame:
        """What the outside view gives others' targets, their own plan left out, and what came."""
        return outside_view.hindcast(self.pairs, self.records, self.views.outside.drift)

    @property
    def best_scenarios(self) -> pd.DataFrame:
        """The three named scenarios that give each target its best chance."""
        best = self.named.sort_values("pooled", ascending=False).groupby("industry").head(3)
        return best.sort_values(["industry", "pooled"])

    @property
    def targets_with_verdicts(self) -> pd.DataFrame:
        """Every target of the plan, with its verdict and the ingredients where there is one."""
        ids = {name: one.target_id for name, one in self.plan.industries.items()}
        return verdicts.with_verdicts(self.targets, self.verdicts, ids)


def _known_on(plan: Vintage) -> set[str]:
    """Industries whose target is reached or missed for certain on a day."""
    scenario = named_scenarios(plan)[plan.assumptions["verdict"]["price_scenarios"][0]]
    starts = scenario.news.starts
    return {
        name
        for name, start in starts.items()
        if start.concept == TARGET
        and (scenario.is_known(name) or start.level >= scenario.targets[name])
    }


def assess(
    plan: Vintage,
    scenario: Scenario | str | None = None,
    *,
    draws: int | None = None,
    seed: int | None = None,
    panels: Mapping[str, pd.DataFrame] | None = None,
) -> Answer:
    """Can each target be reached, seen from inside and from outside, under every reading?

    Parameters
    ----------
    plan : Vintage
    scenario : Scenario or str, optional
        What if: the central scenario, or the name of one; the assumptions' own if left out. What
        it changes is changed under every reading of prices and in every named scenario that does
        not set it itself. A reading that it settles (base year, concept, scope, growth) is no
        longer varied.
    draws, seed : int, optional
        Of every simulation; as in the assumptions if left out.
    panels : mapping, optional
        Tables of what happened to others, by name (`PANELS`); those of the checkout if left out.

    Returns
    -------
    Answer
        `.verdicts`, `.readings`, `.cases`, `.binding` and more, DataFrames all of them.

    Raises
    ------
    BadInput
        An unknown scenario, with the known ones; draws or seed that are no whole number; a
        scenario of another target year than the plan's.

    Notes
    -----
    Inside is a form that was tested on real series: an industry follows its zone's industry and
    wanders off (`benchmarks/inside_view.md`). Outside is what plans that asked as much came to and
    how often real series grew so fast (`benchmarks/plan_targets.md`). Both are pooled linearly
    (Stone 1961, Annals of Mathematical Statistics 32). The word follows from the chance on the
    central reading: likely (66 %), possible (33 %), unlikely (10 %), very unlikely (1 %), below
    that out of reach. A scenario moves the inside view's centre by what it does to the central
    path; the share of its simulated paths is shown and not pooled.

    See Also
    --------
    simulate : the inside view alone.
    say : the answer in words.

    Examples
    --------
    Changing one assumption and seeing the verdict:

    >>> import zoneecon as ze
    >>> plan = ze.load("anshan-edz")
    >>> what_if = ze.named_scenarios(plan)["baseline"].with_(transferred_output={"steel": 900})
    >>> answer = ze.assess(plan, scenario=what_if, draws=500, seed=1)
    >>> answer.verdicts.set_index("industry")["verdict"].to_dict()
    {'steel': 'possible', 'equipment': 'out of reach', 'chemicals': 'out of reach'}
    """
    for block in ("simulation", "verdict", "scenarios"):
        if block not in plan.assumptions:
            file = ANYWHERE.place(plan.zone).assumptions.as_posix()
            raise refusal("arguments.asked.block", file=file, block=block)
    drawn = plan.assumptions["simulation"]
    draws = whole_number(drawn["draws"] if draws is None else draws, "draws", 1)
    seed = whole_number(drawn["seed"] if seed is None else seed, "seed")
    if isinstance(scenario, str):
        scenario = named_scenarios(plan)[scenario]
    if scenario is not None:
        year = require_scenario(scenario).target_year
        if year != plan.target_year:
            years = {"year": year, "target_year": plan.target_year}
            raise refusal("arguments.asked.target_year", **years)
    tables = dict(panels or panels_of(plan))
    # what a day is called, where a checkout lies and how it was asked for change no result
    matters = plan._replace(label="", root=None, pinned=False)
    matters = matters._replace(statements=effective(plan.statements))
    return _assess(matters, tables, draws, seed, scenario)._replace(plan=plan)


def panels_of(plan: Vintage) -> dict[str, pd.DataFrame]:
    """The tables of what happened to others, once each is what its fit says it was."""
    return tables_of(plan) | {name: plan.panel(name) for name in ("base_rates", "cases")}


@cache.by_content(KEPT)
def _assess(
    plan: Vintage,
    tables: Mapping[str, pd.DataFrame],
    draws: int,
    seed: int,
    scenario: Scenario | None,
) -> Answer:
    assumed, indicator = plan.assumptions, plan.assumptions["verdict"]["window_indicator"]
    industries, block = assumed["industries"], assumed["verdict"]
    cases = case_tables.read_cases(tables["cases"], plan.reference, plan.indicators)
    pairs = pairs_of(plan, tables, cases)
    views = views_of(plan, tables, pairs)
    growth = windows(plan.statements, indicator, block["windows"])
    middle = central_reading(assumed)
    targets = plan_targets(plan.statements, plan.indicators, industries, middle)
    every = named_scenarios(plan)
    open_ended = verdicts.conditions(assumed, every)
    prices = [every[name] for name in block["price_scenarios"]]
    baseline, ends, given = prices[0], industries, ""
    views = views.priced(baseline.price_paths[baseline.price_path])
    if scenario is not None:
        changes = _changes(baseline, scenario)
        prices = _price_readings(prices, scenario, changes)
        open_ended = [_changed(one, changes) for one in open_ended]
        growth = {TREND: None} if _settled(changes, GROWTH) else growth
        ends = _settled_factors(industries, changes)
        given = _said(scenario, every, changes)
    known = standings(targets, industries, prices[0])
    cells = grid(prices, growth, ends, views, baseline, block.get("base_weights"))
    table = scenario_table(open_ended, draws, seed)
    named = verdicts.named_readings(open_ended, baseline, views, cells, table)
    binding = binding_table(prices[0])
    required = targets_required.summary(
        targets_required.from_plan(plan),
        {name: one["title_en"] for name, one in industries.items()},
    )
    bases = {one.name: assumed["price_paths"][one.price_path]["title"] for one in prices}
    return Answer(
        plan=plan,
        scenario=prices[0],
        verdicts=verdicts.verdict_table(
            required, cells, named, binding, known, baseline.name, bases
        ),
        readings=cells,
        cases=cases,
        binding=binding,
        targets=targets,
        named=named,
        scenarios=table,
        fans=fan_multiples(views, prices[0], middle),
        views=views,
        records=tables["growth_records"],
        rates=tables["base_rates"],
        pairs=pairs,
        widening=parameters_of(tables["inside_view"], "path")["city_widening"],
        given=given,
        draws=draws,
        seed=seed,
        windows=growth,
        prices=bases,
        together=together_table(plan, prices[0], views),
    )


def _said(scenario: Scenario, every: Mapping[str, Scenario], changes: Mapping[str, Any]) -> str:
    """What a what-if assumes, in words: the scenario's title, and that it was changed."""
    if not changes:
        return ""
    original = every.get(scenario.name)
    same = original is not None and not _changes(original, scenario)
    return scenario.title if same else stored("targets.changed", title=scenario.title)


# --- what if -----------------------------------------------------------------------------------


def _changes(base: Scenario, scenario: Scenario) -> dict[str, Any]:
    """What a scenario holds that the base does not, or holds otherwise."""
    changes: dict[str, Any] = {
        name: scenario.values[name]
        for name in sorted(scenario.held)
        if name not in base.held or scenario.values[name] != base.values[name]
    }
    return changes | {
        name: getattr(scenario, name)
        for name in NAMED
        if getattr(scenario, name) != getattr(base, name)
    }


def _changed(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A named scenario with the changes that it does not decide itself."""
    own = {name: value for name, value in changes.items() if name not in scenario.held}
    return scenario.with_(**own) if own else scenario


def _price_readings(
    prices: list[Scenario], scenario: Scenario, changes: Mapping[str, Any]
) -> list[Scenario]:
    """The what-if at its own prices, and with its changes at the others'."""
    others = [one for one in prices if one.price_path != scenario.price_path]
    taken = {one.name for one in others}
    name = f"{scenario.name}, changed" if scenario.name in taken else scenario.name
    every = [replace(scenario, name=name), *(one.with_(**changes) for one in others)]
    if not _settled(changes, ("base_year",)):
        return every
    return [replace(one, base_readings=(scenario.values["base_year"],)) for one in every]


def _settled(changes: Iterable[str], parameters: tuple[str, ...]) -> bool:
    return any(name.partition(".")[0] in parameters for name in changes)


def _settled_factors(
    industries: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Industries whose concept and scope factor have no ends where the what-if sets them."""
    found = dict(industries)
    for name, value in changes.items():
        factor, _, industry = name.partition(".")
        if factor in CONVERSIONS:
            ends = dict.fromkeys(("low", "central", "high"), value)
            found[industry] = {**found[industry], factor: ends}
    return found
