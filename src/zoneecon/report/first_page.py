"""What does the first page of a report repeat? The parts of its notebooks that answer.

A cell tagged `answer` is a part of the first page; its other tags say what it is (`lead`, `cards`,
`must` …), and the stylesheet where it stands. A table in a part of cards is one card a row.
"""

import re
from typing import NamedTuple

from bs4 import BeautifulSoup
from nbformat import NotebookNode

from zoneecon.report import markup
from zoneecon.report.templating import template

ANSWER, CARDS = "answer", "cards"


class Part(NamedTuple):
    """What a cell answers: the classes of its section, the heading above it, cleaned HTML."""

    classes: str
    heading: str
    body: str


def parts(notebook: NotebookNode, stem: str) -> list[Part]:
    """Those of an executed notebook, in its order; `stem` tells its drawings from others'."""
    cells, headings, heading = [], [], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = re.findall(r"^## (.+)$", cell.source, flags=re.MULTILINE)
            heading = found[-1].strip() if found else heading
        elif ANSWER in _tags(cell) and not _tags(cell) & markup.INTERNAL:
            cells.append(cell)
            headings.append(heading)
            heading = ""
    if not cells:
        return []
    soup = markup.notebook_body(NotebookNode(notebook | {"cells": cells}), stem)
    deal(soup)
    found = []
    for cell, heading, area in zip(cells, headings, soup.select("div.cell"), strict=True):
        body = "".join(str(output) for output in area.select("div.output"))
        if BeautifulSoup(body, "html.parser").find(["p", "table", "img", "svg", "ul", "pre"]):
            found.append(Part(" ".join(sorted(_tags(cell) - {ANSWER})), heading, body))
    return found


def _tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def deal(soup: BeautifulSoup) -> None:
    """Make a card of every row of the tables in cells of cards."""
    for table in soup.select(f"div.cell.{CARDS} table"):
        heads, *rows = (
            [cell.get_text().strip() for cell in row.find_all(["th", "td"])]
            for row in table.find_all("tr")
        )
        cards = [(row[0], list(zip(heads[1:], row[1:], strict=True))) for row in rows]
        text = markup.clean(template("cards").render(cards=cards))
        table.replace_with(BeautifulSoup(text, "html.parser"))
