"""A MADE-UP zone walks from its plan to its target year, one publication at a time.

No number here is about a real place. `python -m tests.walk` prints the walk; the tests hold it.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tests.conftest import ROOT, at
from zoneecon.data import add as adding
from zoneecon.data import folders
from zoneecon.report.sentences import tracking as tracking_sentences
from zoneecon.tracking import state as tracking_state
from zoneecon.tracking import status as tracking_status

ZONE = "madeup-zone"
MADE_UP = ROOT / "tests" / "zones" / ZONE
#: One table a publication, as someone would type it: no ids, defaults left out; by day and title.
STEPS = [(path.parent.name, path.stem, path) for path in sorted(MADE_UP.glob("publications/*/*"))]


def build(root: Path) -> Path:
    """A checkout with the made-up zone as its plan leaves it."""
    shutil.copytree(MADE_UP / "data", root / "data", dirs_exist_ok=True)
    settings = "data/raw/reference/forecast_hyperparameters.csv"
    shutil.copyfile(ROOT / settings, root / settings)
    for name in (ZONE, "reference"):
        folders.accept(at(root, name))
    return root


def walk(root: Path) -> Iterator[tuple[str, list[str]]]:
    """Add one publication after the other; yields its title and what it says."""
    before = tracking_state.read_state(at(root, ZONE), "2021-08-31")
    for published, title, table in STEPS:
        prepared = adding.prepare(table, ZONE, published, title, root=root)
        said = adding.sentences(prepared)
        adding.write(prepared)
        after = tracking_state.read_state(at(root, ZONE), published)
        yield (
            title,
            [
                *said,
                *tracking_sentences.diff_sentences(before, after),
                *tracking_sentences.followed_sentences(tracking_status.track(after)),
                *tracking_sentences.record_sentences(tracking_status.pseudo_real_time(after)),
            ],
        )
        before = after


def standing(root: Path, day: str) -> pd.DataFrame:
    """Where every target stands on a day."""
    return tracking_status.track(tracking_state.read_state(at(root, ZONE), day)).set_index("id")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for title, lines in walk(build(Path(place))):
            sys.stdout.write("\n".join([f"== {title} (MADE UP) ==", *lines, "", ""]))
