"""Two MADE-UP zones that are unlike the real one, in checkouts with the real notebooks.

`riverside` has two industries with targets of two years, and neither investment nor projects.
`highland` has five, one of them a service and one without a base, a target of 33 times its base, a
joint one in words, growth-only years, and five years of news.
"""

import shutil
from pathlib import Path

from tests.conftest import ROOT
from zoneecon.data import folders
from zoneecon.data.files.checkout import Checkout

ZONES = ("riverside", "highland")
MADE_UP = ROOT / "tests" / "zones"


def build(root: Path, *zones: str) -> Path:
    """A checkout with these zones: codelists, reference and notebooks are the real ones."""
    for zone in zones:
        shutil.copytree(MADE_UP / zone / "data", root / "data", dirs_exist_ok=True)
    for name in ("data/indicators.csv", "data/units.csv"):
        shutil.copyfile(ROOT / name, root / name)
    for name in ("data/raw/reference", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".*"))
    for zone in zones:
        folders.accept(Checkout(root).place(zone))
    return root
