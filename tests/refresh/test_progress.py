"""Long work shows itself: a bar that moves with cells on a terminal, else a line a notebook."""

import io
import os
import re
import subprocess
import sys
import time
import warnings

import pytest

from tests.conftest import Toy, zoneecon
from tests.refresh.test_run import ANSWER, HISTORY, write_notebook
from zoneecon import cli
from zoneecon.refresh import isolation, outcomes, progress
from zoneecon.refresh import run as refresh_run

CELLS = 12
posix = pytest.mark.skipif(sys.platform == "win32", reason="terminals as on Unix")


@pytest.fixture
def long(toy: Toy) -> Toy:
    """A zone with a notebook of many cells and a short one."""
    write_notebook(toy.root, "00_answer", ANSWER)
    write_notebook(toy.root, "01_history", (*HISTORY, *["1"] * CELLS))
    assumed = toy.root / "data" / "assumptions" / "toytown.toml"
    assumed.write_text('as_of = 2022-03-01\n[scenarios.baseline]\ntitle = "B"\n', encoding="utf-8")
    return toy


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(patch: pytest.MonkeyPatch) -> Terminal:
    """Standard error from now on: pytest sets its own after the fixtures."""
    patch.setattr(sys, "stderr", Terminal())
    return sys.stderr


def shares(drawn: str) -> list[int]:
    return [int(share) for share in re.findall(r"(\d+) %\|", drawn)]


# --- without a terminal ------------------------------------------------------------------------


def test_where_there_is_no_terminal_each_notebook_has_a_line_and_errors_none(long):
    said, complaint = zoneecon(long.root, "refresh").communicate()
    assert complaint == ""
    lines = [line for line in said.splitlines() if line.startswith("toytown: ")]
    assert sorted(re.match(r"toytown: (\w+) has run", line)[1] for line in lines) == [
        "00_answer",
        "01_history",
    ]
    assert [re.search(r"\((\d) of 2, [\d.]+ s\)$", line)[1] for line in lines] == ["1", "2"]


@pytest.mark.parametrize(
    ("options", "shown"), [([], True), (["--quiet"], False), (["--json"], False)]
)
def test_who_asks_for_silence_or_for_json_is_shown_no_lines(long, options, shown, monkeypatch):
    asked = []

    def refresh(zone, progress, **_):
        asked.append(progress)
        raise KeyboardInterrupt

    monkeypatch.setenv("ZONEECON_ROOT", str(long.root))
    monkeypatch.setattr(refresh_run, "refresh", refresh)
    assert cli.main(["refresh", *options]) == outcomes.INTERRUPTED
    assert asked == [shown]


def test_a_notebook_that_fails_has_a_line_too(capsys):
    with progress.shown("toytown", ["a", "b"], True) as hear:
        hear({"stage": "ready"})
        hear({"cell": "a", "part": 0.5})
        hear({"name": "a", "failure": "a, cell 3: ...", "seconds": 1.0})
        hear({"name": "b", "failure": None, "seconds": 2.04})
    said = capsys.readouterr()
    assert said.out == "toytown: a stopped (1 of 2)\ntoytown: b has run (2 of 2, 2.0 s)\n"
    assert said.err == ""


def test_whoever_wants_nothing_is_shown_nothing(capsys, monkeypatch):
    told = terminal(monkeypatch)
    with progress.shown("toytown", ["a"], False) as hear:
        hear({"name": "a", "failure": None, "seconds": 1.0})
    assert told.getvalue() == capsys.readouterr().out == ""


# --- on a terminal -----------------------------------------------------------------------------


def test_a_bar_moves_with_every_part_and_never_back(monkeypatch):
    told = terminal(monkeypatch)
    """One notebook is 1 of 2.5: the start is another, the pages are a half."""
    with progress.shown("toytown", ["a"], True) as hear:
        for report in ({"stage": "checked"}, {"stage": "ready"}):
            hear(report)
        for part in (0.5, 0.25, 0.75):  # the second tells of what was told before
            hear({"cell": "a", "part": part})
        hear({"name": "a", "failure": None, "seconds": 1.0})
    drawn = shares(told.getvalue())
    assert drawn == sorted(drawn)
    assert sorted(set(drawn)) == [0, 10, 40, 60, 70, 80, 100]


def test_two_notebooks_at_once_add_up(monkeypatch):
    told = terminal(monkeypatch)
    with progress.shown("toytown", ["a", "b", "c"], True) as hear:  # 4.5 in all
        hear({"stage": "checked"})
        hear({"stage": "ready"})
        for name in ("a", "b"):
            hear({"cell": name, "part": 0.5})
        hear({"name": "b", "failure": None, "seconds": 1.0})
    said = told.getvalue()
    assert [share for share in shares(said) if share in (22, 33, 44, 56)] and "b" in said
    assert max(share for share in shares(said) if share < 100) == 56  # (1 + 1.5) / 4.5


def test_the_clock_of_a_bar_goes_on_while_a_cell_takes_long(monkeypatch):
    told = terminal(monkeypatch)
    monkeypatch.setattr(progress, "TICK", 0.02)
    with progress.shown("toytown", ["a"], True):
        before = told.getvalue().count("%|")
        end = time.monotonic() + 10
        while told.getvalue().count("%|") < before + 3 and time.monotonic() < end:
            time.sleep(0.02)
        assert told.getvalue().count("%|") >= before + 3


def test_what_is_silent_shows_a_clock_that_is_gone_afterwards(monkeypatch):
    told = terminal(monkeypatch)
    monkeypatch.setattr(progress, "TICK", 0.02)
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    with progress.silent("compares a with b"):
        end = time.monotonic() + 10
        while "00:0" not in told.getvalue() and time.monotonic() < end:
            time.sleep(0.02)
    said = told.getvalue()
    assert "compares a with b 00:0" in said
    assert said.endswith("\r") and said.split("\r")[-2].strip() == ""


def test_what_is_quick_shows_no_clock(monkeypatch):
    told = terminal(monkeypatch)
    with progress.silent("compares a with b"):
        pass
    assert told.getvalue().strip() == ""


@posix
def test_the_bar_of_a_refresh_moves_with_its_cells(long):
    import pty

    ours, theirs = pty.openpty()
    process = zoneecon(long.root, "refresh", stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    drawn = b""
    try:
        while piece := os.read(ours, 4096):
            drawn += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    assert process.wait() == 0
    os.close(ours)
    seen = shares(drawn.decode())
    assert seen == sorted(seen) and seen[0] == 0 and seen[-1] == 100
    assert len(set(seen)) > CELLS  # more than two notebooks, a start and an end
    assert "01_history" in drawn.decode()


# --- what libraries warn of --------------------------------------------------------------------


def test_what_a_library_warns_of_is_not_mailed():
    def warn() -> int:
        warnings.warn("Degrees of freedom <= 0 for slice", RuntimeWarning, stacklevel=1)
        return 5

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert outcomes.attempt(warn) == (0, 5, "") and seen == []
        warn()
        assert len(seen) == 1  # afterwards all is as it was


def test_a_helper_says_nothing_of_warnings_whatever_its_starter_set(tmp_path):
    given = {**os.environ, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-c", "import warnings; warnings.warn('short'); print('on')"]
    ran = subprocess.run(
        command,
        env=isolation.surroundings(given, str(tmp_path)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("on", "")
