"""What do the tables say that our own scripts derived from public panels, and were they accepted?

They lie in `data/raw/reference/`, and its ledger keeps the hash of each: a table that was cut,
corrupted or made anew is refused until someone accepts it (`zoneecon check --accept`).
"""

import hashlib
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from zoneecon.data.checks import derived
from zoneecon.data.files import safe_files
from zoneecon.data.files.paths import find_root
from zoneecon.data.problems import found
from zoneecon.data.reading import schema
from zoneecon.data.reading.readers import read_table
from zoneecon.errors import BadInput, Problem

FOLDER = "reference"
#: Before a hash in a ledger.
HASH = "sha256 | "


def load_derived(name: str, root: Path | None = None) -> pd.DataFrame:
    """A table that our own scripts derived from public panels, `data/raw/reference/<name>.csv`.

    Raises
    ------
    BadInput
        If the table is not there, is not the one that was accepted, or not what the contract says.
    """
    root = root or find_root()
    path = _path(name, root)
    file = safe_files.shown_name(path, root)
    if name not in schema.DERIVED:
        raise BadInput([found("file-missing", file)])
    ledger = read_table(path.with_name("accepted.csv"), root, "accepted")
    table, problems = _read(name, root, dict(ledger.table[["id", "accepted"]].to_numpy()))
    if problems := [*ledger.problems, *problems]:
        raise BadInput(problems)
    return table


def check(accepted: pd.DataFrame, ids: Iterable[str], root: Path) -> list[Problem]:
    """All that is wrong with the tables that are there, or were accepted and are gone.

    Parameters
    ----------
    accepted : DataFrame
        The folder's ledger as read.
    ids : iterable of str
        Statements that a case may cite.
    root : Path
        The checkout.
    """
    hashes = dict(accepted[["id", "accepted"]].to_numpy())
    problems = []
    for name in schema.DERIVED:
        if _path(name, root).exists() or f"{name}.csv" in hashes:
            table, wrong = _read(name, root, hashes)
            problems += wrong
            if name == "cases" and not wrong:
                file = safe_files.shown_name(_path(name, root), root)
                problems += derived.check_cited(table, set(ids), file)
    return problems


def record(root: Path) -> dict[str, str]:
    """What a ledger says of the tables that are there: file -> hash of its bytes."""
    there = [name for name in schema.DERIVED if _path(name, root).exists()]
    return {f"{name}.csv": HASH + _hash(_path(name, root), root) for name in sorted(there)}


def _read(name: str, root: Path, hashes: dict[str, str]) -> tuple[pd.DataFrame, list[Problem]]:
    path = _path(name, root)
    file = safe_files.shown_name(path, root)
    content = safe_files.read_bytes(path, root)
    if content.problems:
        return pd.DataFrame(), content.problems
    try:
        table = pd.read_csv(io.BytesIO(content.data), encoding="utf-8-sig")
    except (ValueError, pd.errors.ParserError) as error:  # no columns, ragged rows, no UTF-8
        return pd.DataFrame(), [found("csv-broken", file, reason=error)]
    if problems := derived.check_derived(table, name, file):
        return table, problems
    now = HASH + hashlib.sha256(content.data).hexdigest()
    return table, [] if hashes.get(path.name) == now else [found("record-table", file)]


def _hash(path: Path, root: Path) -> str:
    return hashlib.sha256(safe_files.require_bytes(path, root)).hexdigest()


def _path(name: str, root: Path) -> Path:
    return root / "data" / "raw" / FOLDER / f"{name}.csv"
