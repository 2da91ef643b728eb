"""The schedules of docs/schedules.md work as written there, in surroundings as bare as theirs."""

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, Toy, zoneecon
from tests.refresh.test_run import HISTORY, write_notebook
from tests.refresh.test_zones import whole
from zoneecon import errors, options
from zoneecon.refresh import outcomes

FOLDER = ROOT / "docs" / "schedules"
PAGE = (ROOT / "docs" / "schedules.md").read_text(encoding="utf-8")
#: Where the examples take the checkout to be.
EXAMPLE = "/srv/zoneecon"
LINE = "start.py run refresh --if-changed"
BARE = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "nobody"}

posix = pytest.mark.skipif(os.name != "posix", reason="a shell and paths as on Unix")


def blocks(language: str) -> list[str]:
    """The lines of every fenced block of a language on the page."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines()]


@pytest.fixture
def place(toy: Toy) -> Toy:
    """A checkout that `start.py` takes as set up: a made-up zone, one notebook, the package."""
    for name in ("start.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, toy.root)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", toy.root / "src", ignore=ignored)
    write_notebook(toy.root, "01_history", HISTORY)
    (toy.root / "reports").mkdir()
    python = toy.root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!/bin/sh\nexport PYTHONPATH={shlex.quote(str(toy.root / 'src'))}\n"
        f'exec {shlex.quote(sys.executable)} "$@"\n'
    )
    python.chmod(0o755)
    spec = importlib.util.spec_from_file_location("start", toy.root / "start.py")
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    start.STAMP.write_text(start.fingerprint())
    return toy


def bare(command: list[str], cwd: Path, **more: str) -> subprocess.CompletedProcess:
    """Run a command as a scheduler would: next to nothing in its environment, nobody to ask."""
    quiet = {"capture_output": True, "text": True, "check": False, "timeout": 120}
    recent = "import sys; sys.exit(sys.version_info < (3, 11))"
    if subprocess.run(["python3", "-c", recent], env=BARE, **quiet).returncode:
        pytest.skip("no python3 from 3.11 on in /usr/bin")
    env = {**BARE, "HOME": str(cwd), **more}
    return subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, **quiet)


def at(toy: Toy, command: str) -> str:
    """An example's command for this checkout."""
    return command.replace(EXAMPLE, shlex.quote(str(toy.root)))


def outcomes_in(text: str) -> list[str]:
    return [json.loads(line)["outcome"] for line in text.splitlines()]


# --- cron ------------------------------------------------------------------------------------


@pytest.mark.long
@posix
def test_the_cron_line_publishes_then_finds_nothing_new_and_mails_only_failures(place):
    (line,) = blocks("cron")
    minutes, hours, *dates, command = line.split(None, 5)
    assert (minutes, hours, *dates) == ("17", "6", "*", "*", "*")
    assert "%" not in command  # cron ends a command there
    log = place.root / "reports" / "schedule.log"
    for expected in ("published", "nothing new"):
        done = bare(["/bin/sh", "-c", at(place, command)], place.root)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert outcomes_in(log.read_text())[-1] == expected
    assert whole(place, "toytown")
    place.set("raw/toytown/statements/plan.csv", 2, "unit", "billion")
    done = bare(["/bin/sh", "-c", at(place, command)], place.root)
    assert done.returncode == 2 and "billion" in done.stderr and "Traceback" not in done.stderr
    assert outcomes_in(log.read_text()) == ["published", "nothing new", "failed"]


def test_cron_itself_takes_the_line(tmp_path):
    crontab = shutil.which("crontab")
    if not crontab:
        pytest.skip("no crontab here")
    table = tmp_path / "table"
    table.write_text("\n".join(blocks("cron")) + "\n")
    checked = subprocess.run([crontab, "-n", table], capture_output=True, text=True, check=False)
    if "usage" in checked.stderr:
        pytest.skip("this crontab cannot check a file")
    assert checked.returncode == 0, checked.stderr


# --- systemd ---------------------------------------------------------------------------------


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str
    parser.read(FOLDER / name, encoding="utf-8")
    return parser


@pytest.mark.long
@posix
def test_the_service_publishes_then_finds_nothing_new(place):
    service = unit("zoneecon.service")["Service"]
    assert service["WorkingDirectory"] == EXAMPLE and LINE in service["ExecStart"]
    for expected in ("published", "nothing new"):
        done = bare(shlex.split(service["ExecStart"]), place.root)  # systemd uses no shell
        assert (done.returncode, outcomes_in(done.stdout)) == (0, [expected]), done.stderr


