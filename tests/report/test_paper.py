"""Every page of a report, as committed, on screen and on paper: nothing cut, everything readable.

The pages are made of the committed notebooks; a Chromium shows and prints them.
"""

import io
import itertools
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from tests import browser, paper
from tests.conftest import ROOT
from zoneecon.data import folders
from zoneecon.data.files.checkout import Checkout
from zoneecon.report import html, pdf, templating

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
CHROMIUM = browser.find_chromium()
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here (apt install chromium); pages are not shown"
)


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """A folder with every page of the committed notebooks."""
    folder = tmp_path_factory.mktemp("report")
    checkout = Checkout.find(ROOT)
    (zone,) = checkout.zones()
    every = [folders.load_folder(one) for one in (checkout.place(zone), *checkout.around())]
    sources = pd.concat([one.sources for one in every]).drop_duplicates("source")
    statements = pd.concat([one.statements for one in every], ignore_index=True)
    read = {path.stem: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
    made = html.Edition(read, statements, sources, "zone · known then")
    added = itertools.chain.from_iterable(made.add(*one) for one in read.items())
    for name, text in itertools.chain(made.opening(), added, made.closing()):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shown():
    with browser.chromium(CHROMIUM) as running:
        yield running


def opened(running, path: Path, width: int = 1280, **options):
    context = running.new_context(viewport={"width": width, "height": 800}, **options)
    page = context.new_page()
    browser.listen(page)
    page.goto(path.as_uri())
    return page


def pages(report: Path) -> list[Path]:
    found = sorted(report.glob("*.html"))
    assert len(found) >= len(NOTEBOOKS) + 2
    return found


# --- without a browser ------------------------------------------------------------------------


def test_every_page_is_light_valid_and_in_order(report):
    html5lib = pytest.importorskip("html5lib", reason="python -m pip install html5lib")
    for path in pages(report):
        text = path.read_text(encoding="utf-8")
        assert len(text.encode()) < 3_000_000, path.name
        html5lib.HTMLParser(strict=True).parse(text)
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
        rises = [after - before for before, after in itertools.pairwise(levels)]
        assert levels[0] == 1 and levels.count(1) == 1 and max(rises, default=0) <= 1, path.name
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path.name
        assert not re.findall(r"<(img|svg)(?![^>]*(alt|aria-label)=\"[^\"]+)", text), path.name


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(w * s for w, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_text_has_the_contrast_of_aa(scheme):
    sheet = (templating.FOLDER / "report.css").read_text(encoding="utf-8")
    found = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", one)) for one in sheet.split(":root")[1:]]
    light, dark, printed = found
    colours = {"light": light, "dark": light | dark, "paper": light | printed}[scheme]
    for text in ("ink", "soft", "accent"):
        for ground in ("paper", "tint", "mark"):
            if (text, ground) != ("soft", "mark") and colours[ground] != "transparent":
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)


# --- on screen --------------------------------------------------------------------------------


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_page_is_wider_than_its_screen_or_asks_for_anything(report, shown, width):
    for path in pages(report):
        page = opened(shown, path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert [said for said in page.complaints if "file:" not in said] == []
        page.context.close()


#: Colour of every text against what lies behind it, each pair once; pictures have their own ground.
PAIRS = """() => {
  const seen = new Map();
  const solid = one => {
    for (; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$|transparent/.test(colour)) return colour;
    }
  };
  for (const one of document.querySelectorAll('body *')) {
    const says = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (one.closest('svg') || !says) continue;
    const pair = [getComputedStyle(one).color, solid(one)];
    seen.set(pair.join(), [...pair, one.outerHTML.slice(0, 90)]);
  }
  return [...seen.values()];
}"""


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_on_a_page_has_the_contrast_of_aa(report, shown, scheme):
    for path in pages(report):
        page = opened(shown, path, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for *pair, where in page.evaluate(PAIRS):
            text, ground = (
                "#" + "".join(f"{int(n):02x}" for n in re.findall(r"\d+", colour)[:3])
                for colour in pair
            )
            assert contrast(text, ground) >= 4.5, (path.name, text, ground, where)
        page.context.close()


@needs_chromium
def test_a_keyboard_reaches_the_text_the_pages_and_what_scrolls(report, shown):
    page = opened(shown, report / "05_targets.html", 390)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    scrolled = page.locator(".table").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.tabIndex)"
    )
    assert scrolled and set(scrolled) == {0}
    page.context.close()


@needs_chromium
def test_the_answer_its_reason_and_what_to_do_stand_on_the_first_screen(report, shown):
    page = opened(shown, report / "index.html")
    ends = page.locator(".lead, .cards, .must, .next").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().bottom)"
    )
    assert len(ends) == 4 and max(ends) <= 800
    page.context.close()


# --- on paper ---------------------------------------------------------------------------------


@needs_chromium
def test_nothing_is_cut_off_in_the_column_that_paper_has(report, shown):
    for path in pages(report):
        across = "size: A4 landscape;" in path.read_text(encoding="utf-8")
        width = paper.ACROSS if across else paper.COLUMN
        page = opened(shown, path, width)
        page.emulate_media(media="print")
        assert page.evaluate(paper.CUT_OFF, width) == [], path.name
        page.context.close()


@pytest.mark.long
@needs_chromium
def test_every_page_prints_with_all_its_text_on_the_sheet(report):
    pytest.importorskip("pdfplumber", reason="python -m pip install pdfplumber")
    for path in pages(report):
        printed = pdf.bound([("", path.read_text(encoding="utf-8"))])
        assert paper.outside(printed) == [], path.name


@needs_chromium
@pytest.mark.parametrize("name", ["index", "00_summary"])
def test_the_answer_stands_on_one_sheet(report, name):
    from pypdf import PdfReader

    printed = pdf.bound([("", (report / f"{name}.html").read_text(encoding="utf-8"))])
    assert len(PdfReader(io.BytesIO(printed)).pages) == 1


@needs_chromium
def test_pages_are_numbered_a4_and_bound_with_a_bookmark_each(report, tmp_path):
    pdfplumber = pytest.importorskip("pdfplumber", reason="python -m pip install pdfplumber")
    for name in ("index", "07_tracking"):
        (tmp_path / f"{name}.html").write_bytes((report / f"{name}.html").read_bytes())
    (tmp_path / "report.pdf").write_bytes(pdf.of_report(tmp_path))
    assert paper.outside((tmp_path / "report.pdf").read_bytes()) == []
    with pdfplumber.open(tmp_path / "report.pdf") as book:
        first, second = book.pages[:2]
        assert round(first.width), round(first.height) == (595, 842)
        text = first.extract_text()
        assert "1 / 1" in text and text.startswith("Can the targets be reached?")
        assert "zone · known then" in text and "1 / " in second.extract_text()
        assert not [
            link for page in book.pages for link in page.hyperlinks if "file" in link["uri"]
        ]
        titles = [item["title"] for item in _outline(tmp_path / "report.pdf")]
    assert titles == [
        re.search(r"<title>(.*?)</title>", (report / f"{name}.html").read_text("utf-8"))[1]
        for name in ("index", "07_tracking")
    ]


def _outline(path: Path) -> list[dict]:
    from pypdf import PdfReader

    return [{"title": item.title} for item in PdfReader(path).outline]


def test_without_a_browser_one_sentence_says_what_to_do(monkeypatch, tmp_path):
    from zoneecon.errors import BadInput

    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    (tmp_path / "index.html").write_text("<title>T</title>", encoding="utf-8")
    with pytest.raises(BadInput, match=r"needs a Chromium.*open a page and print it"):
        pdf.of_report(tmp_path)
