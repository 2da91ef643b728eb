"""Whoever follows a page gets what it prints; what reads pages does see a difference."""

import re

import pandas as pd
import pytest

from tests import pages
from tests.conftest import ROOT
from zoneecon.report.charts.trends import HEADLINE
from zoneecon.report.sentences.trends import FEWEST
from zoneecon.targets.asked import BEND
from zoneecon.targets.verdicts import UNLIKELY, VERY_UNLIKELY
from zoneecon.text.catalogue import EDGES

FOLLOWED = sorted(
    path.relative_to(ROOT / "docs").as_posix()
    for path in (ROOT / "docs").rglob("*.md")
    if "```console\n$ zoneecon new" in path.read_text(encoding="utf-8")
)


@pytest.mark.long
@pytest.mark.parametrize("name", FOLLOWED)
def test_a_page_is_true_as_printed(name, tmp_path, plain_look):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    reader = pages.Reader(tmp_path)
    came = reader.renewed(page)
    assert list(pages.differences(page, came)) == [] and reader.failed == []


def benchmark(name: str) -> str:
    return (ROOT / "benchmarks" / f"{name}.md").read_text(encoding="utf-8")


def coverage(model: str) -> int:
    """What an 80 % band of a model covered, in per cent, by the table of all models."""
    row = re.search(rf"^\| {model} \| [^|]+ \| [^|]+ \| (\S+) / ", benchmark("short_series"), re.M)
    return round(float(row[1]))


def test_the_method_page_says_what_was_measured():
    page = " ".join((ROOT / "docs" / "method.md").read_text(encoding="utf-8").split())
    eras = pd.read_csv(ROOT / "data" / "raw" / "reference" / "model_eras.csv")
    many = 100 * eras[(eras["model"] == HEADLINE) & (eras["n"] >= FEWEST)]["coverage_80"]
    (city,) = 100 * eras[eras["panel"] == "chinese_city_secondary"]["coverage_80"]
    inside = benchmark("inside_view")
    multiples = re.search(r"^\| parent \| n \| ×(.*) \|$", inside, re.M)[1].split(" | ×")
    tail = re.search(r"^\| number of windows expected / seen .*$", inside, re.M)[0]
    seen = dict(zip(multiples, re.findall(r"/ (\d+)", tail), strict=True))
    unseen = next(one for one, count in seen.items() if count == "0")
    for said in (
        f"a random walk with drift covers {coverage('random_walk_with_drift')} % where it says",
        f"least squares on a line in logs {coverage('log_linear_trend')} %.",
        f"over {len(many)} eras of panels",
        f"covered from {many.min():.0f} to {many.max():.0f} %",
        f"Chinese cities in the newest era {city:.0f} %",
        f"above $B = {100 * BEND:g}$ % a year",
        f"unlikely from {100 * UNLIKELY:g} %, very unlikely from {100 * VERY_UNLIKELY:g} %",
        f"Below {100 * EDGES[-1]:g} % a band is printed",
        f"Beyond a multiple of about {unseen} the form is an upper end",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("printed", "came", "same"),
    [
        ("$ a\none\n", "$ a\none\n", True),
        ("$ a\none\n", "$ a\ntwo\n", False),
        ("$ a\n...\n", "$ a\none\ntwo\n", True),
        ("$ a\n...\nthree\n", "$ a\none\ntwo\n", False),
        ("$ a\nReport: …/index.html\n", "$ a\nReport: x/1/index.html\n", True),
        ("$ a\n", "$ a\nsomething\n", False),
    ],
)
def test_a_difference_is_seen(printed, came, same):
    assert pages.as_printed(printed, came) is same


def test_what_is_typed_is_run_answered_and_noted_where_it_fails(tmp_path):
    page = (
        "```console\n$ cat file.txt\n一\n$ iconv -f gb18030 -t utf-8 gb.txt\n二\n"
        "$ printf 'Sure? [y/N] '; read a; echo \"$a!\"\nSure? [y/N] y\n...\n$ false\n```\n"
        "```toml\n# file.txt\nmore = 1\n```\n```pycon\n>>> 1 + 1\n3\n```\n"
    )
    reader = pages.Reader(tmp_path)
    came = reader.renewed(page)
    assert (tmp_path / "file.txt").read_text("utf-8") == "一\n\nmore = 1\n"
    assert (tmp_path / "gb.txt").read_bytes() == "二\n".encode("gb18030")
    assert "y!" in came and ">>> 1 + 1\n2\n" in came
    assert [one.partition(":")[0] for one in reader.failed] == ["false"]
    assert len(list(pages.differences(page, came))) == 1
