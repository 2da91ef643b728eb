"""Whoever follows a page gets what it prints; what reads pages does see a difference."""

import pytest

from tests import pages
from tests.conftest import ROOT

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
