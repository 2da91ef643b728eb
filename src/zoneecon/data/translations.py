"""What is said in English by data, such as a reason or a plan's name, in other languages.

`data/translations.csv` need not be there, nor be whole: what it does not hold is shown as it was
typed.
"""

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading.readers import read_table
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import LANGUAGES, SOURCE, named

NAME = "translations"


def read(checkout: Checkout) -> list[dict[str, str]]:
    """Rows language -> text.

    Raises
    ------
    BadInput
        All that is wrong with the file.
    """
    path = checkout.codelist(NAME)
    if not path.is_file():
        return []
    reading = read_table(path, checkout.root, NAME)
    if reading.problems:
        raise BadInput(reading.problems)
    return [
        dict(zip(LANGUAGES, row, strict=True)) for row in reading.table[[*LANGUAGES]].to_numpy()
    ]


def name_all(checkout: Checkout) -> None:
    """Have the catalogue know them (`catalogue.retold`)."""
    for row in read(checkout):
        told = {language: text for language, text in row.items() if text}
        if SOURCE in told:
            named(**told)
