"""Where does everything lie? A checkout, and the place that a zone has in it.

The one module that spells the names of folders; everything else is handed a `Place` or a
`Checkout`. Every scheduled run that has nothing to do passes here: standard library only.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

#: Folders of data/raw that are not zones: figures about places and markets around a zone, and
#: what happened to others.
SHARED = ("context", "reference")
#: What a zone's folder may be called.
NAME = re.compile(r"[a-z0-9-]{1,40}")
#: Folder of this package.
PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
#: What systems leave beside a person's files, and how copies end that editors and browsers keep.
SYSTEM = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx")
BACKUPS = ("~", ".bak", ".orig", ".rej", ".save", ".swp", ".kate-swp", ".tmp", ".part")
#: How a file ends that lists the sources that committed results rest on.
PIN = ".pin.toml"


def shown(name: str) -> bool:
    """Whether a file counts: not hidden as `.ipynb_checkpoints` is, no lock, copy or cache."""
    plain = name.lower()
    hidden = plain.startswith((".", "~", "#")) or plain.endswith(BACKUPS)
    return not hidden and plain not in (*SYSTEM, "__pycache__")


class Checkout(NamedTuple):
    """A folder that holds data, notebooks and reports."""

    root: Path

    @classmethod
    def find(cls, root: str | os.PathLike | None = None) -> "Checkout":
        """The checkout that is named, or else where we are.

        That is ZONEECON_ROOT where it is set, else the checkout that one stands in, also deep
        inside, else the one that the package was installed from.

        Raises
        ------
        BadInput
            If there is none, with what to do.
        """
        if root is not None:
            return cls(Path(root))
        found = cls.standing_in()
        if found is None and not os.environ.get("ZONEECON_ROOT"):
            own = cls(Path(PACKAGE).parents[1])
            found = own if own.is_there() else None
        if found is not None:
            return cls(Path(os.path.realpath(found.root)))
        from zoneecon.data.problems import typed
        from zoneecon.errors import BadInput

        raise BadInput([typed("root.missing", INDICATORS)])

    @classmethod
    def standing_in(cls) -> "Checkout | None":
        """The checkout that is named or that one stands in; not the one of the package."""
        named = os.environ.get("ZONEECON_ROOT")
        places = (cls(Path(place)) for place in ([named] if named else _upwards()))
        return next((one for one in places if one.is_there()), None)

    @classmethod
    def shipped(cls) -> "Checkout":
        """What zoneecon comes with: codelists, records of others, notebooks, an example."""
        own = cls(Path(PACKAGE).parents[1])
        return own if own.is_there() else cls(Path(PACKAGE) / "project")

    def is_there(self) -> bool:
        """Whether this is a checkout."""
        return self.codelist("indicators").is_file()

    def shown(self, path: Path) -> str:
        """How messages call a file: from the checkout on."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.name

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def assumptions(self) -> Path:
        return self.root / "data" / "assumptions"

    @property
    def descriptor(self) -> Path:
        """What describes the raw tables to other programs."""
        return self.root / "data" / "datapackage.json"

    @property
    def readme(self) -> Path:
        """What the columns mean, for people."""
        return self.root / "data" / "README.md"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def sliders(self) -> Path:
        """The notebook of the explorer."""
        return self.notebooks / "explore.ipynb"

    @property
    def contents(self) -> Path:
        """The notebooks that there must be."""
        return self.notebooks / "contents.txt"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def requirements(self) -> Path:
        """The one file outside data/ that every notebook depends on."""
        return self.root / "requirements.lock"

    @property
    def package(self) -> Path:
        return self.root / "src" / "zoneecon"

    def codelist(self, name: str) -> Path:
        """`indicators` or `units`."""
        return self.data / f"{name}.csv"

    def derived(self, name: str) -> Path:
        """A table that our own scripts made of public panels."""
        return self.reference.raw / f"{name}.csv"

    @property
    def reference(self) -> "Place":
        """What happened to others."""
        return Place(self, SHARED[1])

    def numbered(self) -> list[Path]:
        """The numbered notebooks, in order; dropping one in the folder is enough to add it."""
        return sorted(self.notebooks.glob("[0-9][0-9]_*.ipynb"))

    def committed(self) -> list[Path]:
        """The notebooks whose outputs are committed: the numbered ones, and the sliders'.

        A report has no page of the sliders, which are dead without a kernel; so only the former
        are inputs of one.
        """
        return [*self.numbered(), *([self.sliders] if self.sliders.exists() else [])]

    def zones(self) -> list[str]:
        """Folders of raw data that are zones; a link that leads out is none."""
        raw = os.path.realpath(self.raw)
        return sorted(
            name
            for name in os.listdir(raw)
            if NAME.fullmatch(name)
            and name not in SHARED
            and os.path.isdir(os.path.join(raw, name))
            and os.path.realpath(os.path.join(raw, name)).startswith(os.path.join(raw, ""))
        )

    def place(self, name: str) -> "Place":
        """Where a zone, or what surrounds zones (`SHARED`), lies; whether it is there or not."""
        return Place(self, name)

    def zone(self, name: str) -> "Place":
        """The place of a zone that is there.

        Raises
        ------
        BadInput
            If there is no such zone, with those that are.
        """
        if name in (known := self.zones()):
            return Place(self, name)
        from zoneecon.data.problems import found
        from zoneecon.errors import BadInput
        from zoneecon.text.catalogue import Text

        listed = ", ".join(known) or Text("commands.none_yet")
        raise BadInput([found("zone-unknown", self.shown(self.raw), None, "", name, known=listed)])

    def around(self) -> "list[Place]":
        """What surrounds zones, as far as this checkout has it."""
        return [place for name in SHARED if (place := Place(self, name)).raw.is_dir()]