def test_systemd_takes_the_units(tmp_path):
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("no systemd here")
    units = [shutil.copy(FOLDER / f"zoneecon.{kind}", tmp_path) for kind in ("service", "timer")]
    checked = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    when = unit("zoneecon.timer")["Timer"]["OnCalendar"]
    calendar = subprocess.run([analyze, "calendar", when], capture_output=True, text=True)
    assert calendar.returncode == 0 and "06:17:00" in calendar.stdout


# --- Windows, GitHub, Jupyter ----------------------------------------------------------------


def test_the_windows_task_is_sound_xml_around_the_same_line():
    task = ET.parse(FOLDER / "zoneecon.xml").getroot()
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    assert task.tag == f"{space}Task"
    action = task.find(f"{space}Actions/{space}Exec")
    command, words, folder = (
        action.findtext(space + tag) for tag in ("Command", "Arguments", "WorkingDirectory")
    )
    assert (command, folder) == ("cmd.exe", r"C:\zoneecon")
    assert words == rf"/c py -3 {LINE} --json >> reports\schedule.log 2>&1"
    assert task.find(f"{space}Triggers/{space}CalendarTrigger/{space}StartBoundary") is not None
    assert any(r"docs\schedules\zoneecon.xml" in line for line in blocks("bat"))


@pytest.mark.long
@posix
def test_the_workflow_publishes_says_so_and_then_finds_nothing_new(place):
    flow = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "refresh.yml").read_text(encoding="utf-8")
    )
    triggers = flow[True]  # YAML 1.1 reads `on` as a truth value; GitHub does not
    assert triggers["schedule"] == [{"cron": "17 6 * * *"}]
    assert flow["permissions"] == {"contents": "read"}
    steps = flow["jobs"]["refresh"]["steps"]
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", s["uses"]) for s in steps if "uses" in s)
    (step,) = [step for step in steps if "run" in step]
    assert LINE in step["run"] and step["shell"] == "bash"
    shell = ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    told = place.root / "told.txt"
    for expected in ("published=true\n", ""):
        told.write_text("")
        done = bare(shell, place.root, GITHUB_OUTPUT=str(told))
        assert (done.returncode, told.read_text()) == (0, expected), done.stderr
    assert f"steps.{step['id']}.outputs.published == 'true'" in [s.get("if") for s in steps]
    place.set("raw/toytown/statements/plan.csv", 2, "unit", "billion")
    assert bare(shell, place.root, GITHUB_OUTPUT=str(told)).returncode == 2  # tee hides nothing


@pytest.mark.long
def test_the_notebook_for_jupyter_refreshes_and_fails_if_the_refresh_does(place, monkeypatch):
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    def run() -> str:
        notebook = nbformat.read(FOLDER / "refresh.ipynb", as_version=4)
        NotebookClient(notebook, kernel_name="python3").execute(cwd=str(place.root))
        return str(notebook.cells[-1].outputs)

    monkeypatch.setenv("ZONEECON_ROOT", str(place.root))
    assert "Report: reports/toytown/" in run() and whole(place, "toytown")
    assert "Nothing new" in run()
    place.set("raw/toytown/statements/plan.csv", 2, "unit", "billion")
    with pytest.raises(CellExecutionError, match="exit code 2"):
        run()


# --- the page --------------------------------------------------------------------------------


def test_the_page_has_every_exit_code_and_no_other():
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", PAGE, re.MULTILINE)
    family = (errors.BadInput, errors.NotebookFailed, errors.ClusterFailed, errors.Busy)
    codes = {0, outcomes.FAULT, outcomes.INTERRUPTED, *(kind.exit_code for kind in family)}
    assert {int(code) for code, _ in rows} == codes and len(rows) == len(codes)


def test_every_option_and_file_that_the_page_names_exists():
    helps = [zoneecon(ROOT, name, "--help") for name in ("refresh", "status")]
    known = "".join(one.communicate()[0] for one in helps)
    others = {"--user", "--now", "--host", "--port", "--nworkers", "--nthreads"}
    assert {o for o in re.findall(r"--[a-z][a-z-]+", PAGE) if o not in known} <= others
    for name in re.findall(r"\((schedules/[^)]+)\)", PAGE):
        assert (ROOT / "docs" / name).is_file()
    assert PAGE.count("--if-changed") > 3 and "(1200)" in PAGE
    defaults = vars(options.parser().parse_args(["refresh"]))
    assert (defaults["wait"], defaults["keep"]) == (0, 10)
