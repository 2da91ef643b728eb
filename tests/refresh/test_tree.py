"""A schedule leaves a clean tree, and a bookmark opens the newest whole report."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, Toy
from tests.refresh.test_run import ANSWER, HISTORY, write_notebook
from zoneecon import cli
from zoneecon.data.files import releases


def plant(toy: Toy) -> Path:
    """The toy zone, committed to git with this project's list of what git ignores."""
    write_notebook(toy.root, "00_answer", ANSWER)
    write_notebook(toy.root, "01_history", HISTORY)
    shutil.copyfile(ROOT / ".gitignore", toy.root / ".gitignore")
    (toy.root / "data" / "assumptions" / "toytown.toml").write_text(
        "as_of = 2022-03-01\n[simulation]\ndraws = 20000\nseed = 1\n", "utf-8"
    )
    git(toy.root, "init", "--quiet")
    commit(toy.root)
    return toy.root


@pytest.fixture
def tree(toy: Toy, monkeypatch) -> Path:
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    return plant(toy)


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=toy", "-c", "user.email=toy@example.org")
    run = subprocess.run(["git", *identity, *words], cwd=root, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "data")


def opened(root: Path) -> Path:
    """The report that `reports/toytown/index.html` opens."""
    reports = root / "reports" / "toytown"
    page = (reports / "index.html").read_text("utf-8")
    (run,) = [run for run in releases.runs(reports) if f"url={run.name}/index.html" in page]
    assert not releases.faults(run)
    return run


@pytest.mark.long
def test_a_schedule_leaves_a_clean_tree_and_no_hand_made_run_becomes_current(tree, capsys):
    def refresh(*options: str) -> str:
        assert cli.main(["refresh", "--if-changed", "--quiet", *options]) == 0
        assert git(tree, "status", "--porcelain") == ""
        return capsys.readouterr().out

    refresh()
    first = opened(tree)
    assert "Nothing new" in refresh() and opened(tree) == first
    later = tree / "data" / "raw" / "toytown" / "statements" / "later.csv"
    later.write_text(later.read_text("utf-8").replace(",120,", ",119,"), "utf-8")
    commit(tree)
    refresh()
    second = opened(tree)
    assert second != first and "119" in (second / "tables" / "history.csv").read_text("utf-8")
    for options in (("--as-of", "2021-08-31"), ("-p", "draws=2000")):
        assert "the newest report stays" in refresh(*options)
        assert "Nothing new" in refresh(*options)  # it is kept, only not as the newest
    assert opened(tree) == second and not (tree / "data" / "processed").exists()
    assert len(releases.runs(tree / "reports" / "toytown" / "beside")) == 2
    assert cli.main(["status"]) == 0
    said = capsys.readouterr().out
    assert f"reports/toytown/{second.name}/index.html" in said and "beside   2" in said
    assert cli.main(["export", "--to", str(tree / "reports" / "out")]) == 0
    assert "119" in (tree / "reports" / "out" / "history.csv").read_text("utf-8-sig")
