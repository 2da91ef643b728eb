"""What the tests of scenarios share: the real zone's assumptions, and its scenarios by name."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import REAL, ROOT
from zoneecon.data import vintage
from zoneecon.scenarios.assumed import printed_values
from zoneecon.scenarios.inherited import inherited_numbers
from zoneecon.scenarios.named import from_assumptions

FILE = ROOT / "data" / "assumptions" / "anshan-edz.toml"


EXPECTED = Path(__file__).parent / "expected"


STATEMENTS = [
    path
    for folder in ("anshan-edz", "context", "reference")
    for path in sorted((ROOT / "data" / "raw" / folder / "statements").glob("*.csv"))
]


NAMES = tuple(tomllib.loads(FILE.read_text(encoding="utf-8"))["scenarios"])


@pytest.fixture(scope="session")
def assumptions(plan):
    return plan.assumptions


@pytest.fixture(scope="session")
def statements():
    read = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in STATEMENTS]
    return pd.concat(read, ignore_index=True)


@pytest.fixture(scope="session")
def real(assumptions, statements):
    numbers = printed_values(statements) | inherited_numbers(vintage.load(REAL, root=ROOT))
    return lambda name="baseline": from_assumptions(assumptions, name, numbers, file=FILE.name)


def last(table, measure="output", industry="total"):
    mine = table[table["measure"].eq(measure) & table["industry"].eq(industry)]
    return mine.iloc[-1]
