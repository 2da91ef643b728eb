"""What is a report asked for, and can it be? Parameters, options and the day, before anything runs.

papermill itself would accept any name and paste it into a notebook as code, so nothing gets near a
notebook that is not typed and named here. Nothing heavy is imported.
"""

import csv
import datetime
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zoneecon.arguments import DRAWS, SEEDS, as_day, refusal, within
from zoneecon.data.files import fingerprints, releases, snapshot
from zoneecon.errors import BadInput, NotebookFailed, Problem
from zoneecon.text.catalogue import say

#: Lists the notebooks that every report is made of; another that lies in the folder joins them.
CONTENTS = "contents.txt"


# --- parameters ------------------------------------------------------------------------------


def _zone(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9-]{1,40}", value):
        raise BadInput(say("inputs.parameter.zone"))
    return value


def _day(value: object) -> str:
    try:
        return as_day(value).isoformat()
    except BadInput:
        raise BadInput(say("inputs.parameter.day")) from None


def _whole(value: object, least: int, most: int) -> int:
    digits = re.fullmatch(r"[0-9]{1,12}", str(value), re.ASCII)
    if not digits or not least <= int(str(value)) <= most:
        raise BadInput(say("inputs.parameter.whole", least=least, most=most))
    return int(str(value))


#: Every parameter that a notebook may be given.
PARAMETERS = {
    "zone": _zone,
    "as_of": _day,
    "seed": lambda value: _whole(value, *SEEDS),
    "draws": lambda value: _whole(value, *DRAWS),
}


def validate(parameters: Mapping[str, object]) -> dict[str, object]:
    """Typed parameters, or one message naming every unknown or ill-typed one."""
    typed, problems = {}, []
    for name, value in parameters.items():
        if name not in PARAMETERS:
            said = say("inputs.parameter.unknown", known=", ".join(PARAMETERS))
            problems.append(Problem("parameters", None, name, "", said))
            continue
        try:
            typed[name] = PARAMETERS[name](value)
        except BadInput as error:
            problems.append(Problem("parameters", None, name, str(value), str(error)))
    if problems:
        raise BadInput(problems)
    return typed


def check_options(**options: float | None) -> None:
    """Refuse options that are out of range (`arguments.RANGES`); None: not given."""
    for name, value in options.items():
        if value is not None:
            within(value, name)


# --- the day ---------------------------------------------------------------------------------


def check_day(root: Path, request: Mapping[str, object]) -> None:
    """Refuse a day before anything of the zone was published, or one that has not come yet."""
    day, zone = request.get("as_of"), str(request["zone"])
    published = days(root, zone)
    if day is None or not published:
        return  # without a readable date the raw data are refused later, by name
    newest = snapshot.newest(root, zone) or max(published)
    first, last = min(published), max(newest, datetime.date.today().isoformat())
    if not first <= str(day) <= last:
        raise refusal("arguments.day.outside", day=day, zone=zone, first=first, last=last)


def days(root: Path, zone: str) -> list[str]:
    """Days of publication of a zone's own sources, unchecked."""
    path = root / "data" / "raw" / zone / "sources.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        found = [row.get("published") or "" for row in csv.DictReader(file)]
    return [day for day in found if re.fullmatch(r"\d{4}-\d\d-\d\d", day)]


# --- where it goes ---------------------------------------------------------------------------


def shelf(root: Path, request: Mapping[str, Any]) -> Path:
    """Where a report goes: among those of the zone, or beside them where it must not be the newest.

    The newest report is what the zone's newest day and its own number of draws make of it. One for
    another day, or of fewer draws, was asked for by hand and answers another question.
    """
    zone = str(request["zone"])
    reports = root / "reports" / zone
    day, draws = request.get("as_of"), request.get("draws")
    other = day is not None and day != snapshot.newest(root, zone)
    fewer = draws is not None and int(draws) < own_draws(root, zone)
    return reports / releases.BESIDE if other or fewer else reports


def own_draws(root: Path, zone: str) -> float:
    """Draws that the zone's assumptions name; what cannot be read is refused later, by name."""
    import tomllib

    try:
        text = (root / "data" / "assumptions" / f"{zone}.toml").read_text(encoding="utf-8")
        return float(tomllib.loads(text)["simulation"]["draws"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


# --- the notebooks ---------------------------------------------------------------------------


def check_notebooks(root: Path, paths: list[Path]) -> None:
    """Refuse to begin without a notebook that a report is made of, or with one that is none.

    Raises
    ------
    NotebookFailed
        Naming each.
    """
    folder = root / "notebooks"
    said = [
        say("inputs.notebook.missing", file=f"notebooks/{name}", list=CONTENTS)
        for name in listed(root)
        if not (folder / name).exists()
    ]
    for path in paths:
        try:
            content = json.loads(path.read_bytes())
            sound = isinstance(content["cells"], list) and content["nbformat"] >= 4
            reason = "" if sound else say("inputs.notebook.form")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
        except (KeyError, TypeError):
            reason = say("inputs.notebook.form")
        if reason:
            said.append(
                say("inputs.notebook.unreadable", file=f"notebooks/{path.name}", reason=reason)
            )
    if not said and not paths:
        said.append(say("inputs.notebook.none"))
    if said:
        raise NotebookFailed("\n  ".join([say("inputs.notebook.nothing"), *said]))


def listed(root: Path) -> list[str]:
    """Files that `notebooks/contents.txt` names; none where there is no such list."""
    path = root / "notebooks" / CONTENTS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    names = (line.partition("#")[0].strip() for line in lines)
    return [name for name in names if fingerprints.shown(name) and name.endswith(".ipynb")]
