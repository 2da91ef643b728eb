"""Shared by all tests: the real zone, a toy zone small enough to check in your head."""

import csv
import importlib
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

#: Before anything imports numpy: the tables are small, and threads that wait for one another take
#: the time of what is tested. A refresh gives its notebooks the same (`refresh.runner`).
for name in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{name}_NUM_THREADS", "1")

import matplotlib as mpl  # noqa: E402
import pandas as pd  # noqa: E402

from zoneecon.data import folders, vintage  # noqa: E402
from zoneecon.data.files.checkout import Checkout, Place  # noqa: E402
from zoneecon.targets.answer import Answer, assess  # noqa: E402

# How long an example takes on a busy machine is no property of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure() -> None:
    """Let no test depend on how the tests were started.

    A shell's background job ignores Ctrl-C (SIGINT), and so would every process that a test starts
    there and interrupts; a signal that is handled here is at its default in them. Settings of the
    package in the environment would point the tests at another checkout.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in [name for name in os.environ if name.startswith("ZONEECON_")]:
        del os.environ[name]


#: After every file with long tests, in the order in which they were collected.
LAST = (sys.maxsize, Path())


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the long run all but every n-th case of a test marked `every(n)`.

    Files of a few tests that take long come first, so that no process ends alone with one.
    """
    seen: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("every"):
            test = item.nodeid.partition("[")[0]
            if seen[test] % mark.args[0]:
                item.add_marker("long")
            seen[test] += 1
    sizes = Counter(item.path for item in items)
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: (sizes[item.path], item.path) if item.path in long else LAST)


REAL = "anshan-edz"
ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def at(root: Path, zone: str) -> Place:
    """Where a zone lies in a checkout."""
    return Checkout(root).place(zone)


@pytest.fixture
def plain_look():
    """Neither figures nor tables look as another test's house style left them."""
    kept = [f"display.{name}" for name in ("max_colwidth", "max_columns", "max_rows")]
    styled = [one for name in kept for one in (name, pd.get_option(name))]
    with mpl.rc_context():
        mpl.rcdefaults()
        pd.reset_option("^display")
        yield
    pd.set_option(*styled)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def plan() -> vintage.Vintage:
    return vintage.load(REAL, root=ROOT)


@pytest.fixture(scope="session")
def answer(plan) -> Answer:
    return assess(plan, draws=4000, seed=1)


@pytest.fixture(scope="session")
def document() -> Path:
    """The plan's text, which the project does not redistribute."""
    found = sorted((SHARED / "source").glob("*.txt"))
    if not found:
        pytest.skip("the plan's text is not beside this checkout (../shared/source)")
    return found[0]


@pytest.fixture(scope="session")
def inventory() -> list[dict[str, str]]:
    """The given inventory of the plan's numbers, with its flags."""
    path = SHARED / "facts" / "plan_inventory.csv"
    if not path.is_file():
        pytest.skip("the inventory is not beside this checkout (../shared/facts)")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def other_zones(tmp_path_factory) -> Path:
    """A checkout with two made-up zones that are unlike the real one, for tests that only read."""
    from tests import other_zones as made_up

    return made_up.build(tmp_path_factory.mktemp("zones"), *made_up.ZONES)


def benchmark(name: str) -> ModuleType:
    """A script of benchmarks/, which finds its neighbours there."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


# --- a toy zone: GDP 100, 110, 121; growth 10 %, 10 %; a target of 200 on a base of 100 ------

TOYTOWN = ROOT / "tests" / "zones" / "toytown"
TOY_DOCUMENT = (TOYTOWN / "plan.txt").read_text(encoding="utf-8")


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


class Toy:
    """A checkout with one made-up zone, whose cells a test can change."""

    def __init__(self, root: Path):
        self.root, data = root, root / "data"
        shutil.copytree(TOYTOWN / "data", data)
        (data / "assumptions").mkdir()
        paths = sorted(data.rglob("*.csv"))
        self.tables = {path.relative_to(data).as_posix(): read_rows(path) for path in paths}

    def save(self) -> "Toy":
        for name, rows in self.tables.items():
            write_rows(self.root / "data" / name, rows)
        return self

    def set(self, table: str, row: int, column: str, value: str) -> "Toy":
        """Change a cell; `row` counts as a spreadsheet does, the header is 1."""
        rows = self.tables[table]
        rows[row - 1][rows[0].index(column)] = value
        return self.save()

    @property
    def place(self) -> Place:
        return at(self.root, "toytown")

    def load(self, as_of: str | None = None) -> folders.Tables:
        return folders.load_folder(self.place, as_of)

    def files(self) -> dict[str, bytes]:
        """Every file of the checkout, to see that nothing was written."""
        return contents(self.root)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path from there; an empty lock is no trace."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def python(root: Path, *words: str, **more) -> subprocess.Popen:
    """This Python for a checkout, in a process of its own; what it says can be read."""
    return subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, "ZONEECON_ROOT": str(root)},
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **more},
    )


def zoneecon(root: Path, *words: str, **more) -> subprocess.Popen:
    """A command for a checkout, in a process of its own."""
    return python(root, "-m", "zoneecon", *words, **more)


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path)
