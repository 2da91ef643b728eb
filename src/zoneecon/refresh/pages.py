"""Are the inputs of a report sound, and where do its pages come from?

Both are asked in the helper, which runs the notebooks in kernels beside it: the inputs are checked
before the first begins, the page of each is written when it has ended.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import nbformat
import pandas as pd

from zoneecon.data import assumptions, folders, translations
from zoneecon.data.files import releases
from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.errors import BadInput
from zoneecon.refresh import editions
from zoneecon.report import html
from zoneecon.text.catalogue import say, speaking


def check(place: Place, as_of: str | None) -> list[tuple]:
    """Problems of the raw data, as plain tuples; none is the rule."""
    try:
        for one in (place, *place.checkout.around()):
            folders.load_folder(one, as_of)
    except BadInput as error:
        return [tuple(problem) for problem in error.problems]
    return []


def write(job: Mapping, executed: Iterable[tuple[str, str]]) -> None:
    """Write the page of every executed notebook that comes, then those of statements and answers.

    Each in every language of the job; what is not in English lies in a folder of its language.

    Parameters
    ----------
    job : mapping
        pages (folder), languages, zone, as_of, root, tasks (see `runner.Task`; they need not have
        run yet).
    executed : iterable
        Names and files of executed notebooks, in any order.
    """
    place = Checkout(Path(job["root"])).place(job["zone"])
    tables = _everything_cited(place, job["as_of"])
    translations.name_all(place.checkout)
    sources = sorted(source for source, *_ in job["tasks"])
    named = {Path(source).stem: nbformat.read(source, as_version=4) for source in sources}
    languages = job["languages"]
    told = {one: _edition(one, languages, named, tables, place) for one in languages}
    for language, edition in told.items():
        _put(job, language, edition.opening)
    for name, file in executed:
        for language, edition in told.items():
            own = editions.file_of(Path(file), language)
            notebook = nbformat.read(own if own.exists() else file, as_version=4)
            _put(job, language, partial(edition.add, name, notebook))
    for language, edition in told.items():
        _put(job, language, edition.closing)


def _edition(
    language: str,
    languages: Sequence[str],
    named: Mapping[str, nbformat.NotebookNode],
    tables: folders.Tables,
    place: Place,
) -> html.Edition:
    with speaking(language):
        line = say("pages.line", zone=assumptions.name(place, language), as_of=tables.as_of)
        own = {stem: editions.in_language(one, language) for stem, one in named.items()}
        names = dict(zip(tables.indicators["code"], tables.indicators[language], strict=True))
        others = {one: editions.path(language, one) for one in languages if one != language}
        return html.Edition(own, tables.statements, tables.sources, line, names, others)


def _put(job: Mapping, language: str, pages: Callable[[], Iterable[tuple[str, str]]]) -> None:
    whole = Path(job["pages"])
    folder = releases.edition(whole, language)
    if folder != whole:
        folder.mkdir(exist_ok=True)
    with speaking(language):
        for name, text in pages():
            (folder / name).write_text(text, encoding="utf-8")


def _everything_cited(place: Place, as_of: str | None) -> folders.Tables:
    """Tables of the zone with the statements and sources of what surrounds it."""
    tables = folders.load_folder(place, as_of)
    around = (folders.load_folder(one, tables.as_of) for one in place.checkout.around())
    every = [tables, *around]
    sources = pd.concat([one.sources for one in every], ignore_index=True)
    return tables._replace(
        statements=pd.concat([one.statements for one in every], ignore_index=True),
        sources=sources.drop_duplicates("source"),  # one page can serve context and reference
    )
