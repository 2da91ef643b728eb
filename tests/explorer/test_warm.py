"""What is read before anyone asks is what a page needs."""

import subprocess
import sys

import pytest

READ = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sys.modules)
"""


@pytest.mark.parametrize(
    ("modules", "others"),
    [
        # what a kernel begins with is read sooner without what only the server works with
        (
            ["zoneecon.cli", "zoneecon.explorer.serve"],
            {"pandas", "scipy", "matplotlib", "nbformat"},
        ),
        # and a kernel is smaller without what only other notebooks ask for
        (
            ["zoneecon.explorer.app", "zoneecon.plot", "zoneecon.report.say"],
            {"sklearn", "SALib", "statsmodels", "scipy.stats", "openpyxl"},
        ),
    ],
)
def test_what_a_page_does_not_need_is_not_read(modules, others):
    command = [sys.executable, "-c", READ, *modules]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "zoneecon" in told.stdout.split() and not others & set(told.stdout.split())
