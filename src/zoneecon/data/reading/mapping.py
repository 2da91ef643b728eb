"""What does a printed table become? Its labels, each with what it stands for, and its rows.

A mapping says which indicator and which place a label is; it is drafted from the vocabulary, shown,
confirmed, and may be kept in a file for the next table of its kind. A label that stands for nothing
known is left out, and shown with the names that are nearest to it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from zoneecon.data.files.checkout import SHARED
from zoneecon.data.reading import amounts, labels, schema, vocabulary
from zoneecon.data.reading.labels import Said
from zoneecon.data.reading.meanings import OUT, Meanings
from zoneecon.data.reading.vocabulary import CONTEXT, WORDS, Names, plain
from zoneecon.data.reading.wide import Cell, Table

#: What a label may say that a number is.
ROLES = ("target", "actual")


class Entry(NamedTuple):
    """A number of a printed table as a row of statements, or why it is none."""

    row: dict[str, str]
    cell: Cell
    #: label of its indicator and of its place; the folder; the rule that keeps it out; a mark
    #: of a footnote beside it
    label: str
    place: str
    folder: str = ""
    out: str = ""
    marked: str = ""
    fields: Mapping[str, Any] = {}


# --- one number -----------------------------------------------------------------------------------


class _Table(NamedTuple):
    """What all numbers of a table are read by."""

    names: Names
    given: Meanings
    document: str
    year: int
    folder: str


def entries(
    table: Table, names: Names, given: Meanings, document: str, year: int, folder: str
) -> list[Entry]:
    """Every number of a table, as a row or with the rule that keeps it out.

    Parameters
    ----------
    document : str
        Title of the document, which is asked where the table says nothing.
    year : int
        The year of publication: what lies behind it is aimed at.
    folder : str
        The folder that is added to.
    """
    of = _Table(names, given, document, year, folder)
    return _averages([_entry(cell, of) for cell in table.cells], year)


def _averages(found_entries: list[Entry], year: int) -> list[Entry]:
    """Average growth beside levels is that from the first of their years to the last."""
    told = []
    for entry in found_entries:
        if entry.out == "average":
            years = [
                int(other.row["period"])
                for other in found_entries
                if other.cell.row == entry.cell.row and other.row["period"].isdecimal()
            ]
            if len(set(years)) < 2:
                entry = entry._replace(out="period")
            else:
                first, last = min(years) + 1, max(years)
                beside = {
                    other.row["role"]
                    for other in found_entries
                    if (other.cell.row, other.row["period"]) == (entry.cell.row, str(last))
                }
                role = "target" if last > year or "target" in beside else "actual"
                row = entry.row | {"period": f"{first}/{last}", "role": role}
                entry = entry._replace(row=row, out="")
        told.append(entry)
    return told


def _entry(cell: Cell, of: _Table) -> Entry:
    own = [(label, _read(label, cell, of)) for label in (*cell.beside, *cell.above)]
    around = [(label, labels.scan(label, of.names)) for label in (*cell.around, of.document)]
    label, said, unknown = _indicator(own, around, of)
    dated = [*own, *_beside_it(cell, own, of)]
    years, months = _when(dated, around)
    subject, place, folder = _subject(own, around, of)
    amount = amounts.amount(cell.text, of.names.units)
    code = of.given.indicators.get(label, said.indicator if label else "")
    measure = next((s.measure for _, s in own if s.measure), said.measure)
    if (
        code
        and code != OUT
        and measure in ("growth", "average")
        and label not in of.given.indicators
    ):
        label, code = _growth(label, code, own, of)
    row = dict.fromkeys(schema.columns("statements"), "") | {
        "subject": subject,
        "indicator": code,
        "value": amount.value if amount else cell.text,
        "unit": _unit(amount, own, around, cell, code, measure, of),
        "qualifier": _qualifier(amount, own),
        "period": labels.written(years, months) if years else "",
        "period_printed": next((text for text, s in dated if s.years or s.months), ""),
        "role": _role(own, years, of.year),
        "section": "; ".join((*cell.around[:1], *cell.beside, *cell.above))[:200],
        "note": cell.note,
    }
    entry = Entry(row, cell, label, place, folder, marked=amount.mark if amount else "")
    return entry._replace(**_out(entry, unknown, amount, measure, own, of))


def _read(label: str, cell: Cell, of: _Table) -> Said:
    """What a label says; in a stub of places, what nobody knows is a place."""
    said = labels.read(label, of.names)
    name = vocabulary.key(label)
    if name in of.given.indicators:
        code = of.given.indicators[name]
        return said._replace(indicator=code, unknown="")
    if (
        name in of.given.subjects
        or name in of.given.context
        or plain(name) in of.names.places.around
    ):
        return said._replace(subject=said.subject or name, unknown="")
    if cell.stub == "subject" and said.unknown and label in cell.beside:
        return Said(subject=name)
    return said


def _indicator(own, around, of: _Table) -> tuple[str, Said, str]:
    """Label that names the indicator and what it says, and a label that nobody understands."""
    unknown = next((vocabulary.key(label) for label, said in own if said.unknown), "")
    named = {said.indicator: (label, said) for label, said in own if said.indicator}
    if unknown or len(named) > 1:
        return (
            unknown or " ".join(vocabulary.key(label) for label, _ in named.values()),
            Said(),
            unknown,
        )
    label, said = next(iter(named.values()), ("", Said()))
    if not label:
        label, said = next(((label, s) for label, s in around if s.indicator), ("", Said()))
    if not label and of.given.indicator:
        label, said = of.given.indicator, Said(indicator=of.given.indicator)
    return vocabulary.key(label), said, ""


def _growth(label: str, code: str, own, of: _Table) -> tuple[str, str]:
    """The indicator of an indicator's growth, and the two labels that name it."""
    if code in of.names.growth.values() or code.endswith("_growth"):
        return label, code
    change = next((vocabulary.key(text) for text, said in own if said.measure), "")
    both = label if change in label else f"{label} {change}"
    return both, of.given.indicators.get(both, of.names.growth.get(code, ""))


