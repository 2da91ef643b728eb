"""What do the tables say that our own scripts derived from public panels, and were they accepted?

They lie in `data/raw/reference/`, and its ledger keeps the hash of each: a table that was cut,
corrupted or made anew is refused until someone accepts it (`zoneecon check --accept`).
"""

import hashlib
import io
from collections.abc import Iterable

import pandas as pd

from zoneecon.data import cache
from zoneecon.data.checks import derived
from zoneecon.data.files import safe_files
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.problems import found
from zoneecon.data.reading import schema
from zoneecon.data.reading.readers import read_table
from zoneecon.errors import BadInput, Problem

#: Before a hash in a ledger.
HASH = "sha256 | "


def load_derived(name: str, checkout: Checkout | None = None) -> pd.DataFrame:
    """A table that our own scripts derived from public panels, `data/raw/reference/<name>.csv`.

    Raises
    ------
    BadInput
        If the table is not there, is not the one that was accepted, or not what the contract says.
    """
    checkout = checkout or Checkout.find()
    if name not in schema.DERIVED:
        raise BadInput([found("file-missing", checkout.shown(checkout.derived(name)))])
    ledger = read_table(checkout.reference.ledger, checkout.root, "accepted")
    table, problems = _read(name, checkout, dict(ledger.table[["id", "accepted"]].to_numpy()))
    if problems := [*ledger.problems, *problems]:
        raise BadInput(problems)
    return table


def check(accepted: pd.DataFrame, ids: Iterable[str], checkout: Checkout) -> list[Problem]:
    """All that is wrong with the tables that are there, or were accepted and are gone.

    Parameters
    ----------
    accepted : DataFrame
        The folder's ledger as read.
    ids : iterable of str
        Statements that a case may cite.
    checkout : Checkout
    """
    hashes = dict(accepted[["id", "accepted"]].to_numpy())
    problems = []
    for name in schema.DERIVED:
        path = checkout.derived(name)
        if path.exists() or path.name in hashes:
            table, wrong = _read(name, checkout, hashes)
            problems += wrong
            if name == "cases" and not wrong:
                problems += derived.check_cited(table, set(ids), checkout.shown(path))
    return problems


def record(checkout: Checkout) -> dict[str, str]:
    """What a ledger says of the tables that are there: file -> hash of its bytes."""
    paths = (checkout.derived(name) for name in sorted(schema.DERIVED))
    there = ((path.name, path) for path in paths if path.exists())
    return {name: _accepted(safe_files.require_bytes(path, checkout.root)) for name, path in there}


def is_there(name: str, checkout: Checkout | None = None) -> bool:
    """Whether a checkout has a derived table at all."""
    return (checkout or Checkout.find()).derived(name).exists()


def _read(
    name: str, checkout: Checkout, hashes: dict[str, str]
) -> tuple[pd.DataFrame, list[Problem]]:
    path = checkout.derived(name)
    file = checkout.shown(path)
    content = safe_files.read_bytes(path, checkout.root)
    if content.problems:
        return pd.DataFrame(), content.problems
    table, problems = _checked(name, file, content.data)
    same = problems or hashes.get(path.name) == _accepted(content.data)
    return table, problems if same else [found("record-table", file)]


@cache.by_content(2 * len(schema.DERIVED))
def _checked(name: str, file: str, content: bytes) -> tuple[pd.DataFrame, list[Problem]]:
    try:
        table = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    except (ValueError, pd.errors.ParserError) as error:  # no columns, ragged rows, no UTF-8
        return pd.DataFrame(), [found("csv-broken", file, reason=error)]
    return table, derived.check_derived(table, name, file)


def _accepted(content: bytes) -> str:
    """What a ledger says of a table with this content."""
    return HASH + hashlib.sha256(content).hexdigest()
