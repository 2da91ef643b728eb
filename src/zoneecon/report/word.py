"""How is a report handed over for Word? First page, evaluation table, figures, sources.

Headings, lists, captions and tables are Word's own styles, so that the document can be edited and
given a table of contents; heads of tables repeat, page numbers are fields.
"""

import base64
import io
import re
from collections.abc import Collection, Iterator
from typing import Any

import nbformat
import numpy as np
import pandas as pd
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from zoneecon.report import citations, markup
from zoneecon.report.cells import is_number, width
from zoneecon.report.format import show
from zoneecon.report.published import Report
from zoneecon.report.sentences import evaluation
from zoneecon.rows import records
from zoneecon.text.catalogue import heads, say, texts

#: Width of what lies between the margins.
COLUMN = Cm(17)
#: Fonts for Latin and for Chinese; Word takes its own where one is missing.
LATIN, CHINESE = "Calibri", "SimSun"
#: Columns of the verdicts that the first page shows.
ANSWER = ("title", "words", "required", "pooled", "pooled_low", "pooled_high")
#: What a document may not hold.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def document(report: Report) -> bytes:
    """A report as a Word document."""
    made, notebooks = Document(), dict(_notebooks(report))
    first = next(iter(notebooks.values()))
    line = say("pages.line", zone=report.name, as_of=report.as_of)
    _lay_out(made, markup.title(first), line)
    _paragraph(made, markup.title(first), "Title")
    _paragraph(made, line, "Subtitle")
    for sentence in _said(first, "answer"):
        _paragraph(made, sentence)
    _table(made, report, "verdicts", "verdicts", ANSWER)
    made.add_page_break()
    made.add_heading(say("word.evaluation"), 1)
    _table(made, report, "evaluation", "evaluation")
    for heading, sentences in _evaluation(notebooks):
        made.add_heading(_clean(heading), 2)
        for sentence in sentences:
            _paragraph(made, sentence, "List Bullet")
    made.add_heading(say("word.figures"), 1)
    for number, (heading, caption, picture) in enumerate(_figures(notebooks), 1):
        if heading:
            made.add_heading(_clean(heading), 2)
        made.add_picture(io.BytesIO(picture), width=COLUMN)
        made.paragraphs[-1].paragraph_format.keep_with_next = True
        _paragraph(made, say("pages.figure_caption", number=number, said=caption), "Caption")
    made.add_heading(say("word.sources"), 1)
    for source in _sources(report):
        _paragraph(made, source, "List Bullet")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# --- what goes in -----------------------------------------------------------------------------


def _notebooks(report: Report) -> Iterator[tuple[str, Any]]:
    for path in sorted(report.notebooks.glob("[0-9]*.ipynb")):
        yield path.stem, nbformat.read(path, as_version=4)


def _said(notebook: Any, tag: str) -> list[str]:
    """Sentences that the cells with a tag have printed."""
    cells = [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]
    texts = [output.get("text", "") for cell in cells for output in cell.get("outputs", [])]
    return [line for line in "\n".join(texts).splitlines() if line.strip()]


def _evaluation(notebooks: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Heading and sentences of each part that follows from the evaluation."""
    heading = ""
    for cell in (cell for notebook in notebooks.values() for cell in notebook.cells):
        if cell.cell_type == "markdown":
            heading = cell.source.partition("\n")[0].lstrip("# ")
        elif "evaluation" in cell.metadata.get("tags", []):
            texts = [output.get("text", "") for output in cell.get("outputs", [])]
            yield heading, "".join(texts).splitlines()


def _figures(notebooks: dict[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    """Title of the notebook before its first figure, caption, and picture, of each figure."""
    for notebook in notebooks.values():
        title, section = markup.title(notebook), ""
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                found = re.findall(r"^#+ (.+)$", cell.source, flags=re.MULTILINE)
                section = found[-1] if found else section
            for output in cell.get("outputs", []):
                if picture := output.get("data", {}).get("image/png"):
                    alt = output.get("metadata", {}).get("image/png", {}).get("alt", section)
                    yield title, alt, base64.b64decode(picture)
                    title = ""


def _sources(report: Report) -> Iterator[str]:
    listed = pd.concat([one.sources for one in report.inputs]).drop_duplicates("source")
    for source in records(listed):
        cited = citations.cited(source)
        place = {"address": citations.address(source), "url": source["url"]}
        yield say("word.source", cited=cited, **place) if source["url"] else cited


# --- how it looks -----------------------------------------------------------------------------


def _lay_out(made: Any, title: str, line: str) -> None:
    """A4, fonts for both scripts, and what stands above and below every page."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    for style in made.styles:
        fonts = getattr(style.element, "rPr", None)
        if style.name == "Normal" or (fonts is not None and fonts.find(qn("w:rFonts")) is not None):
            _set_fonts(style)
    made.styles["Normal"].font.size = Pt(10.5)
    made.styles["Caption"].font.color.rgb = RGBColor(0x3D, 0x47, 0x51)
    language = made.styles["Normal"].element.get_or_add_rPr().makeelement(qn("w:lang"), {})
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    made.styles["Normal"].element.rPr.append(language)
    made.core_properties.title, made.core_properties.author = _clean(title), "zoneecon"
    made.core_properties.comments = ""
    section.header.paragraphs[0].text = _clean(line)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _set_fonts(style: Any) -> None:
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), CHINESE)


