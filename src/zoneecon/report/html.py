"""How is a run read? Executed notebooks become self-contained HTML pages that need nothing else.

Text from data stays text: every page passes an allow-list (nh3) and carries a content security
policy that loads nothing and runs nothing. Each statement id on a page leads to its sentence.
"""

import copy
import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nh3
import pandas as pd
from bs4 import BeautifulSoup, NavigableString, Tag
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from zoneecon.report.charts import fonts
from zoneecon.rows import each_row
from zoneecon.text.catalogue import known, say, texts

POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'"
)

TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {
    "*": {"class", "id", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
STATEMENT = re.compile(r"\b[A-Z]\d{3}[a-z]?\b")
#: A cell of digits; any other makes its column a column of words.
NUMBER = re.compile(r"[-+]?[\d,.]*%?|NaN|None")
#: A link inside these would be wrong or unreadable.
UNLINKED = {"a", "code", "h1", "h2", "h3", "summary", "title"}

STYLE = Path(__file__).with_name("report.css").read_text(encoding="utf-8")


def clean(fragment: str) -> str:
    """An HTML fragment with nothing in it that could run or load; images only as embedded PNG."""
    return nh3.clean(
        fragment,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "data"},
        attribute_filter=_harmless,
        link_rel="noopener noreferrer",
    )


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if value.startswith("data:image/png;base64,") else None
    if tag == "a" and attribute == "href":
        return value if re.match(r"(#|https?://|[\w-]+\.html)", value) else None
    return value


@cache
def _exporter() -> HTMLExporter:
    """One for all pages: it compiles its templates when it is first used."""
    return HTMLExporter(
        template_name="basic", exclude_input_prompt=True, exclude_output_prompt=True
    )


def notebook_body(notebook: NotebookNode) -> BeautifulSoup:
    """Markdown, outputs and folded code of an executed notebook, cleaned."""
    shown = NotebookNode(copy.deepcopy(notebook))
    _describe_pictures(shown)
    body, _ = _exporter().from_notebook_node(shown)
    soup = BeautifulSoup(clean(body), "html.parser")
    for code in soup.select("div.input"):
        fold = soup.new_tag("details")
        fold.append(summary := soup.new_tag("summary"))
        summary.string = say("pages.code")
        code.wrap(fold)
    return soup


def _describe_pictures(notebook: NotebookNode) -> None:
    """Give each picture the heading it stands under as its alternative text."""
    heading = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = re.findall(r"^#+ (.+)$", cell.source, flags=re.MULTILINE)
            heading = found[-1] if found else heading
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output.metadata["image/png"] = {"alt": say("pages.figure", heading=heading)}


def answer(notebook: NotebookNode) -> str:
    """Cleaned outputs of the cells tagged `answer`: what the front page repeats."""
    cells = [c for c in notebook.cells if "answer" in c.metadata.get("tags", [])]
    if not cells:
        return ""
    soup = notebook_body(NotebookNode(notebook | {"cells": cells}))
    return "".join(str(area) for area in soup.select("div.output"))


def title(notebook: NotebookNode) -> str:
    """The question: the first heading of the notebook."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    heading = re.search(r"^# (.+)$", text, flags=re.MULTILINE)
    return heading[1].strip() if heading else say("pages.untitled")


def statement_page(statements: pd.DataFrame, sources: pd.DataFrame) -> BeautifulSoup:
    """Every statement with its source, section, line and quote; its id is its anchor."""
    named = sources.set_index("source")
    rows = []
    for row in each_row(statements):
        source = named.loc[row.source]
        place = say("pages.statements.place", **row._asdict()) if row.line else ""
        link = say("pages.statements.page")
        link = f'<a href="{html.escape(source["url"])}">{link}</a>' if source["url"] else ""
        cells = [
            f"{row.value} {row.unit}",
            row.period,
            row.role,
            row.indicator,
            row.quote or row.note,
        ]
        shown = "".join(f'<td class="text">{html.escape(str(cell))}</td>' for cell in cells)
        place = html.escape(say("pages.statements.source", place=place, **source))
        rows.append(
            f'<tr id="{row.id}"><th>{row.id}</th>{shown}<td class="text">{place} {link}</td></tr>'
        )
    head = "".join(f"<th>{name}</th>" for name in texts("pages.statements.column").values())
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    heading = f"<h1>{say('pages.statements.question')}</h1>"
    return BeautifulSoup(clean(heading + table), "html.parser")


def link_statements(soup: BeautifulSoup, known: Collection[str], page: str) -> None:
    """Turn every known statement id in running text into a link to its sentence."""
    for text in list(soup.find_all(string=STATEMENT)):
        if any(parent.name in UNLINKED for parent in text.parents):
            continue
        pieces, end = [], 0
        for match in STATEMENT.finditer(text):
            if match[0] in known:
                link = soup.new_tag("a", href=f"{page}#{match[0]}")
                link.string = match[0]
                pieces += [NavigableString(text[end : match.start()]), link]
                end = match.end()
        if pieces:
            text.replace_with(*pieces, NavigableString(text[end:]))


def contents(soup: BeautifulSoup) -> str:
    """Table of contents of a page; gives every section an id."""
    items = []
    for number, heading in enumerate(soup.find_all("h2"), 1):
        for anchor in heading.select(".anchor-link"):
            anchor.decompose()
        heading["id"] = f"section-{number}"
        items.append(f'<li><a href="#section-{number}">{html.escape(heading.get_text())}</a></li>')
    return f'<nav class="contents"><ol>{"".join(items)}</ol></nav>' if items else "<div></div>"


def _align_text(table: Tag) -> None:
    """Mark the columns that hold words, so that they read from the left; numbers stay right."""
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    for column in zip(*(row for row in rows if len(row) == len(rows[0])), strict=True):
        if any(not NUMBER.fullmatch(cell.get_text().strip()) for cell in column[1:]):
            for cell in column:
                cell["class"] = "text"


def page(soup: BeautifulSoup, name: str, heading: str, pages: Mapping[str, str], line: str) -> str:
    """A whole HTML document around a cleaned body.

    Parameters
    ----------
    soup : BeautifulSoup
        From `notebook_body` or `statement_page`.
    name, heading : str
        File stem and title of this page.
    pages : mapping
        File stem -> short name, for the navigation.
    line : str
        One line about the run: zone, state of knowledge.
    """
    for table in soup.find_all("table"):
        _align_text(table)
        table.wrap(soup.new_tag("div", attrs={"class": "table"}))
    here = {name: " aria-current=page"}
    navigation = "".join(
        f'<a href="{stem}.html"{here.get(stem, "")}>{html.escape(short)}</a>'
        for stem, short in pages.items()
    )
    chinese = fonts.face(f"{soup.get_text()}{heading}{line}")
    highlight = HtmlFormatter(style="default").get_style_defs(".highlight")
    return f"""<!DOCTYPE html>
<html lang="{known(None)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(heading)}</title>
<style>{chinese}{STYLE}{highlight}</style>
</head>
<body>
<header><p>{html.escape(line)}</p><nav class="pages">{navigation}</nav></header>
<div class="layout">{contents(soup)}<main>{soup}</main></div>
</body>
</html>
"""


class Layout(NamedTuple):
    """What the pages of a report have in common.

    `titles` and `pages` (short names for the navigation) are by file stem, `known` are the
    statement ids that are linked, `line` says zone and state of knowledge.
    """

    titles: Mapping[str, str]
    pages: Mapping[str, str]
    known: frozenset[str]
    line: str


def layout(notebooks: Mapping[str, NotebookNode], statements: pd.DataFrame, line: str) -> Layout:
    """Layout of a report of these notebooks, which need not have run yet."""
    short = {name: re.sub(r"^\d+_", "", name).replace("_", " ") for name in notebooks}
    navigation = texts("pages.navigation")
    return Layout(
        {name: title(notebook) for name, notebook in notebooks.items()},
        {"index": navigation["start"], **short, "statements": navigation["statements"]},
        frozenset(statements["id"]),
        line,
    )


def notebook_page(layout: Layout, name: str, notebook: NotebookNode) -> str:
    """Page of an executed notebook."""
    soup = notebook_body(notebook)
    link_statements(soup, layout.known, "statements.html")
    return page(soup, name, layout.titles[name], layout.pages, layout.line)


def statements_page(layout: Layout, statements: pd.DataFrame, sources: pd.DataFrame) -> str:
    """Page of every statement behind the numbers."""
    listing = statement_page(statements, sources)
    return page(listing, "statements", say("pages.statements.title"), layout.pages, layout.line)


def index_page(layout: Layout, answers: Mapping[str, str]) -> str:
    """First page: the answers (file stem -> HTML from `answer`) and the questions."""
    links = "".join(
        f'<li><a href="{name}.html">{html.escape(text)}</a></li>'
        for name, text in layout.titles.items()
    )
    first = next(iter(layout.titles.values()))
    soup = BeautifulSoup(
        f"<h1>{html.escape(first)}</h1>"
        f'<div class="answer">{"".join(answers[name] for name in layout.titles)}</div>'
        f"<h2>{say('pages.index.questions')}</h2><ol>{links}</ol>"
        f'<p class="soft">{say("pages.index.ids")}</p>',
        "html.parser",
    )
    link_statements(soup, layout.known, "statements.html")
    return page(soup, "index", first, layout.pages, layout.line)


def render(
    notebooks: Mapping[str, NotebookNode],
    executed: Iterable[tuple[str, NotebookNode]],
    statements: pd.DataFrame,
    sources: pd.DataFrame,
    line: str,
) -> Iterator[tuple[str, str]]:
    """All pages of a report, each as soon as it can be made.

    Parameters
    ----------
    notebooks : mapping
        File stem -> notebook, of every page; they need not have run yet.
    executed : iterable
        File stem and executed notebook, in any order, as they come.
    statements, sources : DataFrame
    line : str
        One line about the run: zone, state of knowledge.

    Yields
    ------
    tuple
        File name and HTML: the statements, a page for each notebook, the index with the answers.
    """
    shape = layout(notebooks, statements, line)
    yield "statements.html", statements_page(shape, statements, sources)
    answer(notebooks[min(notebooks)])  # compiles the templates, while no page is due yet
    answers = {}
    for name, notebook in executed:
        yield f"{name}.html", notebook_page(shape, name, notebook)
        answers[name] = answer(notebook)
    yield "index.html", index_page(shape, answers)
