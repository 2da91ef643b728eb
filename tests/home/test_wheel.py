"""From an index to a report: the built wheel, in a fresh environment, outside any checkout.

What is typed and what comes is printed (`pytest -m long -rP tests/home/test_wheel.py`).
"""

import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.browser import LINK
from tests.conftest import ROOT

BIN = "Scripts" if os.name == "nt" else "bin"
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
#: What a person types who has not installed an extra, and the extra that the answer names.
WITHOUT = {
    "explore": "explore --no-browser",
    "word": "export --to report.docx",
    "pdf": "export --to report.pdf",
    "parquet": "export --to report.parquet",
    "cluster": "refresh --all --engine dask --scheduler tcp://127.0.0.1:9",
}


class Shell:
    """A terminal in a folder with an environment: no variable of ours, and a home of its own."""

    def __init__(self, folder: Path, environment: Path):
        self.folder, self.bin = folder, environment / BIN
        kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "SSL_CERT_FILE")
        named = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        named |= {name: os.environ[name] for name in kept if name in os.environ}
        home = folder.parent / "home"
        home.mkdir(exist_ok=True)
        self.variables = named | {
            "HOME": str(home),
            "PATH": f"{self.bin}{os.pathsep}{named['PATH']}",
        }

    def run(self, command: str, ends: int = 0) -> str:
        """What a command says, which is printed; it has to end with this code."""
        program, *words = command.split()
        done = subprocess.run(
            [self.bin / program, *words],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        said = f"{done.stdout}{done.stderr}"
        print(f"$ {command}\n{said}", end="")
        assert done.returncode == ends, said
        assert "Traceback" not in said and '-e ".' not in said
        return said

    def install(self, what: str, pins: Path) -> None:
        """Install a package at the versions of the lock; the test ends where no index is there."""
        pip = [self.bin / "python", "-m", "pip", "install", "--quiet", "--constraint", pins, what]
        done = subprocess.run(
            pip, env=dict(os.environ), capture_output=True, text=True, check=False
        )
        if done.returncode and re.search(r"connection|retries|resolve", done.stderr, re.I):
            pytest.skip(f"no package index can be reached: {done.stderr[-200:]}")
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_what_a_project_is_made_from(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    kept = [
        *(path for path in (ROOT / "data").rglob("*.*") if "processed" not in path.parts),
        *(ROOT / "notebooks").glob("*.*"),
    ]
    names = [path.relative_to(ROOT).as_posix() for path in kept]
    tracked = [name for name in names if not re.search(r"(^|/)\.|~$|/\.", name)]
    assert {f"zoneecon/project/{name}" for name in tracked} - inside == set()
    package = [path for path in (ROOT / "src").rglob("*.*") if "__pycache__" not in path.parts]
    wanted = {path.relative_to(ROOT / "src").as_posix() for path in package if path.is_file()}
    assert wanted - inside == set()
    assert not [name for name in inside if "processed" in name or name.startswith("src/")]
    assert any(name.endswith("licenses/LICENSE") for name in inside)


@pytest.mark.long
def test_an_installed_wheel_makes_a_project_in_which_everything_works(wheel, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    pins = tmp_path / "pins.txt"
    found = re.findall(r"^([a-z0-9_.-]+==\S+(?: ; .*?)?) \\$", LOCK, re.M)
    pins.write_text("\n".join(found), encoding="utf-8")
    (tmp_path / "anywhere").mkdir()
    shell = Shell(tmp_path / "anywhere", tmp_path / "env")

    # the core: a project, its report, and one sentence for whatever else is asked for
    shell.install(str(wheel), pins)
    assert "zoneecon new NAME" in shell.run("zoneecon check", ends=2)
    shell.run("zoneecon new my-zone --example")
    shell.folder = project = shell.folder / "my-zone"
    assert "no problem found" in shell.run("zoneecon check")
    assert "Report: reports/my-zone/" in shell.run("zoneecon refresh")
    assert "Nothing new" in shell.run("zoneecon refresh --if-changed")
    for extra, command in WITHOUT.items():
        (said,) = shell.run(f"zoneecon {command}", ends=2).splitlines()
        assert f'python -m pip install "zoneecon[{extra}]"' in said
    assert not re.search(r"^(jupyterlab|pyarrow|voila) ", shell.run("python -m pip list"), re.M)

    # everything: other tools on the same notebooks, and the sliders
    shell.install("zoneecon[all]", pins)  # as a message advises: no index knows the package
    shell.run("papermill notebooks/00_summary.ipynb out.ipynb -p draws 500 --no-progress-bar")
    assert "passed" in shell.run("pytest --nbval notebooks/02_history.ipynb -q")
    shell.run("jupyter nbconvert --to html out.ipynb")
    for ending in ("xlsx", "docx", "csv", "parquet"):
        shell.run(f"zoneecon export --to report.{ending}")
    link = explorer_link(shell)
    print(f"$ zoneecon explore\n{link}")
    assert "/doc/tree/notebooks/explore.ipynb" in link
    made = {path.name for path in project.iterdir()}
    assert {"data", "notebooks", "reports", "README.md", "out.ipynb", "out.html"} <= made


def explorer_link(shell: Shell) -> str:
    """The link that `zoneecon explore` prints; it is ended then."""
    log = shell.folder / "explore.log"
    with log.open("w", encoding="utf-8") as file:
        command = [shell.bin / "zoneecon", "explore", "--no-browser", "--allow-root", "--port", "0"]
        process = subprocess.Popen(
            command, cwd=shell.folder, env=shell.variables, stdout=file, stderr=file
        )
    end = time.monotonic() + 60
    try:
        while time.monotonic() < end and process.poll() is None:
            if found := LINK.search(log.read_text(encoding="utf-8")):
                return found[0]
            time.sleep(0.1)
        pytest.fail(log.read_text(encoding="utf-8"))
    finally:
        process.terminate()
        process.wait(timeout=20)
