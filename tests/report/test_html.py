"""The HTML report: self-contained, harmless, every number one click from its sentence."""

import base64
import io
import itertools
import re

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from tests.cases import tables
from zoneecon.report import html
from zoneecon.report.charts import fonts

SCRIPT = "<script>alert(1)</script>"
GIVEN = {
    part: {name: text.replace("{script}", SCRIPT) for name, text in texts.items()}
    for part, texts in tables(__file__).items()
}
NEW = nbformat.v4


@pytest.fixture(params=[{}])
def pages(request):
    statements, sources = (pd.DataFrame([GIVEN[part]]) for part in ("statement", "source"))
    texts = GIVEN["notebook"]
    shown = NEW.new_output("display_data", {"text/html": texts["output"]})
    said = NEW.new_output("stream", text=texts["answer"])
    cells = [
        NEW.new_markdown_cell(texts["title"]),
        NEW.new_code_cell("1 + 1", execution_count=1, outputs=[shown]),
        NEW.new_code_cell(
            "print()", execution_count=2, metadata={"tags": ["answer"]}, outputs=[said]
        ),
        NEW.new_code_cell(
            "value",
            execution_count=3,
            outputs=[
                NEW.new_output(
                    "execute_result", {"text/plain": "'t.csv: 3 rows'"}, execution_count=3
                )
            ],
        ),
        NEW.new_code_cell("hidden", execution_count=4, metadata={"tags": ["internal"]}),
    ]
    one = {"00_summary": NEW.new_notebook(cells=cells)}
    made = html.Edition(one, statements, sources, f"toy {SCRIPT}", others=request.param)
    return dict(itertools.chain(made.opening(), made.add(*one.popitem()), made.closing()))


def test_there_is_a_page_a_notebook_a_list_of_statements_and_an_index(pages):
    assert set(pages) == {"00_summary.html", "statements.html", "index.html"}


@pytest.mark.parametrize("name", ["00_summary.html", "statements.html", "index.html"])
def test_nothing_in_a_page_can_run_or_load(pages, name):
    soup = BeautifulSoup(pages[name], "html.parser")
    assert not soup.find_all(["script", "iframe", "object", "embed", "link", "form", "svg"])
    assert not [t for t in soup.find_all(True) for a in t.attrs if a.startswith("on")]
    assert all(
        i["src"].startswith("data:image/png;base64,") for i in soup("img") if "src" in i.attrs
    )
    assert not [a for a in soup("a") if a.get("href", "").startswith("javascript")]
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'")


def test_text_from_data_stays_text(pages):
    # where markup can be text (a stream, a quote), it is shown as typed
    assert "alert(1)" in BeautifulSoup(pages["00_summary.html"], "html.parser").get_text()
    assert "<script>" in BeautifulSoup(pages["statements.html"], "html.parser").get_text()


def test_a_known_id_leads_to_its_sentence_and_an_unknown_one_nowhere(pages):
    soup = BeautifulSoup(pages["00_summary.html"], "html.parser")
    links = {a.get_text(): a["href"] for a in soup.select("main a[href]")}
    assert links["Q001"] == "statements.html#Q001"
    assert "Q999" not in links
    target = BeautifulSoup(pages["statements.html"], "html.parser").find(id="Q001")
    assert "产值150亿元" in target.get_text() and "line 5" in target.get_text()


def test_a_value_s_own_text_and_what_is_internal_are_not_shown(pages):
    assert "t.csv" not in pages["00_summary.html"] and "hidden" not in pages["00_summary.html"]


def test_a_source_whose_address_is_a_copy_is_cited_without_it(pages):
    cited = BeautifulSoup(pages["statements.html"], "html.parser").select_one("#source-plan")
    assert cited.get_text() == f"开发区{SCRIPT}: 规划{SCRIPT} (2021-08-31) copy"
    assert cited.a["href"] == "http://mirror.example/plan"


@pytest.mark.parametrize("name", ["00_summary.html", "statements.html", "index.html"])
def test_every_page_is_valid_and_in_order(pages, name):
    html5lib = pytest.importorskip("html5lib", reason="python -m pip install html5lib")
    html5lib.HTMLParser(strict=True).parse(pages[name])
    soup = BeautifulSoup(pages[name], "html.parser")
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"h[1-6]"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for table in soup.find_all("table"):
        assert table.caption.get_text() and all(cell["scope"] for cell in table.find_all("th"))
        assert table.parent["tabindex"] == "0" and table.parent["aria-label"]
    assert soup.html["lang"] == "en" and soup.select_one("a.skip")["href"] == "#main"


def test_code_is_folded_and_sections_are_listed(pages):
    soup = BeautifulSoup(pages["00_summary.html"], "html.parser")
    assert soup.find("details").find("summary").get_text() == "code"
    section = soup.select_one("nav.contents a")
    assert section.get_text() == "Part" and soup.find(id=section["href"][1:]).name == "h2"


def test_the_index_repeats_the_answer(pages):
    front = BeautifulSoup(pages["index.html"], "html.parser").select_one(".front")
    assert "Yes" in front.get_text()


def test_columns_of_words_read_from_the_left(pages):
    row = BeautifulSoup(pages["00_summary.html"], "html.parser").find_all("td")
    assert row[0]["class"] == ["n"] and "n" not in row[1].get("class", [])


@pytest.mark.parametrize("pages", [{"zh": "../zh/"}], indirect=True)
def test_every_page_leads_to_itself_in_the_other_language(pages):
    for name, page in pages.items():
        soup = BeautifulSoup(page, "html.parser")
        (other,) = soup.select("a[hreflang]")
        assert other["href"] == f"../zh/{name}" and other["lang"] == other["hreflang"] == "zh"
        assert other.get_text() == "中文" and soup.html["lang"] == "en"


def test_a_page_brings_the_chinese_that_it_shows_and_no_more(pages):
    def brought(page: str) -> set[str]:
        found = re.search(r"url\(data:font/woff;base64,([^)]+)\)", page)
        font = TTFont(io.BytesIO(base64.b64decode(found[1]))) if found else None
        return {chr(code) for code in font.getBestCmap()} if font else set()

    statements = BeautifulSoup(pages["statements.html"], "html.parser").get_text()
    shown = {c for c in statements if ord(c) >= fonts.CHINESE}
    assert "亿" in shown and brought(pages["statements.html"]) == shown
    assert brought(pages["index.html"]) == set()  # it shows none
    assert pages["statements.html"].count("unicode-range:U+2E80-FFEF") == 1
    assert fonts.face("亿元 150") == fonts.face("元亿元 7") != fonts.face("元")


def test_a_page_says_which_signs_no_carried_font_can_show(pages):
    assert "without a Chinese font" not in pages["statements.html"]
    layout = html.Layout({}, {}, frozenset(), "zone")
    page = html.page(layout, "p", "t", BeautifulSoup("<p>\U00020000\u94a2</p>", "html.parser"))
    assert "cannot be shown: \U00020000." in BeautifulSoup(page, "html.parser").get_text()
