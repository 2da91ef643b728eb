"""A file or a folder changes as a whole, and the disk holds it before anything relies on it."""

import os
import sys
from pathlib import Path

import pytest

from zoneecon.data.files import safe_files, whole


def test_a_file_is_held_by_the_disk_before_it_is_renamed_over_the_old_one(tmp_path, monkeypatch):
    done = []
    sync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: (done.append("sync"), sync(number)))
    monkeypatch.setattr(os, "replace", lambda *paths: (done.append("move"), replace(*paths)))
    whole.write_whole(tmp_path / "a", "text")
    assert done == ["sync", "move", "sync"]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_part(tmp_path, monkeypatch):
    whole.write_whole(tmp_path / "a", "old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        whole.write_whole(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def tables(folder, **texts):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def read(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_folder_is_made_to_hold_the_tables_of_another_once(tmp_path):
    fresh = tables(tmp_path / "run", a="1", b="2")
    folder = tmp_path / "data" / "of a zone" / "processed"
    assert whole.tables_in(folder) is None
    assert whole.mirror(fresh, folder) and read(folder) == {"a.csv": "1", "b.csv": "2"}
    assert not whole.mirror(fresh, folder)
    (fresh / "b.csv").unlink()
    tables(fresh, a="3")
    assert whole.mirror(fresh, folder) and read(folder) == {"a.csv": "3"}
    assert [path.name for path in folder.parent.iterdir()] == ["processed"]
    assert set(whole.tables_in(folder)) == {"a.csv"}


def test_where_a_swap_was_killed_between_its_renames_the_folder_comes_back(tmp_path):
    aside = tables(tmp_path / ".processed-new-aside", a="old")
    tables(tmp_path / ".processed-new", a="half")
    whole._finish_swap(tmp_path / "processed")
    assert read(tmp_path / "processed") == {"a.csv": "old"} and not aside.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["processed"]


def test_a_leftover_beside_a_whole_folder_is_cleared(tmp_path):
    tables(tmp_path / ".processed-new-aside", a="old")
    tables(tmp_path / "processed", a="new")
    whole._finish_swap(tmp_path / "processed")
    assert read(tmp_path / "processed") == {"a.csv": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["processed"]


@pytest.mark.parametrize("platform", ["linux", "other"])
def test_two_folders_are_exchanged_in_one_act_or_by_renames(tmp_path, monkeypatch, platform):
    one, other = tables(tmp_path / "one", a="1"), tables(tmp_path / "other", a="2")
    if platform == "other":
        monkeypatch.setattr(whole.sys, "platform", "other")
    whole.swap(one, other)
    assert (read(one), read(other)) == ({"a.csv": "2"}, {"a.csv": "1"})
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="flags as on Unix")
def test_what_was_checked_is_opened_without_waiting_and_without_following(tmp_path, monkeypatch):
    flags, sound = [], os.open
    path = tmp_path / "data" / "a.csv"
    path.parent.mkdir()
    path.write_text("x")
    monkeypatch.setattr(
        os, "open", lambda where, how, *more: flags.append(how) or sound(where, how)
    )
    assert safe_files.read_bytes(path, tmp_path).data == b"x"
    assert flags == [os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW]


@pytest.mark.skipif(sys.platform != "linux", reason="an exchange in one act as on Linux")
def test_on_linux_no_moment_lies_between_two_renames(tmp_path, monkeypatch):
    one, other = tables(tmp_path / "one", a="1"), tables(tmp_path / "other", a="2")
    monkeypatch.setattr(os, "rename", lambda *paths: pytest.fail("renamed"))
    whole.swap(one, other)
    assert (read(one), read(other)) == ({"a.csv": "2"}, {"a.csv": "1"})
    monkeypatch.chdir(tmp_path)  # nor where paths begin in the folder that one stands in
    whole.swap(Path("one"), Path("other"))
    assert (read(one), read(other)) == ({"a.csv": "1"}, {"a.csv": "2"})
