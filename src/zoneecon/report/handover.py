"""Through which door does a report leave as a file? One for all: the ending of the goal decides.

`.xlsx` a workbook, `.docx` a document for Word, `.pdf` the pages on paper, `.csv` and `.parquet`
one table, a name without ending a folder with a CSV for every table. Nothing that is there is
overwritten, and nothing is left half written.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from zoneecon import extras
from zoneecon.arguments import refusal
from zoneecon.data import translations, vintage
from zoneecon.data.files.checkout import Place
from zoneecon.data.problems import found
from zoneecon.errors import BadInput
from zoneecon.report import citations, long_table, spreadsheet
from zoneecon.report.published import Report, newest
from zoneecon.report.spreadsheet import Rows, plain
from zoneecon.rows import records
from zoneecon.text.catalogue import SOURCE, known, say, texts

Contents = dict[str, bytes]


# --- what it becomes --------------------------------------------------------------------------


def _folder(report: Report, to: Path, table: str | None) -> Contents:
    kept = {table: report.tables[table]} if table else report.tables
    return {f"{name}.csv": spreadsheet.csv_bytes(rows) for name, rows in kept.items()}


def _workbook(report: Report, to: Path, table: str | None) -> Contents:
    kept = {table: report.tables[table]} if table else report.tables
    title = say("spreadsheet.title", zone=report.name, as_of=report.as_of)
    made = spreadsheet.workbook(kept, title, _evidence(report), _called(report))
    return {to.name: made}


def _called(report: Report) -> dict[str, str]:
    """Code -> English name of indicators and industries, which the catalogue knows in others."""
    facts, industries = report.inputs[0].indicators, report.assumed.get("industries", {})
    titles = {name: one.get("title_en", name) for name, one in industries.items()}
    return dict(zip(facts["code"], facts[SOURCE], strict=True)) | titles


def _evidence(report: Report) -> dict[str, Rows]:
    """Statements behind the tables, and every source, as rows of text."""
    every = report.inputs
    statements = pd.concat([one.statements for one in every], ignore_index=True)
    sources = pd.concat([one.sources for one in every]).drop_duplicates("source")
    called = dict(zip(every[0].indicators["code"], every[0].indicators[known(None)], strict=True))
    told = [{**row, "indicator": called[row["indicator"]]} for row in records(statements)]
    listed = [
        {**row, "address": citations.address(row) if row["url"] else ""} for row in records(sources)
    ]
    return {
        "statements": _rows(told, texts("spreadsheet.statements")),
        "sources": _rows(listed, texts("spreadsheet.sources")),
    }


def _rows(table: list[dict], heads: Mapping[str, str]) -> Rows:
    return [list(heads.values()), *([plain(row[name]) for name in heads] for row in table)]


def _document(report: Report, to: Path, table: str | None) -> Contents:
    from zoneecon.report import word

    return {to.name: word.document(report)}


def _paper(report: Report, to: Path, table: str | None) -> Contents:
    from zoneecon.report import pdf

    if report.pages is None:
        raise refusal("inputs.export.no_pages", name=str(to))
    return {to.name: pdf.of_report(report.pages)}


def _table(report: Report, table: str | None) -> pd.DataFrame:
    """A published table with numbers as numbers, or all that has a year as one long table."""
    if table is None:
        return long_table.of(report.tables, report.name)
    head, *rows = report.tables[table]
    cells = [[spreadsheet.read(cell) for cell in row] for row in rows]
    return pd.DataFrame(cells, columns=head)


def _csv(report: Report, to: Path, table: str | None) -> Contents:
    rows = report.tables[table] if table else spreadsheet.rows_of(_table(report, None))
    return {to.name: spreadsheet.csv_bytes(rows)}


def _parquet(report: Report, to: Path, table: str | None) -> Contents:
    frame = _table(report, table).convert_dtypes()
    for name in frame.select_dtypes("object"):  # numbers and words in one column are words
        frame[name] = frame[name].map(lambda cell: None if cell is None else str(cell))
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return {to.name: out.getvalue()}


#: Ending of a goal -> what makes its files, by name; a name without ending is a folder.
WRITERS: dict[str, Callable[[Report, Path, str | None], Contents]] = {
    ".xlsx": _workbook,
    ".docx": _document,
    ".pdf": _paper,
    ".csv": _csv,
    ".parquet": _parquet,
    "": _folder,
}
#: Ending of a goal -> the extra that it needs, and what of it is imported.
EXTRAS = {".docx": ("word", "docx"), ".pdf": ("pdf", "pypdf"), ".parquet": ("parquet", "pyarrow")}
#: Goals that hold the whole report: no single table can be asked for.
WHOLE = {".docx", ".pdf"}


# --- the door ---------------------------------------------------------------------------------


def write(
    place: Place,
    to: Path,
    committed: bool = False,
    table: str | None = None,
    notebooks: Path | None = None,
) -> list[Path]:
    """Hand a zone's newest report over as the file or folder that a goal's ending asks for.

    Parameters
    ----------
    place : Place
    to : Path
        Nothing may be there yet.
    committed : bool
        The committed state instead of the newest report.
    table : str, optional
        This published table alone. Without it `.csv` and `.parquet` hold everything that has a
        year, one value a row, in the columns of the IAMC.
    notebooks : Path, optional
        Where executed notebooks in the language lie, where the report's own are in another.

    Raises
    ------
    BadInput
        An ending that nothing is written for, something where it would go, a place that cannot be
        written, an unknown table, or nothing to write.
    """
    ending = to.suffix.lower()
    if ending not in WRITERS:
        raise refusal("inputs.export.ending", name=str(to), known=[one for one in WRITERS if one])
    if table and ending in WHOLE:
        raise refusal("inputs.export.whole", name=str(to))
    if ending in EXTRAS:
        extras.require(*EXTRAS[ending])
    check_goal(to)
    report = newest(place, committed)
    report = report._replace(notebooks=notebooks) if notebooks else report
    if table and table not in report.tables:
        raise refusal("inputs.export.table", name=table, known=list(report.tables))
    vintage.name_in_both(report.inputs[0].indicators, report.assumed)
    translations.name_all(place.checkout)
    contents = WRITERS[ending](report, to, table)
    return put(contents, to, folder=not ending)


def check_goal(to: Path) -> None:
    """Refuse a goal before anything is made for it."""
    if os.path.lexists(to):
        raise BadInput([found("export-there", str(to))])
    above = next(folder for folder in to.absolute().parents if os.path.lexists(folder))
    if not above.is_dir():
        raise refusal("inputs.export.no_folder", name=str(to), file=above)
    if not os.access(above, os.W_OK | os.X_OK):
        raise refusal("inputs.export.no_right", name=str(to), folder=above)


def put(contents: Contents, to: Path, folder: bool) -> list[Path]:
    """Write files at their goal, or in a new folder there: whole or not at all."""
    try:
        return _put(contents, to, folder)
    except FileExistsError:
        raise BadInput([found("export-there", str(to))]) from None
    except OSError as error:
        raise refusal("inputs.export.unwritable", name=str(to), reason=error.strerror) from None


def _put(contents: Contents, to: Path, folder: bool) -> list[Path]:
    to.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{to.name}-", dir=to.parent))
    try:
        for name, content in contents.items():
            (stage / name).write_bytes(content)
        if folder:
            stage.chmod(0o755)
            if os.path.lexists(to):
                raise FileExistsError(to)
            os.rename(stage, to)
            return [to / name for name in contents]
        for name in contents:
            _settle(stage / name, to)
        return [to]
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _settle(made: Path, to: Path) -> None:
    """Give a file its name without taking that of another, which may have come meanwhile."""
    try:
        os.link(made, to)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        with to.open("xb") as file:
            file.write(made.read_bytes())
