"""Pages are all written, or it is said why not; whoever writes them is never waited for in vain."""

import os
import signal
import time
from functools import partial

import pytest

from zoneecon.refresh import press

PRESSES = [press.Beside, press.Afterwards] if hasattr(os, "fork") else [press.Afterwards]


def put(folder, orders) -> None:
    for name, executed in orders:
        (folder / name).write_text(executed, encoding="utf-8")
    (folder / "index").write_text("last", encoding="utf-8")


@pytest.mark.parametrize("kind", PRESSES)
def test_every_page_that_is_ordered_is_written_and_then_the_first_page(tmp_path, kind):
    one = kind(partial(put, tmp_path))
    one.order("a b", "第一")
    one.order("c", "\n")
    assert one.finish() == ""
    one.end()
    assert {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()} == {
        "a b": "第一",
        "c": "\n",
        "index": "last",
    }


@pytest.mark.parametrize("kind", PRESSES)
def test_a_page_that_cannot_be_written_is_a_sentence(tmp_path, kind):
    one = kind(partial(put, tmp_path / "missing"))
    one.order("a", "text")
    assert "No such file or directory" in one.finish()
    one.end()


@pytest.mark.skipif(len(PRESSES) < 2, reason="this system cannot fork")
@pytest.mark.parametrize(
    ("fault", "said"),
    [(ValueError(), "ValueError"), (signal.SIGKILL, "ended with code -9")],
)
def test_a_writer_that_fails_or_is_killed_is_not_taken_for_a_finished_one(fault, said):
    def write(orders) -> None:
        if isinstance(fault, Exception):
            raise fault
        os.kill(os.getpid(), fault)

    one = press.Beside(write)
    time.sleep(0.3)
    for name in "abc":
        one.order(name, "nobody reads this")
    assert said in one.finish()


@pytest.mark.skipif(len(PRESSES) < 2, reason="this system cannot fork")
def test_a_writer_that_is_no_longer_needed_is_ended(tmp_path):
    def write(orders) -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    one = press.Beside(write)
    while not (tmp_path / "pid").exists():
        time.sleep(0.01)
    one.end()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text() or one._fork.pid), 0)
