"""Tables of cases: what a test is asked lies in a toml file beside its module, under its name."""

import tomllib
from pathlib import Path

import pytest


def tables(file: str) -> dict:
    """The tables beside a module."""
    return tomllib.loads(Path(file).with_suffix(".toml").read_text(encoding="utf-8"))


def cases(test):
    """Parametrize a test with its table; what a row leaves out at its end is None."""
    table = tables(test.__code__.co_filename)[test.__name__.removeprefix("test_")]
    names, rows = table["names"], table["rows"]
    if not isinstance(names, str):
        rows = [[*row, *[None] * (len(names) - len(row))] for row in rows]
    return pytest.mark.parametrize(names, rows, ids=table.get("ids"))(test)
