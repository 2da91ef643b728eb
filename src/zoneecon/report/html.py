"""How is a run read? Executed notebooks become self-contained HTML pages that need nothing else.

The pages are jinja2 templates around what `markup` cleans, with one stylesheet for screen and
paper. Every page carries a content security policy that loads nothing and runs nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import pandas as pd
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter

from zoneecon.report import citations, first_page, markup
from zoneecon.report import format as formats
from zoneecon.report.charts import fonts
from zoneecon.report.templating import FOLDER, template
from zoneecon.rows import records
from zoneecon.text.catalogue import LANGUAGES, known, say, texts

POLICY = (
    "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'"
)
STATEMENTS = "statements.html"


@cache
def _styles() -> dict[str, str]:
    """The stylesheet of every page, and the colours of code by light and by dark."""
    code = {"light": "default", "dark": "github-dark"}
    sheet = (FOLDER / "report.css").read_text(encoding="utf-8")
    return {"sheet": sheet} | {
        name: HtmlFormatter(style=style).get_style_defs(".highlight")
        for name, style in code.items()
    }


# --- what the pages of a report have in common --------------------------------------------------


class Layout(NamedTuple):
    """What the pages of a report have in common.

    `titles` and `pages` (short names for the navigation) are by file stem, `known` are the
    statement ids that are linked, `line` says zone and state of knowledge, `others` by language
    where the same pages are in it.
    """

    titles: Mapping[str, str]
    pages: Mapping[str, str]
    known: frozenset[str]
    line: str
    others: Mapping[str, str] = {}


def layout(notebooks: Mapping[str, NotebookNode], statements: pd.DataFrame, line: str) -> Layout:
    """Layout of a report of these notebooks, which need not have run yet."""
    short = {name: _short(re.sub(r"^\d+_", "", name)) for name in notebooks}
    navigation = texts("pages.navigation")
    return Layout(
        {name: markup.title(notebook) for name, notebook in notebooks.items()},
        {"index": navigation["start"], **short, "statements": navigation["statements"]},
        frozenset(statements["id"]),
        line,
    )


def _short(stem: str) -> str:
    """What a page is called in the navigation; its file's name if nobody said."""
    return texts("editions.page").get(stem, stem.replace("_", " "))


def page(
    layout: Layout,
    name: str,
    heading: str,
    soup: BeautifulSoup,
    *,
    across: bool = False,
    contents: bool = True,
) -> str:
    """A whole HTML document around a cleaned body.

    Parameters
    ----------
    layout : Layout
    name, heading : str
        File stem and title of this page.
    soup : BeautifulSoup
        Tables and figures as `markup.readable` leaves them.
    across, contents : bool
        Whether its paper lies across, and whether its sections are listed beside it.
    """
    shown = markup.sections(soup)
    around = (heading, layout.line, *layout.pages.values(), *map(LANGUAGES.get, layout.others))
    every_text = soup.get_text() + "".join(map(str, around))
    return template("page").render(
        language=known(None),
        policy=POLICY,
        face=fonts.face(every_text),
        missing=fonts.missing(every_text),
        style=_styles(),
        heading=heading,
        line=layout.line,
        across=across,
        name=name,
        pages=layout.pages,
        others={LANGUAGES[language]: (language, at) for language, at in layout.others.items()},
        sections=shown if contents else {},
        body=str(soup),
    )


# --- the pages ----------------------------------------------------------------------------------


