"""What a report was made from is told by content, never by times."""

import hashlib
import os
import sys

import pytest

from zoneecon.data.files import fingerprints
from zoneecon.data.files.fingerprints import ABSENT, UNREADABLE

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2


def test_a_hash_is_that_of_the_content_whatever_the_time(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert fingerprints.digest(path) == ABC
    os.utime(path, (0, 0))
    assert fingerprints.digest(path) == fingerprints.digest_if_readable(path) == ABC
    path.write_bytes(b"")
    assert fingerprints.content(path) == b""
    assert fingerprints.digest(path) == hashlib.sha256(b"").hexdigest()


def test_what_is_not_there_and_what_nobody_can_read_are_told_apart(tmp_path):
    assert fingerprints.digest(tmp_path / "none") == ABSENT
    assert fingerprints.digest_if_readable(tmp_path / "none") == ABSENT
    assert fingerprints.digest_if_readable(tmp_path) == UNREADABLE
    many = [tmp_path / "none", tmp_path, tmp_path / "a\0b"]  # and each in its place
    assert fingerprints.digests(many) == [ABSENT, UNREADABLE, UNREADABLE]
    assert fingerprints.digests([]) == []
    with pytest.raises(OSError):
        fingerprints.digest(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as on Unix")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert fingerprints.content(tmp_path / "pipe") == b""


def test_a_set_of_names_has_one_hash_in_any_order_and_no_two_sets_share_it():
    assert fingerprints.digest_of_names(["b", "a"]) == fingerprints.digest_of_names({"a", "b"})
    assert fingerprints.digest_of_names(["ab", "c"]) != fingerprints.digest_of_names(["a", "bc"])
    assert fingerprints.digest_of_names([]) == hashlib.sha256(b"").hexdigest()


def test_the_environment_is_python_and_the_installed_packages(tmp_path, monkeypatch):
    folder = tmp_path / "site-packages"
    (folder / "made_up-1.0.dist-info").mkdir(parents=True)
    (folder / "made_up").mkdir()
    monkeypatch.setattr(sys, "path", [str(folder), str(tmp_path), str(tmp_path / "dist-packages")])
    found = fingerprints.environment()
    assert found["Python"] == ".".join(map(str, sys.version_info[:3]))
    assert found["installed packages"] == fingerprints.digest_of_names(["made_up-1.0.dist-info"])


def test_every_input_is_named_by_its_path_and_the_package_by_its_own(toy, tmp_path):
    package = tmp_path / "package"
    (package / "part").mkdir(parents=True)
    (package / "part" / "a.py").write_bytes(b"abc")
    found = fingerprints.survey(toy.place, package)
    assert found["src/zoneecon/part/a.py"] == ABC
    assert "data/raw/toytown/sources.csv" in found and "requirements.lock" not in found
    assert set(fingerprints.environment()) <= set(found)
    (toy.root / "requirements.lock").write_bytes(b"abc")
    assert fingerprints.survey(toy.place, package)["requirements.lock"] == ABC


def test_inputs_are_listed_as_sha256sum_lists_them_under_what_was_asked_for():
    text = fingerprints.listing({"b": "2", "a": "1"}, {"zone": "z", "draws": 5})
    assert text == "# draws=5 zone=z\n1  a\n2  b\n"
