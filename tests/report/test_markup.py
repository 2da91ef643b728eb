"""What a notebook shows becomes harmless, readable HTML."""

import copy

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from zoneecon.report import html, markup, templating

NEW = nbformat.v4
SVG = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" '
    'viewBox="0 0 9 9"><metadata>m</metadata><defs><style>*{fill:red}</style>'
    '<path id="p1" d="M 0 0"/></defs><g id="a" clip-path="url(#p1)" onclick="alert(1)">'
    '<title>500</title><use href="#p1"/><use xlink:href="http://x/#p1"/>'
    '<path d="M 0 0" style="fill: url(http://x/y)"/><path d="M 1 1" style="fill: #123456"/>'
    '<rect fill="url(http://x/z)"/><rect fill="#abcdef"/>'
    '<script>alert(2)</script><foreignObject><img src="x" onerror="alert(3)"></foreignObject>'
    "</g></svg>"
)


def body(*cells) -> BeautifulSoup:
    soup = markup.notebook_body(NEW.new_notebook(cells=list(cells)))
    markup.link_pages(soup, {"02_past": "the past"})
    markup.readable(soup)
    return soup


def code(*outputs, **more):
    return NEW.new_code_cell("1", execution_count=1, outputs=list(outputs), **more)


def shown(table: pd.DataFrame):
    return code(NEW.new_output("display_data", {"text/html": table.to_html(index=False)}))


def kinds(table: pd.DataFrame) -> dict[str, str]:
    heads = body(shown(table)).find("thead").find_all("th")
    return {head.get_text(): head.get("class", "") for head in heads}


def test_words_stand_left_numbers_right_and_sentences_have_room():
    table = pd.DataFrame(
        {
            "number": ["1,234.5", "under 1 %", "", "−3 亿元"],
            "id": ["Q126;Q131", "Q001", "", "C005"],
            "word": ["steel", "2", "a", "b"],
            "sentence": ["w " * 30, "x", "y", "z"],
        }
    )
    assert kinds(table) == {"number": "n", "id": "ids", "word": "short", "sentence": "long"}


def test_ids_in_a_cell_are_a_link_each():
    soup = body(shown(pd.DataFrame({"id": ["Q126;Q131"], "text": ["(Q126, Q131)"]})))
    markup.link_statements(soup, {"Q126", "Q131"}, "statements.html")
    ids, text = soup.find_all("td")
    assert ids.get_text() == "Q126 Q131" and text.get_text() == "(Q126, Q131)"
    assert [a["href"] for a in ids("a")] == ["statements.html#Q126", "statements.html#Q131"]


def test_a_table_has_a_caption_from_its_heading_scopes_and_a_frame_for_the_keyboard():
    cells = NEW.new_markdown_cell("## What binds"), shown(pd.DataFrame({"a": [1]}))
    soup = body(*cells)
    assert soup.caption.get_text() == "Table 1. What binds"
    assert soup.th["scope"] == "col" and soup.table.parent["role"] == "region"


def test_a_table_without_rows_is_a_word():
    soup = body(shown(pd.DataFrame({"a": []})), shown(pd.DataFrame({"a": [1]})))
    assert soup.p.get_text() == "No rows." and len(soup.find_all("table")) == 1
    assert soup.caption.get_text().startswith("Table 1.")


def test_a_cell_in_another_language_says_so():
    first, second = body(shown(pd.DataFrame({"a": ["钢铁产值", "steel"]}))).find_all("td")
    assert first["lang"] == "zh" and "lang" not in second.attrs


def test_a_long_table_becomes_an_annex_of_its_own():
    rows = pd.DataFrame({"row": range(markup.ANNEX), "note": "x"})
    note = NEW.new_notebook(cells=[NEW.new_markdown_cell("# Q\n\n## Rows"), shown(rows)])
    nothing = pd.DataFrame({"id": []})
    pages = dict(html.notebook_pages(html.layout({"05_t": note}, nothing, "line"), "05_t", note))
    assert list(pages) == ["05_t-annex-1.html", "05_t.html"]
    page = BeautifulSoup(pages["05_t.html"], "html.parser")
    assert page.find("table") is None
    link = page.select_one("main a")
    assert link["href"] == "05_t-annex-1.html" and "40 rows" in link.get_text()
    annex = BeautifulSoup(pages["05_t-annex-1.html"], "html.parser")
    assert len(annex.select("tbody tr")) == markup.ANNEX
    assert annex.select_one("main a")["href"] == "05_t.html"


def test_a_drawing_is_part_of_the_page_and_nothing_in_it_acts():
    figure = NEW.new_output(
        "display_data", {"image/svg+xml": SVG}, metadata={"image/svg+xml": {"alt": "Steel ends"}}
    )
    drawn = body(NEW.new_markdown_cell("## H"), code(figure), code(copy.deepcopy(figure)))
    assert len(drawn.find_all("svg")) == 2
    text = str(drawn)
    assert not any(word in text for word in ("alert", "http", "<style", "foreignObject", "onclick"))
    first, second = drawn.find_all("svg")
    assert first["aria-label"] == "Steel ends" and first.title.get_text() == "500"
    assert first.g["clip-path"] == "url(#drawing-1-p1)" and first.use["href"] == "#drawing-1-p1"
    assert second.g["id"] == "drawing-2-a" and "fill: #123456" in text
    assert 'fill="#abcdef"' in text
    assert drawn.figcaption.get_text() == "Figure 1"


def test_the_file_of_a_page_is_named_in_prose_by_the_page():
    told = body(NEW.new_markdown_cell("## H\n\nSee `02_past`, not `03_other`."))
    assert told.p.get_text() == "See the past, not 03_other."
    assert told.p.a["href"] == "02_past.html" and told.code.get_text() == "03_other"


def test_a_picture_of_dots_is_described_by_its_heading_if_it_says_nothing_itself():
    figure = NEW.new_output("display_data", {"image/png": "AAAA"})
    drawn = body(NEW.new_markdown_cell("## What binds"), code(figure))
    assert drawn.img["alt"] == "What binds"


def test_a_drawing_that_is_too_heavy_gives_way_to_dots():
    heavy = SVG + "x" * markup.HEAVIEST_DRAWING
    figure = NEW.new_output("display_data", {"image/svg+xml": heavy, "image/png": "AAAA"})
    drawn = body(code(figure))
    assert drawn.svg is None and drawn.img["src"] == "data:image/png;base64,AAAA"


def test_what_is_printed_is_a_paragraph_a_sentence():
    soup = body(code(NEW.new_output("stream", text="One.\n\nTwo <b>.\n")))
    assert [p.get_text() for p in soup.find_all("p")] == ["One.", "Two <b>."]


@pytest.mark.parametrize("text", ['a"b', "</style>", "a\\b", "a\nb", "钢"])
def test_a_title_on_paper_cannot_leave_its_string(text):
    import tinycss2

    rule = f"content: {templating.css_string(text)}"
    (declared,) = tinycss2.parse_declaration_list(rule)
    (value,) = [token for token in declared.value if token.type != "whitespace"]
    assert value.type == "string" and value.value == text
    assert "<" not in templating.css_string(text)
