"""What is measured at length holds in brief: kills, flips, full disks, many zones."""

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT, benchmark

pytestmark = pytest.mark.long
FEW = ["--kills", "2", "--reads", "500", "--flips", "1", "--full", "1"]
SHORT = ["--notebooks", "00_summary", "01_sources"]


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed as on Unix")
def test_kills_flips_and_full_disks_tear_mix_and_leave_nothing():
    script = [sys.executable, str(ROOT / "benchmarks" / "interruptions.py"), *FEW, *SHORT]
    run = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stderr == ""  # where what was found is named
    kills, reads, flips, disks = run.stdout.splitlines()[2:]
    assert "| 0 torn, mixed, lost or left behind | 0 needed a hand |" in kills
    assert int(re.search(r"\| (\d+) \(of \d+ started\)", kills)[1]) > 0
    assert "| 0 mixed or torn |" in reads and "| 0 wrong |" in flips
    assert "| 0 wrong, 1 said so in a sentence |" in disks or "needs Linux and root" in disks


def test_twenty_zones_are_published_and_then_only_the_changed_one():
    assert benchmark("zones").measure(20, "local").zones == 20
