"""Examples in docstrings are true: whatever the package shows, doctest runs."""

import doctest
import importlib

import pytest

from tests.conftest import ROOT

SOURCES = ROOT / "src"
SHOWN = [
    path.relative_to(SOURCES).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for path in sorted(SOURCES.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


def test_the_formulas_are_among_the_modules_with_examples():
    assert {"zoneecon.growth", "zoneecon.data.reading.printed"} <= set(SHOWN)


@pytest.mark.parametrize("module", SHOWN)
def test_examples_in_the_docstrings_are_true(module, plain_look):
    failed, tried = doctest.testmod(importlib.import_module(module))
    assert failed == 0 and tried > 0
