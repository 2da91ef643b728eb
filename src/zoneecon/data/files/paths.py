"""Where do the files of a checkout lie, and which zones does it hold?"""

import os
import re
from pathlib import Path

from zoneecon.data.problems import found, typed
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import Text

# Folders of data/raw that are not zones: figures about places and markets around a zone, and
# what happened to others.
SHARED = ("context", "reference")
NAME = re.compile(r"[a-z0-9-]{1,40}")


def find_root() -> Path:
    """Folder that holds `data/`: ZONEECON_ROOT, else this checkout, else the folder we run in."""
    named = os.environ.get("ZONEECON_ROOT")
    candidates = [Path(named)] if named else [Path(__file__).parents[4], Path.cwd()]
    for candidate in candidates:
        if (candidate / "data" / "indicators.csv").is_file():
            return candidate.resolve()
    raise BadInput([typed("root.missing", "data/indicators.csv")])


def zones(root: Path | None = None) -> list[str]:
    """Names of the zones that have raw data."""
    raw = (root or find_root()) / "data" / "raw"
    # A link that leads out of the checkout is no zone of it.
    folders = (
        path.name
        for path in raw.iterdir()
        if path.is_dir() and path.resolve().is_relative_to(raw.resolve())
    )
    return sorted(name for name in folders if NAME.fullmatch(name) and name not in SHARED)


def require_zone(zone: str, root: Path) -> None:
    """Refuse, with the known names, what is not a zone here."""
    if zone not in (known := zones(root)):
        listed = ", ".join(known) or Text("commands.none_yet")
        raise BadInput([found("zone-unknown", "data/raw", None, "", zone, known=listed)])
