"""Were these parameters fitted to the tables that stand beside them? Content decides."""

import hashlib

import pandas as pd

from zoneecon.data.files import safe_files
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.problems import found
from zoneecon.data.vintage import load_derived
from zoneecon.errors import BadInput


def load_fitted(
    fit: str, names: tuple[str, ...], checkout: Checkout | None = None
) -> list[pd.DataFrame]:
    """Tables of a fit, once every table that it read is what it was.

    Parameters
    ----------
    fit : str
        `<fit>_provenance.csv` lists what the fit read: table, sha256, script.
    names : tuple of str
        Tables of the fit to load, such as "asked_parameters".

    Raises
    ------
    BadInput
        If a table is missing, not what the contract says, or another one than was fitted to; all
        that were altered at once.
    """
    checkout = checkout or Checkout.find()
    problems = []
    for row in load_derived(f"{fit}_provenance", checkout).itertuples():
        path = checkout.derived(str(row.table))
        content = safe_files.require_bytes(path, checkout.root)
        if hashlib.sha256(content).hexdigest() != row.sha256:
            file = checkout.shown(path)
            problems.append(found("fit-outdated", file, fit=fit, script=row.script))
    if problems:
        raise BadInput(problems)
    return [load_derived(name, checkout) for name in names]