class Place(NamedTuple):
    """Where all that belongs to a zone lies in a checkout."""

    checkout: Checkout
    name: str

    @property
    def root(self) -> Path:
        return self.checkout.root

    @property
    def shared(self) -> bool:
        """Whether this is no zone but what surrounds them."""
        return self.name in SHARED

    @property
    def raw(self) -> Path:
        return self.checkout.raw / self.name

    @property
    def sources(self) -> Path:
        return self.raw / "sources.csv"

    @property
    def statements(self) -> Path:
        return self.raw / "statements"

    @property
    def corrections(self) -> Path:
        """What is meant by misprints, where someone says so."""
        return self.raw / "corrections.csv"

    @property
    def first_table(self) -> Path:
        """The table of statements that a new zone has, with its heads alone."""
        return self.statements / "plan.csv"

    @property
    def workbook(self) -> Path:
        """The same to fill in, which an addition reads."""
        return self.raw / "plan.xlsx"

    @property
    def ledger(self) -> Path:
        """What was accepted of the raw data, line by line."""
        return self.raw / "accepted.csv"

    @property
    def assumptions(self) -> Path:
        return self.checkout.assumptions / f"{self.name}.toml"

    @property
    def saved(self) -> Path:
        """Scenarios that were saved in the explorer."""
        return self.checkout.assumptions / f"{self.name}.saved.toml"

    @property
    def pin(self) -> Path:
        """The sources that committed results rest on."""
        return self.checkout.assumptions / f"{self.name}{PIN}"

    @property
    def relations(self) -> Path:
        return self.checkout.assumptions / f"{self.name}.relations.toml"

    @property
    def processed(self) -> Path:
        """The pinned tables."""
        return self.checkout.data / "processed" / self.name

    @property
    def reports(self) -> Path:
        return self.checkout.reports / self.name

    @property
    def sliders(self) -> Path:
        """The explorer's notebook that asks for this zone, where the committed one does not."""
        return self.reports / self.checkout.sliders.name

    @property
    def beside(self) -> Path:
        """Reports that never count as the newest."""
        return self.reports / "beside"

    def assumed(self) -> list[Path]:
        """Every file of what we assume for a zone."""
        return sorted(self.checkout.assumptions.glob(f"{self.name}.*toml"))

    def candidates(self) -> list[Path]:
        """Everything that a report of this zone may be made from, ordinary file or not."""
        codelists = sorted(self.checkout.data.glob("*.csv"))
        return [
            *(path for path in codelists if shown(path.name)),
            *(
                Path(path)
                for name in (self.name, *SHARED)
                for path in files(self.checkout.place(name).raw)
            ),
            *self.assumed(),
        ]

    def inputs(self) -> list[Path]:
        """The candidates that may be opened: no pipe to wait for, no link that leads out."""
        inside = os.path.join(os.path.realpath(self.checkout.data), "")
        real: dict[str, str] = {}  # of a folder: asked once for all its files

        def leads_inside(path: str) -> bool:
            folder = os.path.dirname(path)
            if os.path.islink(path):
                return os.path.realpath(path).startswith(inside)
            if folder not in real:
                real[folder] = os.path.join(os.path.realpath(folder), "")
            return real[folder].startswith(inside)

        return [
            path
            for path in self.candidates()
            if os.path.isfile(path) and leads_inside(os.fspath(path))
        ]


#: Paths that count from the checkout, for messages of who knows no more than a zone's name.
ANYWHERE = Checkout(Path())
INDICATORS, UNITS = (ANYWHERE.codelist(name).as_posix() for name in ("indicators", "units"))
README = ANYWHERE.readme.as_posix()


def at(zone: str | Place) -> Place:
    """A zone's place; one that is only named lies in the checkout that is found."""
    return zone if isinstance(zone, Place) else Checkout.find().place(zone)


def files(folder: str | os.PathLike) -> list[str]:
    """Every file below a folder that counts."""
    found = []
    for place, folders, names in os.walk(os.fspath(folder)):
        folders[:] = sorted(filter(shown, folders))
        found += [os.path.join(place, name) for name in sorted(filter(shown, names))]
    return found


def _upwards() -> list[str]:
    """The folder one stands in and those around it; none where it is gone."""
    try:
        places = [os.getcwd()]
    except FileNotFoundError:
        return []
    while (above := os.path.dirname(places[-1])) != places[-1]:
        places.append(above)
    return places