def _when(own, around) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Years and months of a number: its own labels, else those above the table."""
    measure = next((said.measure for _, said in own if said.measure), "")
    years = next((said.years for _, said in own if said.years), None)
    months = next((said.months for _, said in own if said.months), None)
    title = next((said for _, said in around if said.years), Said())
    if not months and title.months and (not years or _beside(years, title.years)):
        first, last = title.months
        if measure == "month":
            months = (last, last)
        elif (first == 1 and first < last) or not years:
            months = title.months
    if not years and title.years:
        years = title.years
        if measure == "earlier" and years[0] == years[1]:
            years = (years[0] - 1, years[1] - 1)
    return years, months


def _beside_it(cell: Cell, own, of: _Table) -> list[tuple[str, Said]]:
    """When a number is by the level that it stands beside, or a year before that one."""
    said = labels.read(cell.when, of.names) if cell.when else Said()
    if not any(one.measure == "earlier" for _, one in own):
        return [(cell.when, said)] if cell.when else []
    years = said.years and (said.years[0] - 1, said.years[1] - 1)
    return [("", said._replace(years=years))]


def _beside(years: tuple[int, int], title: tuple[int, int] | None) -> bool:
    """Whether a column's year is the one of the table's title, or the one before."""
    return title is not None and years[0] == years[1] and title[0] - 1 <= years[0] <= title[1]


def _subject(own, around, of: _Table) -> tuple[str, str, str]:
    """Subject, the label that names it, and the folder that it belongs to."""
    label, said = next(((text, s) for text, s in own if s.subject), ("", Said()))
    if not label:
        label, said = next(((t, s) for t, s in around if s.subject or s.unknown), ("", Said()))
        label = label and (said.unknown or _word(label, of.names))
    name = vocabulary.key(label)
    if name and name in of.given.subjects:
        return of.given.subjects[name], name, of.folder
    if name and name in of.given.context:
        return of.given.context[name], name, CONTEXT
    if not name:
        return of.given.subject or ("zone" if of.folder not in SHARED else ""), "", of.folder
    if of.given.subject and said.unknown:
        return of.given.subject, name, of.folder
    if said.unknown:
        return "", name, of.folder
    subject = of.names.places.around.get(plain(name), said.subject)
    return place(subject, name, of.names, of.folder)


def place(subject: str, label: str, names: Names, folder: str) -> tuple[str, str, str]:
    """A subject, its label, and the folder where it belongs: the zone's, or around it."""
    here = subject in ("zone", "") or plain(label) in names.places.zone or folder in SHARED
    return (
        ("zone" if plain(label) in names.places.zone else subject),
        label,
        folder if here else CONTEXT,
    )


