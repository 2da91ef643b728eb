"""The tests themselves: how they are started changes nothing, and none is left out unsaid."""

import importlib.util
import signal
import subprocess
import sys
import tomllib

import pytest

from tests.cases import cases
from tests.conftest import ROOT

HAND_OVER = "import os, signal; print(signal.getsignal(2).__name__, 'ZONEECON_ROOT' in os.environ)"


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on Unix")
def test_what_a_test_starts_is_the_same_in_a_background_job_with_settings(monkeypatch):
    code = (
        "import subprocess, sys; from tests import conftest; conftest.pytest_configure()\n"
        f"subprocess.run([sys.executable, '-c', {HAND_OVER!r}], check=True)"
    )
    monkeypatch.setenv("ZONEECON_ROOT", "/nowhere")
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell starts a background job
    try:
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
    finally:
        signal.signal(signal.SIGINT, handler)
    assert run.stdout == "default_int_handler False\n"


@pytest.fixture
def start(monkeypatch):
    """start.py with its commands noted instead of run; `codes` are their exit codes."""
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.ran, module.codes = [], {}

    def call(command: list[str], **_) -> int:
        module.ran.append(command)
        return module.codes.get("pytest" if "pytest" in command else "check", 0)

    monkeypatch.setattr(module, "set_up", lambda: None)
    monkeypatch.setattr(module.subprocess, "call", call)
    return module


@cases
def test_start_leaves_out_what_takes_long_unless_all_is_asked_for(start, asked, given):
    assert start.main(["test", *asked]) == 0
    *checks, tests = start.ran
    assert tests[1:] == ["-m", "pytest", *start.SHARED_OUT, *given] and len(checks) == len(
        start.CHECKS
    )


@pytest.mark.parametrize("codes", [{"check": 1}, {"pytest": 1}, {"check": 2, "pytest": 1}])
def test_a_check_that_fails_fails_the_command_but_every_test_is_run(start, codes):
    start.codes |= codes
    assert start.main(["test"]) != 0
    assert len(start.ran) == len(start.CHECKS) + 1


def test_plain_pytest_leaves_out_nothing():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    asked = settings["pytest"]["ini_options"]["addopts"].split()
    assert "--strict-markers" in asked and not {"-m", "-k", "--deselect"} & set(asked)
