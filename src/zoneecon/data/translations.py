"""How is what the data say in English said in Chinese? `data/translations.csv`, where there is one.

Titles and notes of other plans, relations and assumptions are typed in English. What has a row here
is told in Chinese on a Chinese page; what has none stays as it was typed.
"""

import csv
import io

from zoneecon.data.files import safe_files
from zoneecon.data.files.checkout import Checkout
from zoneecon.text.catalogue import named

NAME = "translations"


def pairs(checkout: Checkout) -> list[tuple[str, str]]:
    """English and Chinese of every row that has both."""
    path = checkout.codelist(NAME)
    if not path.is_file():
        return []
    text = safe_files.require_bytes(path, checkout.root).decode("utf-8-sig", errors="replace")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [(row["en"], row["zh"]) for row in rows if row.get("en") and row.get("zh")]


def remember(checkout: Checkout) -> None:
    """Have the catalogue know them."""
    for english, chinese in pairs(checkout):
        named(en=english, zh=chinese)
