"""A release appears whole or not at all, and what was damaged later loses nothing else."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from zoneecon.data.files import releases
from zoneecon.data.files.checkout import Checkout

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
#: What Python reports before it is done: every step at which a process can be cut short.
STEPS = ("open", "os.", "shutil.", "ctypes.")
FILES = ("index.html", "inputs.html", "tables/a.csv", "tables/b.csv")


def publish(reports: Path, content: str, keep: int = 10) -> Path:
    """What a refresh does once two pages and two tables that say the same are made."""
    stage = reports / f".staging-{content}" / "release"
    for name in FILES:
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).write_text(f"{content} {name}\n", encoding="utf-8")
    facts = {"inputs": {"a.csv": content}, "request": {"zone": "z"}, "notebooks": {}}
    facts |= {"as_of": "2021-08-31", "started": "", "seconds": 1.0, "reasons": []}
    run = releases.publish(stage, reports, {**facts, "order": content})
    releases.prune(reports, keep)
    return run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Folder of reports with one release."""
    folder = tmp_path / "reports" / "z"
    folder.mkdir(parents=True)
    publish(folder, "1")
    return folder


def content(run: Path) -> str:
    """First word of every file of a release: one word, for all are of one release."""
    assert not releases.faults(run)
    (word,) = {(run / name).read_text(encoding="utf-8").split()[0] for name in FILES}
    return word


def newest(reports: Path) -> str:
    """What the newest whole release says, which `index.html` must open."""
    run = releases.current(reports)
    assert run is not None
    return content(run)


def opened(reports: Path) -> str:
    """What the page opens that a person has as a bookmark."""
    page = (reports / "index.html").read_text(encoding="utf-8")
    (run,) = [run for run in releases.runs(reports) if f"url={run.name}/index.html" in page]
    return content(run)


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
def test_cut_short_at_any_step_the_old_or_the_new_release_counts_whole(
    reports, tmp_path, monkeypatch
):
    monkeypatch.setattr(os, "fsync", lambda _: None)  # a killed process loses no page of the disk
    kept, at, seen = tmp_path / "kept", 0, []
    shutil.copytree(reports, kept)
    going = True
    while going:
        at += 1
        going = cut_short(lambda: publish(reports, "2", keep=1), at)
        seen.append(newest(reports))
        releases.settle(reports)
        assert newest(reports) == opened(reports) == seen[-1]
        left = {path.name for path in reports.iterdir()}
        assert not any(name.startswith(".staging") for name in left)
        publish(reports, "3")
        assert newest(reports) == opened(reports) == "3"
        shutil.rmtree(reports)
        shutil.copytree(kept, reports)
    assert set(seen) == {"1", "2"} and sorted(seen) == seen and at > 40


@needs_fork
def test_who_asks_once_never_reads_two_releases(reports):
    writer = os.fork()
    if not writer:
        code = 1
        try:
            for number in range(2, 82):
                publish(reports, str(number), keep=100)
            code = 0
        finally:
            os._exit(code)
    read = set()
    while not os.waitpid(writer, os.WNOHANG)[0]:
        read.add(newest(reports))
    assert len(read) > 5 and newest(reports) == "81"


def test_files_and_folders_are_held_by_the_disk_before_a_release_counts(reports, monkeypatch):
    synced, moved = [], []
    rename, replace, sync = os.rename, os.replace, os.fsync

    def where(descriptor: int) -> str:
        return os.readlink(f"/proc/self/fd/{descriptor}")

    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("no /proc to name an open file by")
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(where(fd)), sync(fd)))
    monkeypatch.setattr(os, "rename", lambda *a: (moved.append(len(synced)), rename(*a)))
    monkeypatch.setattr(os, "replace", lambda *a: (moved.append(len(synced)), replace(*a)))
    run = publish(reports, "2")
    released, pointed = moved[:2]
    before = {name.partition("/release")[2] for name in synced[:released]}
    everything = {str(path.relative_to(run)) for path in run.rglob("*")}
    assert before == {"", *(f"/{name}" for name in everything)}
    assert str(reports) in synced[released:pointed]


# --- the clock -------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1970, 2999])
def test_a_clock_set_back_or_forward_hides_and_removes_nothing(reports, monkeypatch, year):
    import datetime

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(year, 1, 1, tzinfo=tz)

    with monkeypatch.context() as patched:
        patched.setattr(datetime, "datetime", Clock)
        publish(reports, "2")
    assert newest(reports) == opened(reports) == "2"
    publish(reports, "3", keep=2)
    releases.settle(reports)
    assert [content(run) for run in releases.runs(reports)] == ["2", "3"]


def test_releases_of_before_that_were_named_by_the_time_are_older_than_any_other(reports):
    old = reports / "20260728t061700123456-77"
    shutil.copytree(releases.current(reports), old)
    assert releases.runs(reports)[0] == old and newest(reports) == "1" == content(old)
    publish(reports, "2", keep=2)
    assert [content(run) for run in releases.runs(reports)] == ["1", "2"] and not old.exists()


# --- damage ----------------------------------------------------------------------------------