def notebook_pages(layout: Layout, name: str, notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """File name and page of an executed notebook, and of every table that is its annex."""
    soup = markup.notebook_body(notebook)
    first_page.deal(soup)
    markup.link_statements(soup, layout.known, STATEMENTS)
    markup.link_pages(soup, layout.pages)
    markup.readable(soup)
    for number, frame in enumerate(markup.long_tables(soup), 1):
        stem, title = f"{name}-annex-{number}", frame["aria-label"]
        link = soup.new_tag("a", href=f"{stem}.html")
        link.string = say("pages.annex.link", title=title, rows=markup.length(frame))
        frame.wrap(place := soup.new_tag("p"))
        frame.extract()
        place.append(link)
        annex = _filled("annex", title=title, stem=name, of=layout.titles[name])
        annex.append(frame)
        wide = "wide" in str(frame["class"]).split()
        yield f"{stem}.html", page(layout, stem, str(title), annex, across=wide)
    yield f"{name}.html", page(layout, name, layout.titles[name], soup)


def statement_page(
    statements: pd.DataFrame, sources: pd.DataFrame, names: Mapping[str, str] | None = None
) -> BeautifulSoup:
    """Every statement with its place and quote, its id being its anchor, and every source.

    Parameters
    ----------
    statements, sources : DataFrame
    names : mapping, optional
        Indicator -> what people call it.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in records(statements):
        place = say("pages.statements.place", **row) if row["line"] else ""
        called = (names or {}).get(row["indicator"], row["indicator"])
        shown = {
            "place": place,
            "value": formats.used_value(row),
            "indicator": called,
            "role": say(f"pages.role.{row['role']}"),
        }
        groups.setdefault(row["source"], []).append({**row, **shown})
    listed = [
        {**source, "cited": citations.cited(source), "address": citations.address(source)}
        for source in records(sources)
    ]
    heads = texts("pages.statements.column")
    titles = dict(zip(sources["source"], sources["title"], strict=True))
    about = {"count": len(statements), "titles": titles, "heads": heads}
    soup = _filled("statements", groups=groups, sources=listed, **about)
    markup.readable(soup)
    return soup


def statements_page(
    layout: Layout,
    statements: pd.DataFrame,
    sources: pd.DataFrame,
    names: Mapping[str, str] | None = None,
) -> str:
    """Page of every statement behind the numbers."""
    soup = statement_page(statements, sources, names)
    return page(layout, "statements", say("pages.statements.title"), soup)


def _filled(name: str, /, **fields: object) -> BeautifulSoup:
    """A template of a body, filled in and cleaned."""
    return BeautifulSoup(markup.clean(template(name).render(**fields)), "html.parser")


def index_page(layout: Layout, answers: Mapping[str, Sequence[first_page.Part]]) -> str:
    """First page: the parts that answer, by file stem, and the questions of all pages."""
    parts = [part for stem in layout.titles for part in answers.get(stem, ())]
    soup = _filled("index", titles=layout.titles, parts=parts)
    for section, part in zip(soup.select(".front > section"), parts, strict=False):
        section.append(BeautifulSoup(part.body, "html.parser"))
    markup.link_statements(soup, layout.known, STATEMENTS)
    markup.link_pages(soup, layout.pages)
    markup.readable(soup)
    return page(layout, "index", next(iter(layout.titles.values())), soup, contents=False)


class Edition:
    """The pages of a report in the language that is being spoken, each as soon as it can be made.

    Parameters
    ----------
    notebooks : mapping
        File stem -> notebook, of every page; they need not have run yet.
    statements, sources : DataFrame
    line : str
        One line about the run: zone, state of knowledge.
    names : mapping, optional
        Indicator -> what people call it.
    others : mapping, optional
        Language -> where the same pages are in it, as a link from here begins.
    """

    def __init__(
        self,
        notebooks: Mapping[str, NotebookNode],
        statements: pd.DataFrame,
        sources: pd.DataFrame,
        line: str,
        names: Mapping[str, str] | None = None,
        others: Mapping[str, str] | None = None,
    ):
        self.layout = layout(notebooks, statements, line)._replace(others=others or {})
        self._first = notebooks[min(notebooks)]
        self._answers = dict[str, list[first_page.Part]]()
        self._statements = partial(statements_page, self.layout, statements, sources, names)

    def opening(self) -> Iterator[tuple[str, str]]:
        """File name and HTML of what needs no notebook to have run: the statements."""
        yield STATEMENTS, self._statements()
        first_page.parts(self._first, "")  # compiles the templates, while no page is due yet

    def add(self, name: str, notebook: NotebookNode) -> Iterator[tuple[str, str]]:
        """Those of a notebook that has run, and of its annexes; in any order."""
        yield from notebook_pages(self.layout, name, notebook)
        self._answers[name] = first_page.parts(notebook, name)

    def closing(self) -> Iterator[tuple[str, str]]:
        """The index, with the answers of all."""
        yield "index.html", index_page(self.layout, self._answers)
