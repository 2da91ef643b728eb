"""Where do the files of a checkout lie, and which zones does it hold?"""

from pathlib import Path

from zoneecon.data.files import fingerprints
from zoneecon.data.files.fingerprints import SHARED as SHARED
from zoneecon.data.problems import found, typed
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import Text


def find_root() -> Path:
    """The checkout (see `fingerprints.find_root`), or what to do where there is none."""
    if found_root := fingerprints.find_root():
        return Path(found_root)
    raise BadInput([typed("root.missing", "data/indicators.csv")])


def zones(root: Path | None = None) -> list[str]:
    """Names of the zones that have raw data."""
    return fingerprints.zones(str(root or find_root()))


def require_zone(zone: str, root: Path) -> None:
    """Refuse, with the known names, what is not a zone here."""
    if zone not in (known := zones(root)):
        listed = ", ".join(known) or Text("commands.none_yet")
        raise BadInput([found("zone-unknown", "data/raw", None, "", zone, known=listed)])
