"""Are a zone's TOML files sound? Every fault of every file at once, by its key.

First what the files say (`data.assumed_files`), then whether the scenarios are feasible: files that
fail the first are not held to the next, for what follows would only be noise.
"""

from zoneecon.data import assumed_files, vintage
from zoneecon.data.files.checkout import Place
from zoneecon.errors import BadInput, Problem
from zoneecon.scenarios.allowed import PER_INDUSTRY
from zoneecon.scenarios.assumed import available
from zoneecon.scenarios.named import one_named, printed_numbers
from zoneecon.scenarios.starts import from_plan


def faults(place: Place, *, documents: bool = True) -> list[Problem]:
    """What is wrong with the TOML files of a zone.

    Parameters
    ----------
    place : Place
    documents : bool
        Whether the raw data is sound, so that the files can be held against it.
    """
    problems = assumed_files.faults(place, PER_INDUSTRY, documents=documents)
    # defaults of the model are fitted, and a checkout may hold no fitted tables at all
    fitted = place.checkout.reference.raw.is_dir()
    return problems if problems or not (documents and fitted) else _scenarios(place)


def _scenarios(place: Place) -> list[Problem]:
    """What is wrong with the scenarios, once the files and the data are sound."""
    problems: list[Problem] = []
    try:
        plan = vintage.load(place.name, root=place.root)
        numbers, news = printed_numbers(plan), from_plan(plan)
    except BadInput as error:
        return error.problems
    for name in available(plan.assumptions):
        try:
            one_named(plan, name, numbers, news)
        except BadInput as error:
            problems += error.problems
    return list(dict.fromkeys(problems))
