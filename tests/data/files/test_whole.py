"""A file or a folder changes as a whole, and the disk holds it before anything relies on it."""

import os

import pytest

from zoneecon.data.files import whole


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
