"""A notebook is run to its end, or it is said where and why not; so is a helper that fails."""

import os
import signal
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

from tests.cases import cases
from tests.conftest import Toy
from tests.refresh.test_run import ANSWER, orphans, wait_until, write_notebook
from zoneecon import processes
from zoneecon.errors import RunnerDied
from zoneecon.refresh import runner


def task_of(toy: Toy, name: str, **limits: float) -> runner.Task:
    source, folder = toy.root / "notebooks" / f"{name}.ipynb", toy.root / "work" / name
    return runner.Task(str(source), str(folder), {}, str(toy.root), **limits)


def failure(toy: Toy, *cells: str, **limits: float) -> str | None:
    """What is said of a notebook of these cells."""
    write_notebook(toy.root, "05_cells", cells)
    return said_of(task_of(toy, "05_cells", **limits))


def said_of(task: runner.Task) -> str | None:
    """What is said of a notebook, run by a fresh kernel: a fork server would stay to the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(processes.METHOD, "spawn")
        with tempfile.TemporaryDirectory(prefix="zoneecon-") as sockets:
            return runner.run_notebook(task, sockets)


@cases
def test_what_fails_is_named_with_cell_and_line(toy, cell, said):
    assert failure(toy, cell).startswith(f"05_cells, {said}")


@pytest.mark.long
def test_a_cell_and_a_notebook_have_their_limits(toy):
    long = "import time; time.sleep(60)"
    by_cell = failure(toy, "1", long, cell_timeout=2)
    assert by_cell == "05_cells: a cell took longer than 2 s and was stopped"
    short = ["import time; time.sleep(1.5)"] * 9
    by_notebook = failure(toy, *short, cell_timeout=4, timeout=4)
    assert by_notebook == "05_cells: took longer than 4 s and was stopped"


def test_a_kernels_surroundings_are_its_own(toy, monkeypatch):
    monkeypatch.chdir(toy.root)
    before = dict(os.environ)
    told = "import os\nassert os.environ['ZONEECON_ROOT'] and os.getcwd().endswith('05_cells/cwd')"
    assert failure(toy, told) is None
    assert dict(os.environ) == before and Path.cwd() == toy.root


def test_a_name_too_long_for_a_socket_is_no_fault(toy):
    name = "05_" + "x" * 100
    write_notebook(toy.root, name, ("1",))
    assert said_of(task_of(toy, name)) is None


def test_a_text_is_one_output_however_many_messages_it_came_in():
    parts = [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]
    outputs = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in parts]
    whole = runner.whole_texts(outputs)
    assert [(o.name, o.text) for o in whole] == [("stdout", "ab"), ("stderr", "c"), ("stdout", "d")]


# --- the helper ------------------------------------------------------------------------------


@pytest.fixture
def job(toy: Toy):
    """A job of one notebook; its sockets lie where paths are short."""
    write_notebook(toy.root, "00_answer", ANSWER)
    (toy.root / "pages").mkdir()
    with tempfile.TemporaryDirectory(prefix="zoneecon-") as sockets:
        yield {
            "zone": "toytown",
            "as_of": None,
            "root": str(toy.root),
            "parameters": {},
            "tasks": [task_of(toy, "00_answer")],
            "workers": 1,
            "pages": str(toy.root / "pages"),
            "languages": ["en", "zh"],
            "sockets": sockets,
        }


def reports(job: dict, toy: Toy) -> list[dict]:
    """What came of a job, without how far it was."""
    told = runner.run(job, None, toy.root)
    return [report for report in told if not {"stage", "cell"} & set(report)]


def test_the_helper_tells_how_far_it_is_and_of_every_notebook_and_writes_every_page(job, toy):
    *before, told = runner.run(job, None, toy.root)
    stages = [report["stage"] for report in before if "stage" in report]
    parts = [report["part"] for report in before if "cell" in report]
    assert stages == ["checked", "ready"]
    assert parts == [0.5, 0.75, 1.0]  # after each cell of code, of four cells
    assert told["name"] == "00_answer" and told["failure"] is None and told["seconds"] > 0
    assert Path(told["file"]).is_file()
    made = {"00_answer.html", "index.html", "statements.html"}
    pages = {path.name for path in (toy.root / "pages").iterdir()}
    assert pages == {*made, "zh"}
    assert {path.name for path in (toy.root / "pages" / "zh").iterdir()} == made
    assert wait_until(lambda: not orphans(toy))


def test_pages_that_cannot_be_written_are_a_sentence(job, toy):
    (toy.root / "pages").rmdir()
    *_, last = reports(job, toy)
    assert last["failure"].startswith("the pages could not be written: ")
    assert "No such file or directory" in last["failure"] and "Traceback" not in last["failure"]


def test_inputs_that_are_refused_stop_the_job_before_a_notebook_starts(job, toy):
    toy.set("raw/toytown/statements/plan.csv", 2, "unit", "billion")
    (told,) = reports(job, toy)
    assert "billion" in str(told["problems"]) and not (toy.root / "work").exists()


@pytest.mark.every(2)
@pytest.mark.skipif(os.name != "posix", reason="signals as on Unix")
@pytest.mark.parametrize("killed", ["the helper", "its fork server"])
def test_a_helper_that_is_killed_is_said_and_leaves_no_process(job, toy, killed):
    if killed != "the helper" and processes.method() != "forkserver":
        pytest.skip("this system has no fork server")
    # a kernel's own parent is the fork server, that one's the helper
    parent = "p = os.getppid()"
    if killed == "the helper":
        parent = "p = int(open(f'/proc/{os.getppid()}/stat').read().rpartition(')')[2].split()[1])"
    cell = f"import os, time\n{parent}\nos.kill(p, {int(signal.SIGKILL)})\ntime.sleep(5)"
    write_notebook(toy.root, "00_answer", (cell,))
    if killed == "the helper":
        with pytest.raises(RunnerDied, match="ended with code -9"):
            reports(job, toy)
    else:
        assert reports(job, toy)[0]["failure"]
    assert wait_until(lambda: not orphans(toy))


def test_the_helper_finds_the_package_that_it_is_given(tmp_path):
    found = runner.helper_environment(tmp_path, "/short")
    assert found["PYTHONPATH"].split(os.pathsep)[0] == str(tmp_path)
    assert found["TMPDIR"] == "/short" and sys.executable
