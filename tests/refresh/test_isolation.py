"""Nothing of the person reaches a notebook; nothing of a notebook reaches beyond its folders."""

import random
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import Toy
from tests.refresh.test_run import orphans, start, wait_until, write_notebook
from zoneecon.data.files import releases
from zoneecon.errors import NotebookFailed
from zoneecon.refresh import isolation, output, runner
from zoneecon.refresh import run as refresh_run

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def run(toy: Toy, *cells: str, **more: object) -> Path:
    """A report of one notebook of these cells; the text of its page comes from there."""
    write_notebook(toy.root, "00_cells", cells)
    return refresh_run.refresh("toytown", root=toy.root, progress=False, **more).index


def page(index: Path) -> str:
    return index.with_name("00_cells.html").read_text("utf-8")


# --- what comes in ---------------------------------------------------------------------------


EXEC = "c.IPKernelApp.exec_lines = ['personal = 1']"
KERNEL = '{"argv": ["false"], "language": "python"}'


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A person's home that changes whatever reads it."""
    home = tmp_path / "home"
    site = home / "base" / "lib" / f"python3.{sys.version_info[1]}" / "site-packages"
    for name, text in {
        ".ipython/profile_default/startup/00-mine.py": "personal = 'startup'",
        ".ipython/profile_default/ipython_kernel_config.py": EXEC,
        ".config/matplotlib/matplotlibrc": "figure.dpi: 13\n",
        ".jupyter/jupyter_config.py": "raise SystemExit('a personal setting')",
        ".local/share/jupyter/kernels/python3/kernel.json": KERNEL,
        "startup.py": "personal = 'PYTHONSTARTUP'",
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8")
    site.mkdir(parents=True)
    (site / "usercustomize.py").write_text("import builtins; builtins.personal = 'site'", "utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHONUSERBASE", str(home / "base"))
    monkeypatch.setenv("PYTHONSTARTUP", str(home / "startup.py"))
    monkeypatch.setenv("MATPLOTLIBRC", str(home / ".config" / "matplotlib"))
    for name in ("IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return home


def test_a_person_s_settings_and_packages_reach_no_notebook(toy, home):
    index = run(
        toy,
        "import builtins, sys\n"
        "print('personal' in globals() or hasattr(builtins, 'personal'), sys.flags.no_user_site)",
        "import matplotlib as m\nprint(m.rcParams['figure.dpi'], m.matplotlib_fname())",
        "import os\nassert not any(os.environ['HOME'] in path for path in sys.path)",
    )
    said = page(index)
    assert "False 1" in said and "13.0" not in said and "mpl-data/matplotlibrc" in said
    assert not (home / ".ipython" / "profile_default" / "history.sqlite").exists()


# --- what goes out ---------------------------------------------------------------------------

ELSEWHERE = {
    "a file of the data": "open('{root}/data/units.csv', 'a')",
    "a report": "import pathlib; pathlib.Path('{root}/reports/mine.txt').write_text('x')",
    "a folder": "import os; os.makedirs('{root}/notebooks/mine')",
    "a removal": "import os; os.remove('{root}/data/units.csv')",
    "a renaming": "import os; os.rename('{root}/data/units.csv', 'units.csv')",
    "a table": "import pandas; pandas.DataFrame().to_csv('{root}/data/mine.csv')",
    "the snapshot": "import os; open(os.environ['ZONEECON_ROOT'] + '/data/units.csv', 'w')",
    "a database": "import sqlite3; sqlite3.connect('{root}/data/mine.db')",
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_a_notebook_that_writes_elsewhere_is_stopped_with_a_sentence(toy, what):
    write_notebook(toy.root, "00_cells", (ELSEWHERE[what].format(root=toy.root),))
    before = toy.files()
    with pytest.raises(NotebookFailed, match="writes into its working folder only"):
        refresh_run.refresh("toytown", root=toy.root, progress=False)
    assert toy.files() == before


def test_a_notebook_writes_into_its_own_folders(toy):
    index = run(
        toy,
        "open('mine.txt', 'w').write('x')\nimport tempfile\ntempfile.mkstemp()",
        "import zoneecon as ze\nimport pandas as pd\nze.publish(pd.DataFrame({'x': [1]}), 'mine')",
        "import os\nos.system('echo said > said.txt'); print(open('said.txt').read())",
        "open(os.devnull, 'w').write('x');",
    )
    assert "said" in page(index) and (index.parent / "tables" / "mine.csv").is_file()


@linux
def test_a_program_that_a_notebook_starts_writes_nowhere_else_either(toy):
    system = isolation.landlock_version()
    if system < 3:
        pytest.skip("this system has no Landlock that refuses it")
    index = run(toy, f"import os\nprint('code', os.system('echo x > {toy.root}/data/mine.csv'))")
    assert "code 0" not in page(index) and not (toy.root / "data" / "mine.csv").exists()


def test_what_a_cell_prints_is_bounded_with_a_sentence(toy):
    index = run(
        toy,
        "for _ in range(40): print('x' * 100_000)",
        "print('the next cell')",
        "'y' * 3_000_000",
    )
    text = index.with_name("00_cells.ipynb").read_text("utf-8")
    assert text.count("letters; the rest is left out") == 2 and "the next cell" in text
    assert len(text) < 2.1 * output.MOST + 100_000


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


def passing(place: Path) -> list[str]:
    """Folders of sockets and connection files that are still there."""
    return [path.name for path in place.glob("zoneecon-*")]


@linux
@pytest.mark.parametrize("last", ["import os; os._exit(1)", "1 / 0", "print('done')"])
def test_a_kernel_leaves_neither_child_nor_connection_file(toy, tmp_path, monkeypatch, last):
    place = tmp_path / "passing"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    cells = [cell.format(last=last) for cell in CHILDREN]
    if last.startswith("print"):
        run(toy, *cells)
    else:
        with pytest.raises(NotebookFailed, match="00_cells"):
            run(toy, *cells)
    assert wait_until(lambda: not orphans(toy)) and passing(place) == []


@linux
@pytest.mark.long
def test_after_thirty_kills_nothing_is_left(toy, tmp_path, monkeypatch):
    place, chance = Path(tempfile.mkdtemp(prefix="kills-")), random.Random(1)
    monkeypatch.setenv("TMPDIR", str(place))
    write_notebook(
        toy.root, "00_cells", [cell.format(last="import time; time.sleep(60)") for cell in CHILDREN]
    )
    staging = toy.root / "reports" / "toytown"
    for _ in range(30):
        process = start(toy)
        wait_until(lambda: list(staging.rglob("00_cells/cwd/ready")), chance.uniform(0.5, 20))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for pipe in (process.stdout, process.stderr):
            pipe.close()
    run(toy, "print('done')")
    assert wait_until(lambda: not orphans(toy), 20), orphans(toy)
    assert passing(place) == [] and not list(staging.glob(f"{releases.STAGING}*"))
    shutil.rmtree(place)
