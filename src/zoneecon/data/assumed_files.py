"""Do a zone's TOML files say what they may, and does it fit the documents? All faults at once."""

from collections.abc import Mapping

import pandas as pd

from zoneecon.data import assumptions, folders
from zoneecon.data.checks.assumed import (
    check_any_goal,
    check_goals,
    check_levels,
    check_names,
)
from zoneecon.data.checks.keys import key_problem
from zoneecon.data.files import snapshot
from zoneecon.data.files.checkout import Place
from zoneecon.data.reading.magnitudes import read_in_words
from zoneecon.errors import Problem


def faults(
    place: Place, parameters: Mapping[str, bool], *, documents: bool = True
) -> list[Problem]:
    """What is wrong with the TOML files of a zone.

    First each file in itself, then what it names against the documents: a file that fails one is
    not held to the next.

    Parameters
    ----------
    place : Place
    parameters : mapping
        Parameter of the model -> whether each industry has its own.
    documents : bool
        Whether the raw data is sound, so that the files can be held against it.
    """
    problems, contents = assumptions.faults(place, parameters)
    if problems or not documents:
        return problems
    tables = [folders.load_folder(one) for one in (place, *place.checkout.around())]
    numbers = pd.concat([table.statements.set_index("id")["number"] for table in tables])
    ids = set(numbers.index)
    codes = set(tables[0].indicators["code"])
    files = {kind: place.checkout.shown(path) for kind, path in assumptions.files_of(place).items()}
    for kind, content in contents.items():
        problems += check_names(content, kind, files[kind], ids, codes)
    if problems:
        return problems
    file, written = files["zone"], contents["zone"]
    day, first = str(written["as_of"]), min(snapshot.days(place), default="")
    if day < first:
        return [key_problem("pin-early", file, "as_of", day, first=first)]
    statements = read_in_words(tables[0].statements, written)
    goals = check_any_goal(written, file) or check_goals(written, statements, file)
    return check_levels(contents, files, statements, numbers) + goals
