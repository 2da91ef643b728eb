"""One hand at a time, and a dead hand holds nothing."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from zoneecon.data.files import locks
from zoneecon.data.files.checkout import Checkout
from zoneecon.errors import Busy


def elsewhere(action):
    """Do it in another thread, as another process would."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(action).result()


def test_who_waits_for_the_lock_gets_it_when_it_is_free(tmp_path):
    began = time.monotonic()
    with locks.lock(tmp_path / "lock"), pytest.raises(Busy, match=f"process {os.getpid()}"):
        elsewhere(lambda: locks.lock(tmp_path / "lock", wait=0.2).__enter__())
    assert time.monotonic() - began >= 0.2
    with locks.lock(tmp_path / "lock"):
        pass


def test_a_lock_file_that_is_no_text_is_no_traceback(tmp_path):
    with locks.data_lock(Checkout(tmp_path)):
        (tmp_path / "reports" / ".lock").write_bytes(b"\xff\xfe")
        with pytest.raises(Busy, match="data of this checkout"):
            elsewhere(lambda: locks.data_lock(Checkout(tmp_path), 0).__enter__())


def test_who_holds_a_lock_may_take_it_again_and_it_is_held_to_the_end(tmp_path):
    with locks.data_lock(Checkout(tmp_path)):
        with locks.data_lock(Checkout(tmp_path), 0):
            pass
        with pytest.raises(Busy):
            elsewhere(lambda: locks.data_lock(Checkout(tmp_path), 0).__enter__())


def test_who_makes_a_report_waits_for_no_other_unless_told_to(tmp_path, monkeypatch):
    place = Checkout(tmp_path).place("z")
    with locks.zone_lock(place), locks.lock(tmp_path / "lock"):
        monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail("it waits"))
        for action in (lambda: locks.zone_lock(place), lambda: locks.lock(tmp_path / "lock")):
            with pytest.raises(Busy):
                elsewhere(lambda action=action: action().__enter__())


@pytest.mark.skipif(os.name == "nt", reason="rights of files are those of Unix")
def test_others_may_read_who_holds_a_lock_and_not_write_it(tmp_path):
    before = os.umask(0)
    try:
        with locks.lock(tmp_path / "lock"):
            assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(before)
