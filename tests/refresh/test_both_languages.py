"""A report in two languages: the same pages, numbers and links, and no English on a Chinese page.

Words that may stand there are those of `tests/text/test_chinese.toml` and few of the data's own,
each with its reason; what is quoted in another language is marked as such.
"""

import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from tests.cases import tables
from tests.conftest import ROOT
from zoneecon.data.files import releases
from zoneecon.refresh import run

pytestmark = pytest.mark.long

WORDS = tomllib.loads((ROOT / "tests/text/test_chinese.toml").read_text("utf-8"))["words"]
ALLOWED = {*WORDS, *tables(__file__)["words"]}
WORD = re.compile(r"[A-Za-z]{2,}[A-Za-z0-9-]*", re.ASCII)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
#: Where one language has a number and the other a word: units, months, the years of a price path.
WORDED = re.compile(
    r"CNY 100m|1,000 persons|\d+(?:m|bn) yuan|\d+万元|above 100(?=亿元)|为1）|(?<=年)\d+月|k?m2"
    r"|\d{4}[-—]\d{4}年?"
)
#: Ids, files and addresses are the same in any language.
NAMES = re.compile(r"\b[A-Z]\d{3}[a-z]?\b|\b[\w./]+/[\w./]+|\b\w+_\w+\b")


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("checkout")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".*"))
    shutil.copyfile(ROOT / "requirements.lock", root / "requirements.lock")
    (zone,) = (path.name for path in (root / "data" / "processed").iterdir())
    done = run.refresh(zone, root=root, progress=False, language="zh")
    assert done.index.relative_to(root / "reports" / zone).as_posix().endswith("/zh/index.html")
    assert f"{done.index.parent.parent.name}/zh/index.html" in (
        root / "reports" / zone / "index.html"
    ).read_text("utf-8")
    return done.index.parent.parent


def pages(report: Path) -> list[str]:
    found = sorted(path.name for path in report.glob("*.html"))
    assert found == sorted(path.name for path in (report / "zh").glob("*.html")) and len(found) > 9
    return found


def soup(path: Path) -> BeautifulSoup:
    page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    for gone in page.select("style, details.code, code, [lang=en]:not(html)"):
        gone.decompose()
    return page


#: 80万 is 800,000.
MYRIADS = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)万(?=\s|$)")


def numbers(text: str) -> Counter:
    text = MYRIADS.sub(lambda found: f"{float(found[1]) * 10_000:.0f}", text)
    return Counter(one.replace(",", "") for one in NUMBER.findall(WORDED.sub("", text)))


def columns(table) -> int:
    """Columns to compare: a table of words shows an English reader the Chinese ones, too."""
    return 1 if table.find("td", string="已达到") or table.find("th", string="已达到") else 99


def test_no_english_stands_on_a_chinese_page(report):
    found = {
        (name, word)
        for name in pages(report)
        for text in soup(report / "zh" / name).find("body").find_all(string=True)
        for word in WORD.findall(NAMES.sub("", text))
    }
    assert sorted(one for one in found if one[1] not in ALLOWED) == []
    assert len(ALLOWED) <= 60


def test_each_page_says_its_language_and_leads_to_the_other(report):
    for name in pages(report):
        english, chinese = soup(report / name), soup(report / "zh" / name)
        assert (english.html["lang"], chinese.html["lang"]) == ("en", "zh")
        for page, folder in ((english, report), (chinese, report / "zh")):
            links = {a["href"].partition("#")[0] for a in page.select("a[href]")} - {""}
            local = [link for link in links if not link.startswith("http")]
            assert all((folder / link).is_file() for link in local), name
        assert chinese.select_one(f'a[href="../{name}"]') or "en" in str(
            BeautifulSoup((report / "zh" / name).read_text("utf-8"), "html.parser").select_one(
                "a[hreflang]"
            )
        )


def test_both_editions_show_the_same_numbers(report):
    for name in pages(report):
        english, chinese = (
            BeautifulSoup(path.read_text("utf-8"), "html.parser")
            for path in (report / name, report / "zh" / name)
        )
        both = [
            [
                [[numbers(cell.get_text()) for cell in row.select("td")][-shown:] for row in rows]
                for rows, shown in ((table.select("tbody tr"), columns(table)) for table in of)
            ]
            for of in (english.select("table"), chinese.select("table"))
        ]
        assert both[0] == both[1], name
        assert len(english.select("figure")) == len(chinese.select("figure")), name


def test_both_editions_say_the_same_numbers(report):
    for path in sorted(report.glob("[0-9]*.ipynb")):
        said = []
        for edition in (path, report / "zh" / path.name):
            notebook = nbformat.read(edition, as_version=4)
            outputs = (o for c in notebook.cells for o in c.get("outputs", []))
            said.append(numbers("".join(o.text for o in outputs if o.output_type == "stream")))
        only = said[1].keys() - said[0].keys()  # English writes counts below ten as words
        assert said[0].keys() <= said[1].keys() and max(map(len, only), default=0) <= 1, path.name


def test_tables_are_published_once_and_the_cells_of_both_are_numbered_alike(report):
    assert not (report / "zh" / "tables").exists() and list((report / "tables").glob("*.csv"))
    facts = releases.manifest(report)
    assert facts["front"] == "zh/index.html" and "zh/index.html" in facts["files"]
    for path in sorted(report.glob("[0-9]*.ipynb")):
        editions = [nbformat.read(one, as_version=4) for one in (path, report / "zh" / path.name)]
        ids, counts = (
            [[cell.get(name) for cell in one.cells] for one in editions]
            for name in ("id", "execution_count")
        )
        assert ids[0] == ids[1] and counts[0] == counts[1], path.name
