"""The first page repeats what tagged cells answer, and nothing else; cards are cards."""

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from zoneecon.report import first_page, format, html, markup

NEW = nbformat.v4
TABLE = format.show(
    pd.DataFrame({"t": ["Steel", "Tea"], "v": ["unlikely", ""], "c": ["<b>1–5 %</b>", "3 %"]}),
    {"t": "target", "v": "verdict", "c": "chance"},
)


def cell(code: str, *tags: str, **output):
    outputs = [NEW.new_output(**output)] if output else []
    return NEW.new_code_cell(code, metadata={"tags": list(tags)}, outputs=outputs)


def said(text: str) -> dict:
    return {"output_type": "stream", "text": text}


@pytest.fixture
def notebook():
    shown = {"output_type": "display_data", "data": {"text/html": TABLE._repr_html_()}}
    return NEW.new_notebook(
        cells=[
            NEW.new_markdown_cell("# Is it?\n\nIntroduction."),
            cell("hidden", "answer", "internal", **said("machinery")),
            cell("lead", "answer", "lead", "conclusion", **said("None is likely.\n")),
            cell("cards", "answer", "cards", **shown),
            NEW.new_markdown_cell("## What next"),
            cell("next", "answer", "next", **said("Ask.\nDecide.\n")),
            cell("more", "answer", "next", **said("Again.\n")),
            cell("other", **said("not repeated")),
            NEW.new_markdown_cell("## Empty"),
            cell("nothing", "answer", "checks"),
        ]
    )


def test_parts_have_their_tags_their_heading_once_and_no_code(notebook):
    parts = first_page.parts(notebook, "00")
    assert [(part.classes, part.heading) for part in parts] == [
        ("conclusion lead", ""),
        ("cards", ""),
        ("next", "What next"),
        ("next", ""),
    ]
    text = BeautifulSoup(" ".join(part.body for part in parts), "html.parser").get_text()
    assert "Decide." in text and "Again." in text
    assert not any(word in text for word in ("machinery", "not repeated", "code", "hidden"))


def test_a_table_of_cards_is_a_card_a_row_and_markup_in_it_stays_text(notebook):
    soup = markup.notebook_body(notebook)
    first_page.deal(soup)
    cards = soup.select("ul.deck > li")
    assert [card.find("p").get_text() for card in cards] == ["Steel", "Tea"]
    assert [[one.get_text() for one in card("dt")] for card in cards] == [
        ["verdict", "chance"],
        ["chance"],  # an empty cell is left out
    ]
    assert cards[0].find_all("dd")[1].get_text() == "<b>1–5 %</b>" and not soup.find("table")


def test_the_first_page_has_every_part_in_order_and_leads_to_all_pages(notebook):
    layout = html.Layout({"00": "Is it?", "01": "Why?"}, {"index": "start"}, frozenset(), "zone")
    page = html.index_page(layout, {"00": first_page.parts(notebook, "00")})
    soup = BeautifulSoup(page, "html.parser")
    sections = [section["class"] for section in soup.select(".front > section")]
    assert sections == [["conclusion", "lead"], ["cards"], ["next"], ["next"], ["pages"]]
    assert [link["href"] for link in soup.select("section.pages a")] == ["00.html", "01.html"]
    assert not soup.select("details, nav.contents")
