"""How does a zone begin? Its folders, tables, assumptions, and outside a checkout a project.

Nothing that is there is touched: a zone or a folder of the name is refused before anything is
written.
"""

import datetime
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Template

from zoneecon.data import notebooks
from zoneecon.data import problems as data_problem
from zoneecon.data.add import new_rows
from zoneecon.data.add.template import workbook
from zoneecon.data.files import locks
from zoneecon.data.files.checkout import NAME, SHARED, Checkout, Place, shown
from zoneecon.data.reading import schema
from zoneecon.errors import BadInput

#: What files of a new zone, and of a project, are made from.
TEMPLATES = Path(__file__).with_name("new_zone")
CODELISTS = ("indicators", "units")


def make(zone: str, *, example: bool = False) -> list[Path]:
    """Make a zone in the checkout that one stands in, else a project of its name around it.

    Parameters
    ----------
    zone : str
        Name of its folders: lower-case letters, digits and -.
    example : bool
        Whether to begin with the numbers and assumptions of the zone that zoneecon comes with.

    Returns
    -------
    list of Path
        The root of the checkout or project first, then what was written.

    Raises
    ------
    BadInput
        If the name cannot be one, or is taken.
    """
    _require_name(zone)
    checkout = Checkout.standing_in()
    project = checkout is None
    checkout = Checkout(Path.cwd() / zone) if checkout is None else checkout
    place = checkout.place(zone)
    for path in (checkout.root,) if project else (place.raw, place.assumptions):
        if os.path.lexists(path):
            name = path.name if project else checkout.shown(path)
            raise BadInput([data_problem.typed("new.taken", name)])
    checkout.data.mkdir(parents=True, exist_ok=True)
    with locks.data_lock(checkout):
        written = list(_project(place)) if project else []
        written += _example(place) if example else _empty(place)
    return [checkout.root, *written]


def _require_name(zone: str) -> None:
    letters = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", zone) and NAME.fullmatch(zone)
    if not letters or zone in SHARED:
        raise BadInput([data_problem.typed("new.name", "NAME", None, "", zone)])


# --- a zone --------------------------------------------------------------------------------------


def _empty(place: Place) -> list[Path]:
    """Folders and files to fill in."""
    place.statements.mkdir(parents=True)
    place.checkout.assumptions.mkdir(exist_ok=True)
    texts = {
        place.sources: new_rows.as_csv(schema.columns("sources"), []),
        place.first_table: new_rows.as_csv(schema.columns("statements"), []),
        place.assumptions: _filled("zone.toml", place.name),
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    workbook(place.checkout).save(place.workbook)
    return [*texts, place.workbook]


def _example(place: Place) -> list[Path]:
    """The example's tables and assumptions under the zone's name, with what surrounds them."""
    shipped = Checkout.shipped()
    own = shipped.place(shipped.zones()[0])
    for one in (own, *shipped.around()):
        to = place if one == own else place.checkout.place(one.name)
        if not to.raw.exists():
            shutil.copytree(one.raw, to.raw, ignore=_hidden)
    place.checkout.assumptions.mkdir(exist_ok=True)
    pairs = ((own.assumptions, place.assumptions), (own.relations, place.relations))
    for source, target in pairs:
        text = source.read_text(encoding="utf-8").replace(own.name, place.name)
        target.write_text(text, encoding="utf-8", newline="\n")
    return [place.raw, *(target for _, target in pairs)]


def _filled(name: str, zone: str) -> str:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return Template(text).substitute(zone=zone, day=datetime.date.today().isoformat())


# --- a project -----------------------------------------------------------------------------------


def _project(place: Place) -> Iterator[Path]:
    """Codelists, records of others, notebooks without outputs, and a page that says what to do."""
    shipped, own = Checkout.shipped(), place.checkout
    own.notebooks.mkdir(parents=True)
    for name in CODELISTS:
        shutil.copyfile(shipped.codelist(name), own.codelist(name))
    shutil.copytree(shipped.reference.raw, own.reference.raw, ignore=_hidden)
    for path in shipped.committed():
        text = notebooks.asking_for(path, place.name)
        (own.notebooks / path.name).write_text(text, encoding="utf-8", newline="\n")
    shutil.copyfile(shipped.contents, own.contents)
    for name, to in (("README.md", "README.md"), ("gitignore", ".gitignore")):
        text = _filled(name, place.name)
        (own.root / to).write_text(text, encoding="utf-8", newline="\n")
    yield from (own.root / "README.md", own.notebooks, own.data)


def _hidden(_: str, names: list[str]) -> list[str]:
    return [name for name in names if not shown(name)]
