"""One hand at a time, and a dead hand holds nothing."""

import os
import time

import pytest

from zoneecon.data.files import locks
from zoneecon.errors import Busy


def test_who_waits_for_the_lock_gets_it_when_it_is_free(tmp_path):
    began = time.monotonic()
    with (
        locks.lock(tmp_path / "lock"),
        pytest.raises(Busy, match=f"process {os.getpid()}"),
        locks.lock(tmp_path / "lock", wait=0.2),
    ):
        pytest.fail("two hold one lock")
    assert time.monotonic() - began >= 0.2
    with locks.lock(tmp_path / "lock"):
        pass


def test_a_lock_file_that_is_no_text_is_no_traceback(tmp_path):
    with locks.data_lock(tmp_path):
        (tmp_path / "reports" / ".lock").write_bytes(b"\xff\xfe")
        with pytest.raises(Busy, match="data of this checkout"), locks.data_lock(tmp_path, 0):
            pytest.fail("two hold one lock")
