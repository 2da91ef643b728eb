"""What does a session work with that no slider moves? A vintage made ready to explore, once."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zoneecon.data import cache, vintage
from zoneecon.data.checks.assumed import central_reading
from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.data.newest import effective
from zoneecon.scenarios.assumed import available
from zoneecon.scenarios.model import central_levels
from zoneecon.scenarios.named import one_named, printed_numbers
from zoneecon.scenarios.parameters import Scenario
from zoneecon.scenarios.starts import from_plan
from zoneecon.targets import readings, verdicts
from zoneecon.targets.answer import panels_of
from zoneecon.targets.cases import read_cases
from zoneecon.targets.progress import plan_targets, standings
from zoneecon.targets.views import Views, pairs_of, views_of

#: Series that an era needs for its coverage to be counted.
FEWEST = 20


class SessionInputs(NamedTuple):
    """What a session works with and no slider moves: scenarios, names, the outside view.

    `plan` is the vintage that they were made of. `titles` (of industries and presets) and `paths`
    (price paths, with titles and evidence) come from the assumptions. `views` are the inside and
    the outside view, `baseline` the preset whose central path has the centre of the inside view.
    `known` holds targets with a later published level (`progress.standings`); `broken` says which
    saved scenarios could not be read, and why; `saved` is what the file says of those that people
    saved. `reported` holds the report's verdicts, `seen` what each industry's path was expected to
    be before news came (year of the day -> industry -> year, level), `eras` how often the 80 %
    bands of past eras held, at worst and best.
    """

    plan: vintage.Vintage
    presets: Mapping[str, Scenario]
    titles: Mapping[str, Mapping[str, str]]
    paths: Mapping[str, Mapping[str, Any]]
    views: Views
    baseline: str
    known: Mapping[str, Mapping[str, Any]]
    weight: float
    draws: int
    seed: int
    broken: Mapping[str, Exception]
    saved: Mapping[str, Mapping[str, Any]]
    reported: pd.DataFrame
    seen: Mapping[int, Mapping[str, pd.DataFrame]]
    eras: tuple[float, float]

    @property
    def zone(self) -> str:
        return self.plan.zone

    @property
    def as_of(self) -> str:
        return str(self.plan.as_of)

    @property
    def place(self) -> Place:
        """Where what is saved and exported lies: in the checkout that the plan was read from."""
        return Checkout.find(self.plan.root).place(self.zone)

    @property
    def industries(self) -> tuple[str, ...]:
        return tuple(next(iter(self.presets.values())).targets)


@cache.by_content(1)  # a page that a kernel was made ready for asks for the same again
def inputs_of(
    plan, panels: Mapping[str, pd.DataFrame], draws: int = 20_000, seed: int = 0
) -> SessionInputs:
    """A vintage (`data.vintage.load`) made ready to explore; tables of `answer.panels_of`.

    A saved scenario that cannot be read is left out and said so; the others work.

    Raises
    ------
    ValueError
        If a scenario of the assumptions themselves cannot be read.
    """
    assumed, numbers, news = plan.assumptions, printed_numbers(plan), from_plan(plan)
    saved, statements = assumed.get("saved", ()), effective(plan.statements)
    presets: dict[str, Scenario] = {}
    broken: dict[str, Exception] = {}
    for name in available(assumed):
        try:
            presets[name] = one_named(plan, name, numbers, news)
        except ValueError as error:
            if name not in saved:
                raise
            broken[name] = error
    cases = read_cases(panels["cases"], plan.reference, plan.indicators)
    known = plan._replace(statements=statements)
    first = presets[assumed["verdict"]["price_scenarios"][0]]
    views = views_of(known, panels, pairs_of(known, panels, cases))
    views = views.priced(first.price_paths[first.price_path])
    industries, levels = assumed["industries"], {}
    if first.news.starts:  # else no target has a later level
        targets = plan_targets(statements, plan.indicators, industries, central_reading(assumed))
        levels = standings(targets, industries, first)
    return SessionInputs(
        plan,
        presets,
        _titles(assumed),
        assumed.get("price_paths", {}),
        views,
        first.name,
        levels,
        assumed["pooling_weight"],
        draws,
        seed,
        broken,
        {name: assumed["scenarios"][name] for name in saved},
        reported(plan, presets, first, views, levels),
        seen_before(plan, first),
        _eras(plan),
    )


def _eras(plan) -> tuple[float, float]:
    """How often the 80 % bands of past eras held: worst and best (`inside_coverage.csv`)."""
    table = plan.panel("inside_coverage")
    held = table.loc[table["end"].notna() & (table["n"] >= FEWEST), "coverage_80"]
    return (float(held.min()), float(held.max())) if len(held) else (math.nan, math.nan)


def reported(
    plan,
    presets: Mapping[str, Scenario],
    baseline: Scenario,
    views: Views,
    known: Mapping[str, Mapping[str, Any]],
) -> pd.DataFrame:
    """The report's verdicts: industry, title, pooled, target, and what `verdicts.judged` says.

    Those of `targets.assess`, whose shares of paths are not asked for here.
    """
    industries = plan.assumptions["industries"]
    cells = readings.grid([baseline], {readings.TREND: None}, industries, views, baseline)
    asked = verdicts.conditions(plan.assumptions, presets)
    named = verdicts.named_readings(asked, baseline, views, cells)
    central = cells[cells["central"]].set_index("industry")["pooled"]
    rows = []
    for name, target in baseline.targets.items():
        title, pooled = industries[name].get("title_en", name), central.get(name, math.nan)
        status, others = known.get(name, {}).get("status", ""), named[named["industry"] == name]
        row = {"industry": name, "title": str(title), "pooled": pooled, "target": target}
        rows.append(row | verdicts.judged(pooled, status, others))
    return pd.DataFrame(rows)


def seen_before(plan, baseline: Scenario) -> dict[int, dict[str, pd.DataFrame]]:
    """Paths as the day before the news expected them, of industries that news has come of."""
    if not baseline.news.starts:
        return {}
    then = plan.previous()
    if then.as_of == plan.as_of:
        return {}
    levels = central_levels(one_named(then, baseline.name, printed_numbers(then)))
    return {
        then.as_of.year: {
            name: levels[name].rename("level").reset_index() for name in baseline.news.starts
        }
    }


def _titles(assumed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Name of an industry or preset -> language -> title; English where there is no other."""
    titles = {}
    for name, block in {**assumed["industries"], **assumed["scenarios"]}.items():
        english = str(block.get("title_en", block.get("title", name)))
        titles[name] = {"en": english, "zh": str(block.get("title_zh", english))}
    return titles


def read_again(inputs: SessionInputs) -> SessionInputs:
    """The same from the same files, with what was saved in them meanwhile."""
    plan = inputs.plan.anew()
    return inputs_of(plan, panels_of(plan), inputs.draws, inputs.seed)