def missing(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def one_bit_changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_link_to_nothing(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


DAMAGE = (missing, empty, cut, one_bit_changed)
#: What no power cut leaves, but a hand may.
ODD = (a_folder, a_link_to_nothing, *([a_pipe] if hasattr(os, "mkfifo") else []))


def put_back(path: Path, kept: bytes) -> None:
    """A file as it was, whatever lies in its place."""
    path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
    path.write_bytes(kept)


@pytest.mark.parametrize("damage", (*DAMAGE, *ODD))
def test_any_damage_to_any_file_is_seen_and_the_newest_whole_release_counts(reports, damage):
    for run, rest in ((publish(reports, "2"), "1"), (releases.runs(reports)[0], "2")):
        for path in sorted(path for path in run.rglob("*") if path.is_file()):
            kept = path.read_bytes()
            damage(path)
            name = path.relative_to(run).as_posix()
            gone = damage in (missing, a_link_to_nothing)
            assert releases.faults(run) == {name: "missing" if gone else "changed"}
            assert newest(reports) == rest
            put_back(path, kept)
            assert not releases.faults(run)


@pytest.mark.parametrize("damage", ODD)
def test_whatever_lies_in_the_place_of_the_page_that_opens_reports_the_newest_counts(
    reports, damage
):
    damage(reports / "index.html")
    run = releases.current(reports)
    assert run and not releases.points_to(reports, run)
    publish(reports, "2")
    assert newest(reports) == "2"


@pytest.mark.parametrize(
    "text", ["[1]", "[" * 200_000, "{}", '{"files": {}}', '{"files": {"index.html": null}}']
)
def test_a_manifest_that_no_name_vouches_for_must_say_all_that_is_asked_of_it(reports, text):
    old = reports / "20260728t061700123456-77"
    old.mkdir()
    (old / releases.MANIFEST).write_text(text, encoding="utf-8")
    assert releases.faults(old) == {releases.MANIFEST: "changed"} and newest(reports) == "1"


def test_a_file_in_the_place_of_a_release_hides_no_other(reports):
    gone = publish(reports, "2")
    shutil.rmtree(gone)
    gone.write_text("x", encoding="utf-8")
    assert newest(reports) == "1" and releases.faults(gone) == {releases.MANIFEST: "missing"}


def test_a_damaged_release_is_never_removed_and_keeps_no_whole_one_out(reports):
    damaged = publish(reports, "2")
    empty(damaged / releases.MANIFEST)
    releases.settle(reports)
    assert damaged.is_dir() and newest(reports) == opened(reports) == "1"
    publish(reports, "3", keep=2)
    assert damaged.is_dir() and releases.survey(reports).damaged
    assert [content(run) for run in reversed(releases.whole(reports))] == ["1", "3"]


def test_a_number_is_given_once_also_after_damage(reports):
    empty(publish(reports, "2") / releases.MANIFEST)
    publish(reports, "3")
    assert [run.name[:6] for run in releases.runs(reports)] == ["000001", "000002", "000003"]


def test_the_last_releases_are_kept_and_older_ones_dropped(reports):
    for number in "23456":
        publish(reports, number, keep=3)
    assert [content(run) for run in releases.runs(reports)] == ["4", "5", "6"]


def test_an_order_is_answered_by_a_whole_release_only(reports):
    run = publish(reports, "2")
    assert releases.made_for(reports, "2") == run and releases.made_for(reports, "9") is None
    empty(run / "index.html")
    assert releases.made_for(reports, "2") is None


def test_what_is_no_release_is_neither_read_nor_removed(reports):
    for name in ("000009-notes", "20260101", "mine"):
        (reports / name).mkdir()
    (reports / "000010-20260101t0000-0123456789ab").write_text("a file")
    releases.settle(reports)
    publish(reports, "2", keep=1)
    assert newest(reports) == "2"
    assert {"000009-notes", "20260101", "mine"} < {path.name for path in reports.iterdir()}


@pytest.mark.parametrize(("name", "goes"), [("zoneecon-a1b2", True), ("photographs", False)])
def test_sockets_go_with_a_staging_folder_and_nothing_else_that_it_names(reports, name, goes):
    elsewhere = reports.parent.parent / name
    elsewhere.mkdir()
    stage = reports / ".staging-7"
    stage.mkdir()
    (stage / "sockets").write_text(str(elsewhere), encoding="utf-8")
    releases.settle(reports)
    assert not stage.exists() and elsewhere.exists() is not goes


def test_what_is_damaged_is_said_a_sentence_each_and_nothing_else(reports):
    checkout = Checkout(reports.parents[1])
    assert releases.complaints(checkout, reports) == []
    missing(reports / "index.html")
    (pointer,) = releases.complaints(checkout, reports)
    assert pointer.startswith("reports/z/index.html: ")
    last = publish(reports, "2")
    assert releases.complaints(checkout, reports) == []
    empty(last / "tables/a.csv")
    damaged, pointer = releases.complaints(checkout, reports)
    assert damaged.startswith(f"reports/z/{last.name}: ") and "tables/a.csv" in damaged
    assert pointer.startswith("reports/z/index.html: ")
    releases.settle(reports)  # the page opens the newest whole one again
    assert releases.complaints(checkout, reports) == [damaged]


def test_of_many_faults_three_are_told_and_how_many_more():
    wrong = {f"{name}.csv": "changed" for name in "abcde"}
    told = releases.listed(wrong)
    assert [name in told for name in wrong] == [True, True, True, False, False]
    assert "2 more" in told and "more" not in releases.listed({"a.csv": "changed"})
