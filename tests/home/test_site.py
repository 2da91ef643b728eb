"""The documentation site is built without a warning, and no link within it leads nowhere."""

import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

import zoneecon
from tests.conftest import ROOT
from zoneecon import cli, errors

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The built pages; `docs/made` is written in a copy, so that the checkout stays clean."""
    pytest.importorskip("myst_nb", reason="the extra `docs` is not installed")
    folder = tmp_path_factory.mktemp("site")
    ignored = shutil.ignore_patterns("made", "site", "__pycache__")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=ignored)
    for name in ("src", "data", "notebooks"):
        (folder / name).symlink_to(ROOT / name)
    build = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "docs", "html"]
    done = subprocess.run(build, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


def written(site: Path) -> list[Path]:
    """The pages; the theme's own templates lie beside its scripts."""
    return [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]


def targets(soup: BeautifulSoup) -> set[str]:
    return {one[name] for name in ("id", "name") for one in soup.find_all(attrs={name: True})}


def test_every_link_within_the_site_leads_somewhere(site):
    pages = {path: BeautifulSoup(path.read_text("utf-8"), "html.parser") for path in written(site)}
    lost = []
    for path, soup in pages.items():
        for link in soup.find_all(["a", "link", "img", "script"]):
            goal = urlsplit(link.get("href") or link.get("src") or "")
            if goal.scheme or goal.netloc or not (goal.path or goal.fragment):
                continue
            there = (path.parent / unquote(goal.path)).resolve() if goal.path else path
            known = targets(pages[there]) if there in pages else None
            if not there.is_file() or (
                goal.fragment and known is not None and unquote(goal.fragment) not in known
            ):
                lost.append((path.relative_to(site).as_posix(), goal.geturl()))
    assert lost == [] and len(pages) > 25


def test_no_page_asks_another_machine_for_anything(site):
    for path in written(site):
        soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        loaded = [
            one.get("src") or one.get("href")
            for one in soup.find_all(["script", "link", "img", "iframe"])
        ]
        assert not [one for one in loaded if one and one.startswith(("http:", "https:", "//"))], (
            path
        )


def test_the_reference_has_every_name_command_code_and_column(site):
    text = {
        name: (site / "made" / f"{name}.html").read_text("utf-8")
        for name in ("names", "commands", "exit_codes", "tables")
    }
    for name, where in zoneecon.FACE.items():
        assert f'id="{name.lower().replace("_", "-")}"' in text["names"], where
    (each,) = (one.choices for one in cli.parser()._actions if one.dest == "command")
    assert all(f"zoneecon {name}" in text["commands"] for name in each)
    assert all(one.__name__ in text["exit_codes"] for one in (errors.Busy, errors.BadInput))
    for path in (ROOT / "data" / "processed").glob("*/*.csv"):
        assert f'id="{path.stem}"' in text["tables"]
    assert "<math" in (site / "method.html").read_text("utf-8")