def _field(paragraph: Any, code: str) -> None:
    """A value that Word computes itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    field.append(OxmlElement("w:r"))
    paragraph._p.append(field)


def _paragraph(made: Any, text: str, style: str = "Normal") -> None:
    made.add_paragraph(_clean(text), style)


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("", text)


def _table(made: Any, report: Report, table: str, name: str, columns: Collection[str] = ()) -> None:
    """A published table as a name of the catalogue shows it, without columns that are empty."""
    cells = _published(report, table)
    if name == "evaluation" and len(cells):
        actuals = _published(report, "actuals")
        said = evaluation.empty_sentences(cells, actuals)
        cells, shown = evaluation.shaped(cells, actuals)
    else:
        said = []
        if {"verdict", "words"} <= {*cells}:  # the words are published in English
            words = texts("targets.verdict")
            cells["words"] = [words.get(code, code) for code in cells["verdict"]]
        wanted = columns or cells.columns
        known_heads = heads(name).items()
        shown = {one: text for one, text in known_heads if one in cells and one in wanted}
    if cells.empty or not shown:
        _paragraph(made, say("word.no_table"))
        return
    text = show(cells, shown).reset_index(names=shown[next(iter(shown))].partition("|")[0].strip())
    empty = [column for column in text.columns if not text[column].str.strip().any()]
    text = text.drop(columns=empty)
    grid = made.add_table(rows=1, cols=len(text.columns), style="Light List Accent 1")
    grid.autofit = False
    grid._tbl.tblPr.append(_narrow_margins())
    for column, wide in zip(grid.columns, _widths(text), strict=True):
        column.width = wide
    numbers = [all(map(is_number, filter(None, text[column]))) for column in text.columns]
    _row(grid.rows[0], [str(column) for column in text.columns], numbers)
    grid.rows[0]._tr.get_or_add_trPr().append(_switch("w:tblHeader"))
    for row in text.itertuples(index=False):
        _row(grid.add_row(), [str(cell) for cell in row], numbers)
    if empty:
        said += [say("word.empty", columns=empty)]
    for sentence in said:
        _paragraph(made, sentence)


def _published(report: Report, table: str) -> pd.DataFrame:
    """A published table as it was computed: numbers as numbers, empty texts as such."""
    head, *rows = report.tables.get(table, [[]])
    cells = pd.DataFrame(rows, columns=head).replace("", np.nan)
    for name in cells:
        numbers = pd.to_numeric(cells[name], errors="coerce")
        if numbers.notna().equals(cells[name].notna()):
            cells[name] = numbers
    return cells


def _widths(table: pd.DataFrame) -> list[int]:
    """Widths of columns by their content: each has room for its longest word, texts share the rest.

    A letter of the small print is about 1.8 mm wide, a Chinese sign two of them.
    """
    texts = [[str(name), *table[name]] for name in table.columns]
    words = [max(map(_longest_word, column)) for column in texts]
    whole = [min(max(map(width, column)), 40) for column in texts]
    least = [Cm(0.18 * word + 0.26) for word in words]
    left = max(COLUMN - sum(least), 0)
    wanting = [max(text - word, 0) for word, text in zip(words, whole, strict=True)]
    shares = [want / (sum(wanting) or 1) for want in wanting]
    widths = [room + left * share for room, share in zip(least, shares, strict=True)]
    return [int(width * min(1, COLUMN / sum(widths))) for width in widths]


def _longest_word(text: str) -> int:
    """Width of what stays on one line: a word, or all of a number with its unit or bound."""
    return max(
        map(width, [text] if is_number(text) and width(text) < 12 else text.split()), default=0
    )


def _row(row: Any, texts: list[str], numbers: list[bool]) -> None:
    """Cells in small print, words left and numbers right; a row stays on one page."""
    row._tr.get_or_add_trPr().append(_switch("w:cantSplit"))
    for cell, column, text, number in zip(
        row.cells, row.table.columns, texts, numbers, strict=True
    ):
        cell.width = column.width
        paragraph = cell.paragraphs[0]
        paragraph.add_run(_clean(text)).font.size = Pt(8)
        if number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _narrow_margins() -> Any:
    """A millimetre left and right of what stands in a cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _switch(name: str) -> Any:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true")
    return element