def _word(label: str, names: Names) -> str:
    """The word of a place that a title holds."""
    known = (*names.places.zone, *names.places.around)
    return max(
        (word for word in known if len(word) > 1 and word in plain(label)), key=len, default=""
    )


def _unit(amount, own, around, cell: Cell, code: str, measure: str, of: _Table) -> str:
    """Unit of a number: typed beside it, said of its column or row, of the table, or given."""
    if amount and amount.unit:
        return amount.unit
    said = [unit for _, s in own for unit in s.units]
    listed = [*said, *labels.read(cell.unit, of.names).units] if cell.unit else said
    listed += [cell.unit] if cell.unit and not labels.read(cell.unit, of.names).units else []
    if measure in ("growth", "average"):
        return "%" if not said or "%" in said else said[0]
    wanted = of.names.measured.get(code, "")
    title = [unit for _, s in around for unit in s.units]
    fits = [u for u in (*listed, *title, of.given.unit) if u and of.names.measures.get(u) == wanted]
    return next(iter(fits), next(iter([*listed, *title, of.given.unit]), ""))


def _qualifier(amount, own) -> str:
    """Bounds beside a number, and what its labels say of one that is not over yet."""
    expected = any(said.role == "expected" for _, said in own)
    words = [*(amount.qualifier.split(";") if amount else ()), WORDS["roles"]["expected"][0]]
    return ";".join(dict.fromkeys(filter(None, words if expected else words[:-1])))


def _role(own, years, year: int) -> str:
    """What the labels say that a number is; a year to come is one that is aimed at."""
    role = next((said.role for _, said in own if said.role), "")
    return role if role in ROLES else ("target" if years and years[1] > year else "actual")


def _out(entry: Entry, unknown: str, amount, measure: str, own, of: _Table) -> dict:
    """The rule that keeps a number out, and what fills its sentence in; nothing if it goes in."""
    row, code = entry.row, entry.row["indicator"]
    near = nearest(unknown or entry.label, of.names)
    if code == OUT or of.given.subjects.get(entry.place) == OUT:
        return {"out": "chosen"}
    if not entry.label and entry.place and not unknown:
        return {"out": "indicator"}
    if not code or not entry.label:
        return {"out": "label", "fields": {"near": near}}
    if amount is None:
        return {"out": "number", "fields": {"value": entry.cell.text}}
    growing = measure == "growth"  # the prices of its level are not those of a change
    spoken = [said.prices for _, said in own if not growing or said.measure == "growth"]
    prices = next(filter(None, spoken), "")
    if prices and of.names.prices.get(code) in ("current", "constant"):
        if prices != of.names.prices[code]:
            return {"out": "prices", "fields": {"code": code}}
    if measure == "average" and not row["period"].count("/"):
        return {"out": "average"}
    if not row["period"]:
        return {"out": "period"}
    if not row["unit"]:
        return {"out": "unit"}
    if not row["subject"]:
        kind = "subject" if entry.place else "nowhere"
        return {"out": kind, "fields": {"place": entry.place}}
    return {}


def nearest(label: str, names: Names) -> list[str]:
    """Codes, with the name that is nearest to a label."""
    near = {names.indicators[name]: name for name in vocabulary.nearest(label, names.indicators)}
    return [f"{code} ({name})" for code, name in near.items()]


# --- a table as a whole ---------------------------------------------------------------------------


def drafted(found_entries: Iterable[Entry], given: Meanings) -> Meanings:
    """What every label stands for, as it is shown and kept."""
    indicators, subjects, context = dict[str, str](), dict[str, str](), dict[str, str]()
    for entry in found_entries:
        if entry.label:
            indicators.setdefault(
                entry.label, (entry.row["indicator"] or OUT) if entry.out != "label" else OUT
            )
        if entry.place and entry.row["subject"] and entry.out != "label":
            kept = context if entry.folder == CONTEXT else subjects
            kept.setdefault(entry.place, entry.row["subject"])
    return Meanings(indicators, subjects, context, given.subject, given.unit, given.indicator)
