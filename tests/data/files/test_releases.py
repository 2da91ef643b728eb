"""A release appears whole or not at all, wherever its making is cut short and whoever reads."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from zoneecon.data.files import releases as files_release
from zoneecon.errors import Busy

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
#: What Python reports before it is done: every step at which a process can be cut short.
STEPS = ("open", "os.", "shutil.", "ctypes.")


def stage(folder: Path, content: str) -> Path:
    """A finished run that waits to be released: two pages and two tables that say the same."""
    for name in ("index.html", "inputs.html", "tables/a.csv", "tables/b.csv"):
        path = folder / "release" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{content} {name}\n", encoding="utf-8")
    facts = {"inputs": {"a.csv": content}, "request": {"zone": "z"}, "notebooks": {}}
    files_release.seal(folder / "release", facts)
    return folder / "release"


def publish(reports: Path, processed: Path, run: str, keep: int = 10) -> None:
    """What a refresh does once everything is made."""
    files_release.release(stage(reports / f".staging-{run}", run), reports / run)
    files_release.mirror(reports / run / "tables", processed)
    files_release.prune(reports, reports / files_release.RESULTS, keep)


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    """Folder of reports with one release, and the folder of its tables."""
    reports, processed = tmp_path / "reports" / "z", tmp_path / "processed" / "z"
    reports.mkdir(parents=True)
    processed.parent.mkdir()
    publish(reports, processed, "1")
    return reports, processed


def said(folder: Path) -> set[str]:
    """First word of every table in a folder: one word if all are of one release."""
    return {path.read_text(encoding="utf-8").split()[0] for path in folder.glob("*.csv")}


def whole(reports: Path) -> str:
    """Name of the release that counts, which must be complete."""
    run = files_release.current(reports)
    assert run is not None and files_release.damage(run) == []
    assert said(run / "tables") == {run.name}
    return run.name


def cut_short(action: Callable[[], None], at: int) -> bool:
    """Do it in a process that is gone before its `at`-th step; whether it got that far."""
    child = os.fork()
    if not child:
        left = [at]

        def hook(event: str, _: tuple) -> None:
            if event.startswith(STEPS):
                left[0] -= 1
                if not left[0]:
                    os._exit(9)

        try:
            sys.addaudithook(hook)
            action()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@needs_fork
@pytest.mark.parametrize("exchange", [True, False], ids=["one act", "two renames"])
def test_cut_short_at_any_step_the_old_or_the_new_release_counts_whole(
    place, monkeypatch, exchange, tmp_path
):
    reports, processed = place
    if not exchange:  # as on systems that cannot exchange two folders
        monkeypatch.setattr(files_release.sys, "platform", "other")
    kept, at, seen = tmp_path / "kept", 0, set()
    shutil.copytree(reports.parent, kept / "reports")
    shutil.copytree(processed.parent, kept / "processed")
    going = True
    while going:
        at += 1
        going = cut_short(lambda: publish(reports, processed, "2", keep=1), at)
        seen.add(now := whole(reports))
        if processed.is_dir():  # with two renames it may be aside for a moment
            assert len(said(processed)) == 1 and len(list(processed.iterdir())) == 2
        else:
            assert not exchange
        with files_release.lock(reports / ".lock"):
            files_release.settle(reports, processed)
        assert said(processed) == {now} == {whole(reports)}
        left = {path.name for path in reports.iterdir()} - {"current", ".lock"}
        assert now in left and not any(name.startswith(".staging") for name in left)
        publish(reports, processed, "3")
        assert said(processed) == {"3"} == {whole(reports)}
        for folder in (reports.parent, processed.parent):
            shutil.rmtree(folder)
            shutil.copytree(kept / folder.name, folder)
    assert seen == {"1", "2"} and at > 40


@needs_fork
def test_who_resolves_once_never_reads_two_releases(place):
    reports, processed = place
    writer = os.fork()
    if not writer:
        code = 1
        try:
            for number in range(2, 152):
                publish(reports, processed, f"{number:03}", keep=100)
            code = 0
        finally:
            os._exit(code)
    reads, releases = 0, set()
    while not os.waitpid(writer, os.WNOHANG)[0]:
        run = files_release.current(reports)
        for path in sorted(run.rglob("*.csv")):
            assert path.read_text(encoding="utf-8").startswith(f"{run.name} ")
            reads += 1
        releases.add(run.name)
    assert reads > 100 and len(releases) > 5
    assert whole(reports) == "151"


def test_a_release_that_never_came_to_count_is_cleared(place):
    reports, processed = place
    os.rename(stage(reports / ".staging-2", "2"), reports / "2")  # and killed before `current`
    files_release.settle(reports, processed)
    assert whole(reports) == "1" and {p.name for p in files_release.runs(reports)} == {"1"}
    assert not list(reports.glob(".staging-*"))


def test_the_last_releases_are_kept_and_older_ones_dropped(place):
    reports, processed = place
    for number in "23456":
        publish(reports, processed, number, keep=3)
    assert [path.name for path in files_release.runs(reports)] == ["4", "5", "6"]


def test_damage_names_what_is_missing_or_different(place):
    run = files_release.current(place[0])
    (run / "tables" / "a.csv").write_text("9\n", encoding="utf-8")
    (run / "index.html").unlink()
    assert files_release.damage(run) == ["index.html", "tables/a.csv"]


def result(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "notebook.ipynb").write_text(content, encoding="utf-8")
    return folder


def test_a_result_is_found_by_what_was_read_and_by_nothing_else(tmp_path):
    kept, today = tmp_path / "store", {"data/a.csv": "1", "data/": "2"}
    now = lambda name: today.get(name, "absent")  # noqa: E731
    assert files_release.find(kept, "key", now) is None
    for content in ("one", "two"):  # the same inputs again: the newer result counts
        made = result(tmp_path / content, content)
        path = files_release.keep(kept, "key", made, {"reads": dict(today), "seconds": 1})
    assert files_release.find(kept, "key", now) == path
    assert (path / "notebook.ipynb").read_text(encoding="utf-8") == "two"
    assert files_release.find(kept, "other", now) is None
    today["data/a.csv"] = "3"
    assert files_release.find(kept, "key", now) is None
    today["data/a.csv"] = "1"
    today["data/b.csv"] = "a file that the notebook never read"
    assert files_release.find(kept, "key", now) == path


def test_results_that_no_release_names_are_dropped(place, tmp_path):
    reports, _ = place
    kept = reports / files_release.RESULTS
    files_release.keep(kept, "key", result(tmp_path / "made", "x"), {"reads": {}, "seconds": 1})
    files_release.prune(reports, kept, 10)
    assert list(kept.rglob("*.ipynb")) == []


def test_who_waits_for_the_lock_gets_it_when_it_is_free(tmp_path):
    began = time.monotonic()
    with (
        files_release.lock(tmp_path / "lock"),
        pytest.raises(Busy, match=f"process {os.getpid()}"),
    ):
        with files_release.lock(tmp_path / "lock", wait=0.2):
            pytest.fail("two hold one lock")
    assert time.monotonic() - began >= 0.2
    with files_release.lock(tmp_path / "lock"):
        pass
