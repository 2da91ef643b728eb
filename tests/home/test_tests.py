"""The tests themselves: how they are started changes nothing, and none is left out unsaid."""

import signal
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on Unix")
def test_what_the_tests_start_can_be_interrupted_also_in_a_background_job():
    child = "import signal; print(signal.getsignal(signal.SIGINT).__name__)"
    code = (
        "import subprocess, sys; from tests import conftest; conftest.pytest_configure()\n"
        f"subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    )
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts a background job
    try:
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
    finally:
        signal.signal(signal.SIGINT, handler)
    assert run.stdout == "default_int_handler\n"
