"""What is a report asked for, and can it be? Parameters, options and the day, before anything runs.

papermill itself would accept any name and paste it into a notebook as code, so nothing gets near a
notebook that is not typed and named here. Nothing heavy is imported.
"""

import datetime
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zoneecon.arguments import DRAWS, SEEDS, as_day, one_of, refusal, within
from zoneecon.data.files import fingerprints, snapshot
from zoneecon.data.files.checkout import Checkout, Place, shown
from zoneecon.errors import BadInput, NotebookFailed, shortened
from zoneecon.text.catalogue import LANGUAGES, SOURCE, say

#: Lists the notebooks that every report is made of; another that lies in the folder joins them.
CONTENTS = "contents.txt"


# --- parameters ------------------------------------------------------------------------------


def _zone(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9-]{1,40}", value):
        raise _refused("zone", "zone", value)
    return value


def _day(value: object) -> str:
    try:
        return as_day(value).isoformat()
    except BadInput:
        raise _refused("day", "as_of", value) from None


def _whole(value: object, name: str, least: int, most: int) -> int:
    digits = re.fullmatch(r"[0-9]{1,12}", str(value), re.ASCII)
    if not digits or not least <= int(str(value)) <= most:
        raise _refused("whole", name, value, least=least, most=most)
    return int(str(value))


def _refused(kind: str, name: str, value: object, **fields: object) -> BadInput:
    """What is wrong with a parameter, in the words of `inputs.parameter`."""
    shown = {"name": shortened(name), "value": repr(shortened(str(value)))}
    return refusal(f"inputs.parameter.{kind}", **shown, **fields)


#: Every parameter that a notebook may be given.
PARAMETERS = {
    "zone": _zone,
    "as_of": _day,
    "seed": lambda value: _whole(value, "seed", *SEEDS),
    "draws": lambda value: _whole(value, "draws", *DRAWS),
    "language": lambda value: one_of(value, LANGUAGES, "language"),
}


def validate(parameters: Mapping[str, object]) -> dict[str, object]:
    """Typed parameters, or one message naming every unknown or ill-typed one."""
    typed, problems = {}, []
    for name, value in parameters.items():
        try:
            if name not in PARAMETERS:
                raise _refused("unknown", name, value, known=list(PARAMETERS))
            typed[name] = PARAMETERS[name](value)
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return typed


def check_options(**options: float | None) -> None:
    """Refuse options that are out of range (`arguments.RANGES`); None: not given."""
    for name, value in options.items():
        if value is not None:
            within(value, name)


# --- the day ---------------------------------------------------------------------------------


def check_day(place: Place, request: Mapping[str, object]) -> None:
    """Refuse a day before anything of the zone was published, or one that has not come yet."""
    day = request.get("as_of")
    published = [] if day is None else snapshot.days(place)
    if not published:
        return  # without a readable date the raw data are refused later, by name
    newest = snapshot.newest(place) or max(published)
    first, last = min(published), max(newest, datetime.date.today().isoformat())
    if not first <= str(day) <= last:
        raise refusal("arguments.day.outside", day=day, zone=place.name, first=first, last=last)


# --- where it goes ---------------------------------------------------------------------------


def shelf(place: Place, request: Mapping[str, Any]) -> Path:
    """Where a report goes: among those of the zone, or beside them where it must not be the newest.

    The newest report is what the zone's newest day and its own number of draws make of it. One for
    another day, or of fewer draws, was asked for by hand and answers another question.
    """
    day, draws = request.get("as_of"), request.get("draws")
    other = day is not None and day != snapshot.newest(place)
    fewer = draws is not None and int(draws) < own_draws(place)
    return place.beside if other or fewer else place.reports


def own_draws(place: Place) -> float:
    """Draws that the zone's assumptions name; what cannot be read is refused later, by name."""
    try:
        return float(_assumed(place)["simulation"]["draws"])
    except (ValueError, KeyError, TypeError):
        return 0.0


def language(place: Place, request: Mapping[str, Any]) -> str:
    """The language that a report opens in: as asked for, else the zone's own, else English."""
    own = request.get("language") or _assumed(place).get("language")
    return own if own in LANGUAGES else SOURCE


def _assumed(place: Place) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(place.assumptions.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


# --- the notebooks ---------------------------------------------------------------------------


def check_notebooks(checkout: Checkout, paths: list[Path]) -> None:
    """Refuse to begin without a notebook that a report is made of, or with one that is none.

    Raises
    ------
    NotebookFailed
        Naming each.
    """
    said = [
        say("inputs.notebook.missing", file=checkout.shown(path), list=CONTENTS)
        for path in listed(checkout)
        if not path.exists()
    ]
    for path in paths:
        try:
            content = json.loads(fingerprints.content(path))
            sound = content["nbformat"] >= 4 and all(map(_is_cell, content["cells"]))
            reason = "" if sound else say("inputs.notebook.form")
        except (OSError, ValueError, RecursionError) as error:
            reason = getattr(error, "strerror", None) or str(error)
        except (KeyError, TypeError):
            reason = say("inputs.notebook.form")
        if reason:
            file = checkout.shown(path)
            said.append(say("inputs.notebook.unreadable", file=file, reason=reason))
    if not said and not paths:
        said.append(say("inputs.notebook.none"))
    if said:
        raise NotebookFailed("\n  ".join([say("inputs.notebook.nothing"), *said]))


def _is_cell(cell: Any) -> bool:
    return cell["cell_type"] in ("code", "markdown", "raw") and len(cell["source"]) >= 0


def listed(checkout: Checkout) -> list[Path]:
    """Files that `notebooks/contents.txt` names; none where there is no such list."""
    path = checkout.notebooks / CONTENTS
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    names = (line.partition("#")[0].strip() for line in text.splitlines())
    return [checkout.notebooks / name for name in names if shown(name) and name.endswith(".ipynb")]
