"""Nothing of the person reaches a notebook; nothing of a notebook reaches beyond its folders."""

import os
import random
import shutil
import signal
import sys
import tempfile
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from tests.cases import tables
from tests.conftest import Toy, contents
from tests.refresh.test_run import orphans, run, start, wait_until, write_notebook
from zoneecon.data.files import releases
from zoneecon.errors import NotebookFailed
from zoneecon.refresh import isolation, output, runner

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
TABLES = tables(__file__)
ELSEWHERE = TABLES["elsewhere"]
SENTENCE = "writes into its working folder only"


class Report(NamedTuple):
    """What notebooks of every kind, run by a person with a home, left behind."""

    folder: Path
    home: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    said: str

    def page(self, name: str) -> str:
        return (self.folder / f"{name}.html").read_text("utf-8")


def inputs(toy: Toy) -> dict[str, bytes]:
    """All files of the checkout but its reports; one that a notebook made there is none."""
    own = "reports/toytown/"
    return {name: held for name, held in contents(toy.root).items() if not name.startswith(own)}


@contextmanager
def errors_of(children: Path):
    """What this process and its children say on standard error goes into a file."""
    kept = os.dup(2)
    with children.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Report:
    toy, home = Toy(tmp_path_factory.mktemp("toy")), tmp_path_factory.mktemp("home")
    for name, text in TABLES["home"].items():
        path = home / name.format(python=f"python3.{sys.version_info[1]}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name, cells in TABLES["notebooks"].items():
        write_notebook(toy.root, name, [cell.replace("{root}", str(toy.root)) for cell in cells])
    tried = [
        f"try:\n    {cell.format(root=toy.root)}\nexcept Exception as error:\n    print(error)"
        for cell in ELSEWHERE.values()
    ]
    write_notebook(toy.root, "04_elsewhere", tried)
    before = inputs(toy)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in TABLES["variables"].items():
            patch.setenv(name, value.format(home=home))
        for name in (
            "PYTEST_CURRENT_TEST",
            "IPYTHONDIR",
            "MPLCONFIGDIR",
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
        ):
            patch.delenv(name, raising=False)
        with errors_of(home / "said"):
            folder = run(toy).parent
        return Report(folder, home, before, inputs(toy), (home / "said").read_text("utf-8"))


def test_a_person_s_settings_and_packages_reach_no_notebook(report):
    said = report.page("00_person")
    assert "False 1" in said and "13.0" not in said and "mpl-data/matplotlibrc" in said
    assert not (report.home / ".ipython" / "profile_default" / "history.sqlite").exists()


def test_a_notebook_writes_into_its_own_folders(report):
    assert "said" in report.page("01_own") and (report.folder / "tables" / "mine.csv").is_file()


@pytest.mark.parametrize("cell", range(len(ELSEWHERE)), ids=list(ELSEWHERE))
def test_a_notebook_writes_nowhere_else(report, cell):
    cells = nbformat.read(report.folder / "04_elsewhere.ipynb", as_version=4).cells
    assert SENTENCE in cells[cell - len(ELSEWHERE)].outputs[0]["text"]
    assert report.after == report.before


def test_a_notebook_that_writes_elsewhere_is_stopped_with_a_sentence(toy):
    write_notebook(toy.root, "00_cells", (ELSEWHERE["a table"].format(root=toy.root),))
    before = toy.files()
    with pytest.raises(NotebookFailed, match=SENTENCE):
        run(toy)
    assert toy.files() == before


@linux
def test_a_program_that_a_notebook_starts_writes_nowhere_else_either(report):
    if isolation.landlock_version() < 3:
        pytest.skip("this system has no Landlock that refuses it")
    assert "code 0" not in report.page("02_program") and report.after == report.before


def test_what_a_cell_prints_is_bounded_with_a_sentence(report):
    text = (report.folder / "03_long.ipynb").read_text("utf-8")
    assert text.count("letters; the rest is left out") == 4 and "the next cell" in text
    assert len(text) < 4.1 * output.MOST + 100_000 and "zzz" not in text


def test_nothing_that_a_cell_or_its_programs_print_reaches_the_log_of_a_schedule(report):
    assert report.said == ""


def test_a_failure_is_said_in_so_many_letters(toy):
    write_notebook(toy.root, "00_cells", ("raise ValueError('x' * 3_000_000)",))
    with pytest.raises(NotebookFailed, match="the rest is left out") as failed:
        run(toy)
    assert len(str(failed.value)) < 2 * output.MOST_SAID
    assert len(failed.value.traceback) < 2 * output.MOST_LED


def test_what_did_not_all_come_through_is_no_limit_of_time():
    limit = runner._Limit(runner.Task("00_cells.ipynb", "", {}, ""))
    limit.of(None)
    assert "showed more at once" in limit.said()


def test_the_stream_is_the_class_that_kernels_are_told():
    module, _, name = runner.STREAM.rpartition(".")
    assert getattr(sys.modules[module], name) is output.BoundedStream


# --- what is left ----------------------------------------------------------------------------

#: A child in the kernel's group and one in a session of its own, which then says that it is there.
CHILDREN = (
    "import subprocess, sys\n"
    "sleep = [sys.executable, '-c', 'import time; time.sleep(300)']\n"
    "subprocess.Popen(sleep)\nsubprocess.Popen(sleep, start_new_session=True)",
    "open('ready', 'w').close()\n{last}",
)


def with_children(toy: Toy, last: str) -> None:
    write_notebook(toy.root, "00_cells", [cell.format(last=last) for cell in CHILDREN])


def passing(place: Path) -> list[str]:
    """Folders of sockets and connection files that are still there."""
    return [path.name for path in place.glob("zoneecon-*")]


@pytest.mark.every(3)
@linux
@pytest.mark.parametrize("last", ["import os; os._exit(1)", "1 / 0", "print('done')"])
def test_a_kernel_leaves_neither_child_nor_connection_file(toy, tmp_path, monkeypatch, last):
    place = tmp_path / "passing"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    with_children(toy, last)
    if last.startswith("print"):
        run(toy)
    else:
        with pytest.raises(NotebookFailed, match="00_cells"):
            run(toy)
    assert wait_until(lambda: not orphans(toy)) and passing(place) == []


@linux
@pytest.mark.long
def test_after_thirty_kills_nothing_is_left(toy, tmp_path, monkeypatch):
    place, chance = Path(tempfile.mkdtemp(prefix="kills-")), random.Random(1)
    monkeypatch.setenv("TMPDIR", str(place))
    with_children(toy, "import time; time.sleep(60)")
    staging = toy.root / "reports" / "toytown"
    ready = f"{staging}/{releases.STAGING}*/**/00_cells/cwd/ready"  # the last one's is cleared
    for _ in range(30):
        with start(toy) as process:
            wait_until(lambda: glob(ready, recursive=True), chance.uniform(0.5, 20))
            process.send_signal(signal.SIGKILL)
    write_notebook(toy.root, "00_cells", ("print('done')",))
    run(toy)
    assert wait_until(lambda: not orphans(toy), 20), orphans(toy)
    assert passing(place) == [] and not list(staging.glob(f"{releases.STAGING}*"))
    shutil.rmtree(place)
