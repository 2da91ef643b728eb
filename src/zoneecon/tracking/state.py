"""What was known, assumed and computed on a day or by a run? States, to be compared."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from zoneecon.data import problems, vintage
from zoneecon.data.files import fingerprints, releases
from zoneecon.data.files.checkout import ANYWHERE, Checkout, Place, at
from zoneecon.errors import BadInput
from zoneecon.targets import nowcast_view
from zoneecon.targets.answer import panels_of
from zoneecon.text.catalogue import Text, stored
from zoneecon.tracking import revisions
from zoneecon.trends import distribution

#: Parameters of a run that say how often is drawn, and which numbers.
DRAWN = ("draws", "seed")
#: What happened to others; without it there is no verdict.
OTHERS = ("base_rates", "cases")

# --- states ----------------------------------------------------------------------------------


def state(zone: str | Place, text: str) -> revisions.State:
    """What was known and assumed on a day, or when a report was made.

    Parameters
    ----------
    zone : str or Place
    text : str
        A day, or the name of a release in `reports/<zone>/` or in `beside/` there, or `current`. A
        day takes today's files as they were known then, and today's assumptions; a release has its
        own copy.

    Raises
    ------
    BadInput
        If it is none of these, or a release that is not whole.
    """
    place = at(zone)
    checkout = place.checkout
    checkout.zone(place.name)
    every = (*releases.runs(place.beside), *releases.runs(place.reports))
    runs = {run.name: run for run in every}
    run = releases.current(place.reports) if text == "current" else runs.get(text)
    if run is not None:
        if wrong := releases.faults(run):
            faults = releases.listed(wrong)
            raise BadInput([problems.found("report-broken", checkout.shown(run), faults=faults)])
        facts = releases.manifest(run)
        found = read_state(Checkout(run / "inputs").place(place.name), facts["as_of"])
        drawn = {key: facts["parameters"][key] for key in DRAWN if key in facts["parameters"]}
        simulation = {**found.assumptions["simulation"], **drawn}
        return found._replace(
            label=stored("tracking.report", name=run.name),
            assumptions={**found.assumptions, "simulation": simulation},
            published=_published(run),
            code=_code(facts["inputs"]),
        )
    try:
        day = problems.iso_date(text)
    except ValueError:
        known = ", ".join(runs) or Text("commands.none_yet")
        problem = problems.typed("state.unknown", "--from/--to", value=text, reports=known)
        raise BadInput([problem]) from None
    return read_state(place, str(day))._replace(code=_code(fingerprints.survey(place)))


def _code(survey: Mapping[str, str]) -> dict[str, str]:
    """What computes, of all that a report is made from."""
    data = ANYWHERE.data
    return {name: hash_ for name, hash_ in survey.items() if data not in Path(name).parents}


def read_state(zone: str | Place, as_of: str | None = None) -> revisions.State:
    """A zone on a day, with the forecast's hyperparameters; the pinned day if None."""
    place = at(zone)
    return from_plan(vintage.load(place.name, as_of, place.root))


def from_plan(plan: vintage.Vintage) -> revisions.State:
    """What a vintage knows, in the form that revisions are computed on."""
    known = revisions.State(
        plan.label or str(plan.as_of),
        plan.as_of,
        plan.statements,
        plan.indicators,
        plan.assumptions,
        distribution.hyperparameters_of(plan.panel("forecast_hyperparameters")),
    )
    if not plan.has_panels(*OTHERS):
        return known
    nowcasting = nowcast_view.numbers_of(plan) if plan.has_panels("nowcast") else {}
    return known._replace(plan=plan, panels=panels_of(plan), nowcasting=nowcasting)


def _published(run: Path) -> dict[str, float]:
    """Results as a release published them, by the names that `tracking.results` gives them."""
    path = run / "tables" / "results.csv"
    if not path.is_file():
        return {}
    table = pd.read_csv(path)
    return dict(zip(table["result"], table["value"], strict=True))
