"""What did someone type who knows no codes? Rows with their words in those of the codelists."""

from zoneecon.data.reading import amounts, labels, printed
from zoneecon.data.reading.meanings import Meanings
from zoneecon.data.reading.vocabulary import CONTEXT, Names, bare, plain


def translated(
    row: dict[str, str], names: Names, given: Meanings, shared: bool = False
) -> tuple[dict[str, str], str]:
    """A typed row with its words in those of the codelists, and the folder of its subject.

    What is added to a shared folder (`shared`) stays there.

    What is no word of the vocabulary stays as typed, for the rules to refuse at its place.
    """
    row, folder = dict(row), ""
    label = row["indicator"]
    said = labels.read(label, names)
    code = given.indicators.get(bare(label), said.indicator)
    if said.measure in ("growth", "average") and code in names.growth:
        code = names.growth[code]
    if code and not said.unknown:
        row["indicator"] = code
        row["subject"] = row["subject"] or said.subject
        if said.units and not row["unit"]:
            row["unit"] = said.units[0]
    row |= {"subject": row["subject"] or given.subject, "unit": row["unit"] or given.unit}
    if units := labels.read(row["unit"], names).units:
        row["unit"] = units[0]
    row |= _period(row, names)
    row |= _amount(row, names)
    word = plain(row["subject"])
    if row["subject"] in given.subjects:
        row["subject"] = given.subjects[row["subject"]]
    elif row["subject"] in given.context:
        row["subject"], folder = given.context[row["subject"]], CONTEXT
    elif word in names.places.zone:
        row["subject"] = "zone"
    elif names.places.around.get(word):
        row["subject"], folder = names.places.around[word], "" if shared else CONTEXT
    return row, folder


def _period(row: dict[str, str], names: Names) -> dict[str, str]:
    try:
        printed.parse_period(row["period"])
    except ValueError:
        said = labels.read(row["period"], names)
        if said.years and not said.unknown:
            period = labels.written(said.years, said.months)
            return {"period": period, "period_printed": row["period_printed"] or row["period"]}
    return {}


def _amount(row: dict[str, str], names: Names) -> dict[str, str]:
    """A number with a bound typed beside it: 突破100. Anything else is left to the rules."""
    amount = amounts.amount(row["value"], names.units)
    if not amount or not amount.qualifier or amount.mark:
        return {}
    words = [*filter(None, row["qualifier"].split(";")), *amount.qualifier.split(";")]
    unit = amount.unit if not row["unit"] else row["unit"]
    if amount.unit and amount.unit != unit:
        return {}
    return {"value": amount.value, "unit": unit, "qualifier": ";".join(dict.fromkeys(words))}
