"""The refresh publishes everything or nothing, and lets nothing unknown near a notebook."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import papermill
import pytest

from tests.cases import cases
from tests.conftest import Toy, at, contents, python, zoneecon
from tests.refresh.test_kernels import METHODS
from zoneecon import cli, processes
from zoneecon.data import assumptions, folders
from zoneecon.data.files import locks, releases, snapshot
from zoneecon.errors import BadInput
from zoneecon.refresh import committed
from zoneecon.refresh import run as refresh_run
from zoneecon.refresh.run import NotebookFailed

PARAMETERS = 'zone = "toytown"\nas_of = None'
HISTORY = (
    "from zoneecon.data import folders\nfrom zoneecon.refresh.run import publish\n"
    "tables = folders.load_folder(zone, as_of)",
    'publish(tables.statements[["id", "number"]], "history")',
    "print(len(tables.statements))",
)
ANSWER = (
    "from zoneecon.refresh.run import publish\n"
    'import pandas as pd\nanswer = pd.DataFrame({"x": [1]})',
    'publish(answer, "answer")',
)


def write_notebook(folder: Path, name: str, cells: tuple[str, ...]) -> Path:
    """A tiny notebook: a question, its parameters, and the given code cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook.cells = [nbformat.v4.new_markdown_cell(f"# What of {name}?"), first]
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in cells]
    for i, cell in enumerate(notebook.cells):
        cell.id = f"{name[:2]}-{i:02}"
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The toy zone with two notebooks and their report: made once, copied for each test."""
    toy = Toy(tmp_path_factory.mktemp("made"))
    write_notebook(toy.root, "00_answer", ANSWER)
    write_notebook(toy.root, "01_history", HISTORY)
    assumed = toy.root / "data" / "assumptions" / "toytown.toml"
    assumed.write_text('as_of = 2022-03-01\n[scenarios.baseline]\ntitle = "B"\n', encoding="utf-8")
    run(toy)
    return toy.root


@pytest.fixture
def checkout(toy: Toy, made: Path) -> Toy:
    """The toy zone with two notebooks and their report."""
    shutil.copytree(made, toy.root, dirs_exist_ok=True)
    return toy


def run(toy: Toy, **more: object) -> Path:
    return outcome(toy, **more).index


def outcome(toy: Toy, **more: object) -> refresh_run.Outcome:
    return refresh_run.refresh("toytown", root=toy.root, progress=False, **more)


def published(toy: Toy) -> dict[str, bytes]:
    """The tables of the newest report, by name."""
    return contents(releases.current(toy.root / "reports" / "toytown") / "tables")


def report_pages(toy: Toy) -> dict[str, bytes]:
    """Everything under reports/ but logs, by path."""
    found = contents(toy.root / "reports")
    return {name: content for name, content in found.items() if not name.endswith("log.jsonl")}


# --- whole or not at all ---------------------------------------------------------------------


def test_a_figure_is_in_the_page_and_a_text_is_one_output(checkout):
    drawing = (
        "import time\nimport matplotlib.pyplot as plt\nimport zoneecon as ze\nze.plot.use_style()\n"
        "ax = plt.subplots()[1]\nax.plot([1, 2])",
        "for word in ('one', 'two'):\n    print(word, flush=True)\n    time.sleep(0.3)",
    )
    write_notebook(checkout.root, "02_figure", drawing)
    page = run(checkout).with_name("02_figure.html")
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg ") == 1 and "data:image/png" not in text
    cells = nbformat.read(page.with_suffix(".ipynb"), as_version=4).cells
    assert [output.text for output in cells[-1].outputs] == ["one\ntwo\n"]
    assert "image/png" in cells[-2].outputs[-1].data


@pytest.mark.long
def test_a_pin_moves_with_the_committed_outputs_or_not_at_all(checkout):
    assumed = checkout.root / "data" / "assumptions"
    (assumed / "toytown.toml").write_text("as_of = 2022-12-31\n", encoding="utf-8")
    pin = assumed / "toytown.pin.toml"
    folders.accept(checkout.place)
    pin.write_text('sources = ["plan"]\n', encoding="utf-8")
    good = write_notebook(checkout.root, "01_history", (*HISTORY, "1 / 0"))
    with pytest.raises(NotebookFailed):
        committed.execute_in_place("toytown", checkout.root, progress=False, pin=True)
    assert assumptions.load_pin(checkout.place) == ["plan"]
    write_notebook(checkout.root, "01_history", HISTORY)
    assert good in committed.execute_in_place("toytown", checkout.root, progress=False)
    assert assumptions.load_pin(checkout.place) == ["plan"]
    committed.execute_in_place("toytown", checkout.root, progress=False, pin=True)
    assert assumptions.load_pin(checkout.place) == ["plan", "later"]
    assert "later" in pin.read_text(encoding="utf-8")


def test_a_report_has_a_plain_name_a_page_a_notebook_and_every_table(checkout):
    report = releases.current(checkout.root / "reports" / "toytown")
    assert re.fullmatch(r"[a-z0-9-]{1,40}", report.name)
    pages = {path.name for path in report.iterdir()}
    assert {"00_answer.html", "01_history.html", "statements.html"} <= pages
    assert set(published(checkout)) == {"answer.csv", "history.csv"}
    assert b"R001,120" in published(checkout)["history.csv"]


def test_an_older_state_of_knowledge_reaches_the_notebooks(checkout):
    before = report_pages(checkout)
    index = run(checkout, as_of="2021-12-31")
    assert b"R001" not in (index.parent / "tables" / "history.csv").read_bytes()
    assert b"R001" in published(checkout)["history.csv"]
    beside = {name for name in report_pages(checkout) if name.startswith("toytown/beside/")}
    assert report_pages(checkout).keys() - beside == before.keys()
    assert not outcome(checkout, as_of="2021-12-31", if_changed=True).published


LEAVES = "import tempfile; print(tempfile.mkstemp()[1])"


@pytest.fixture
def temporary(tmp_path_factory, monkeypatch) -> Path:
    """Where passing files go meanwhile."""
    place = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_running_again_gives_the_same_bytes_and_leaves_nothing_elsewhere(
    checkout, temporary, monkeypatch, tmp_path_factory
):
    once, here = published(checkout), tmp_path_factory.mktemp("here")
    monkeypatch.chdir(here)
    write_notebook(checkout.root, "00_answer", (*ANSWER, LEAVES))
    run(checkout)
    assert published(checkout) == once
    assert list(here.iterdir()) == [] == list(temporary.iterdir())


@pytest.mark.every(3)
@cases
def test_a_failing_notebook_publishes_nothing_leaves_nothing_and_is_named(
    checkout, temporary, cell, said
):
    before = published(checkout), report_pages(checkout)
    write_notebook(checkout.root, "01_history", (*HISTORY, LEAVES, cell, "print(1)"))
    with pytest.raises(NotebookFailed, match="01_history") as failure:
        run(checkout)
    assert said in str(failure.value)
    assert (published(checkout), report_pages(checkout)) == before
    assert list(temporary.iterdir()) == []


@pytest.mark.every(2)
@cases
def test_the_log_keeps_what_led_to_it(checkout, monkeypatch, capsys, cell, place, said):
    """What fails is one sentence where somebody reads; the log of a schedule has it all."""
    write_notebook(checkout.root, "01_history", (*HISTORY, cell))
    monkeypatch.setenv("ZONEECON_ROOT", str(checkout.root))
    assert cli.main(["refresh", "--zone", "toytown", "--json"]) == 3
    told = capsys.readouterr()
    assert "traceback" not in json.loads(told.out) and "Traceback" not in told.err
    assert f"01_history, {place}: {said}" in json.loads(told.out)["message"]
    log = checkout.root / "reports" / "toytown" / "log.jsonl"
    led = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])["traceback"]
    assert "Traceback (most recent call last)" in led and "Cell In[" in led
    assert said.partition(":")[2].strip() in led and "\x1b" not in led


# --- parameters ------------------------------------------------------------------------------


def test_bad_raw_data_is_refused_before_any_notebook_starts(checkout):
    write_notebook(checkout.root, "00_answer", ("open(f'{zone}-was-here', 'w')",))
    checkout.set("raw/toytown/statements/plan.csv", 2, "unit", "billion")
    with pytest.raises(BadInput, match="billion"):
        run(checkout)


def test_publish_outside_a_refresh_writes_nothing(tmp_path, monkeypatch):
    import pandas as pd

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(refresh_run.STAGE, raising=False)
    assert refresh_run.publish(pd.DataFrame({"x": [1]}), "table") == "table.csv: 1 rows, 1 columns"
    assert os.listdir(tmp_path) == []


# --- only what changed -----------------------------------------------------------------------


def everything(toy: Toy) -> dict[str, tuple[int, bytes]]:
    """Every file with its time, to see that nothing was touched."""
    files = [path for path in sorted(toy.root.rglob("*")) if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_nothing_new_touches_no_file(checkout):
    before = everything(checkout)
    again = outcome(checkout, if_changed=True)
    assert not again.published and again.reasons == []
    assert everything(checkout) == before


def test_what_one_killed_after_its_report_was_out_left_is_cleared_where_nothing_is_new(checkout):
    reports = checkout.root / "reports" / "toytown"
    sockets = Path(tempfile.mkdtemp(prefix="zoneecon-"))
    left = reports / f"{releases.STAGING}7"
    (left / "inputs").mkdir(parents=True)
    (left / "sockets").write_text(str(sockets))
    with ThreadPoolExecutor(1) as other, locks.zone_lock(checkout.place):
        # it may be at work: nobody waits for it, and its folder stays
        assert not other.submit(outcome, checkout, if_changed=True).result(20).published
    assert left.is_dir() and sockets.is_dir()
    newest = releases.current(reports)
    assert not outcome(checkout, if_changed=True).published
    assert not left.exists() and not sockets.exists()
    assert releases.current(reports) == newest


def imported(*arguments: str, root: Path) -> set[str]:
    """Modules that a command imports, whatever it prints."""
    run = python(root, "-X", "importtime", "-m", "zoneecon", *arguments)
    out, err = run.communicate()
    assert out and run.returncode == 0
    return set(re.findall(r"^import time:.*\| *(\S+)$", err, flags=re.MULTILINE))


def test_help_and_nothing_new_import_nothing_heavy(checkout):
    heavy = {"pandas", "numpy", "matplotlib", "statsmodels", "scipy", "papermill", "nbformat"}
    for arguments in (["--help"], ["refresh", "--help"], ["refresh", "--if-changed"]):
        assert not heavy & imported(*arguments, root=checkout.root)


@pytest.mark.long
def test_what_changed_is_a_reason_and_set_back_brings_the_former_result_back(checkout):
    former, kept = published(checkout), contents(checkout.root)
    data, path = checkout.root / "data", checkout.root / "notebooks" / "00_answer.ipynb"
    made = releases.manifest(releases.current(checkout.root / "reports" / "toytown"))
    raw = "raw/toytown/statements"
    cell, value = "notebooks/00_answer.ipynb changed", f"data/{raw}/later.csv changed"
    new, saved = f"data/{raw}/more.csv is new", "data/assumptions/toytown.saved.toml"

    def reasons(**parameters: str) -> list[str]:
        return snapshot.changes(checkout.place, made, {"zone": "toytown", **parameters})

    def save(name: str) -> None:
        block = {"title": name, "rationale": "why"}
        assumptions.save_scenario(checkout.place, name, block)

    assert reasons() == [] and reasons(seed="1") == ["the parameters changed"]
    executed = nbformat.read(path, as_version=4)
    executed.cells[1].execution_count = 7
    nbformat.write(executed, path)
    assert reasons() == []  # what running stores is no input
    executed.cells[2].source += (
        "\nfrom zoneecon.data import assumptions\n"
        "answer['x'] = list(assumptions.load_assumptions(zone)['scenarios'])[-1:]"
    )
    nbformat.write(executed, path)
    assert reasons() == [cell]
    checkout.set(f"{raw}/later.csv", 2, "value", "119")
    assert reasons() == [value, cell]
    rows = (data / raw / "later.csv").read_text(encoding="utf-8").replace("R001", "R002")
    (data / raw / "more.csv").write_text(rows.replace("2020", "2017"), encoding="utf-8")
    assert reasons() == [value, new, cell]
    save("first")
    done = outcome(checkout, if_changed=True)
    assert done.published and done.reasons == [f"{saved} is new", value, new, cell]
    assert b"R001,119" in published(checkout)["history.csv"]
    assert published(checkout)["answer.csv"] == b"x\nfirst\n"
    assert not outcome(checkout, if_changed=True).published

    made = releases.manifest(done.index.parent)
    save("second")
    assert reasons() == [f"{saved} changed"]
    for name in contents(data.parent).keys() - kept.keys():
        "reports" in name or (checkout.root / name).unlink()
    for name, content in kept.items():
        "reports" in name or (checkout.root / name).write_bytes(content)
    assert outcome(checkout, if_changed=True).published
    assert published(checkout) == former


def test_a_report_that_was_tampered_with_is_made_anew_and_the_damage_is_told(checkout):
    former, run = published(checkout), releases.current(checkout.root / "reports" / "toytown")
    (run / "tables" / "answer.csv").write_text("x\n9\n")
    again = outcome(checkout, if_changed=True)
    assert again.published and f"reports/toytown/{run.name}: is damaged" in again.damage[0]
    assert published(checkout) == former and run.is_dir()


def test_the_date_found_without_pandas_is_the_one_that_data_finds(root, toy):
    for place in (toy.place, at(root, "anshan-edz")):
        assert snapshot.newest(place) == folders.newest(place).isoformat()


# --- processes -------------------------------------------------------------------------------

UNCLEAN = (
    "import builtins, os, pandas\nleftover = builtins.leftover = os.environ['LEFTOVER'] = '1'\n"
    "pandas.set_option('display.max_rows', 1)",
)
CLEAN = (
    "import builtins, os, pandas\n"
    "assert 'leftover' not in globals() and not hasattr(builtins, 'leftover')\n"
    "assert 'LEFTOVER' not in os.environ and pandas.get_option('display.max_rows') != 1",
)


@pytest.mark.parametrize(
    "method", [METHODS[0], *(pytest.param(other, marks=pytest.mark.long) for other in METHODS[1:])]
)
def test_a_name_left_by_one_notebook_is_unknown_to_the_next(checkout, monkeypatch, method):
    monkeypatch.setenv(processes.METHOD, method)
    write_notebook(checkout.root, "00_answer", UNCLEAN)
    write_notebook(checkout.root, "01_history", (*CLEAN, *HISTORY))
    run(checkout, workers=1)
    assert set(published(checkout)) == {"history.csv"}


PICTURE = (
    "import matplotlib.pyplot as plt, pandas as pd",
    "plt.plot([1, 2]);",
    "print('said')\npd.DataFrame({'x': [1]})",
)


@pytest.mark.long
def test_whatever_starts_the_kernels_the_report_has_the_same_bytes(checkout, monkeypatch):
    drawn = write_notebook(checkout.root, "02_picture", PICTURE)
    seen = []
    for method in METHODS:
        monkeypatch.setenv(processes.METHOD, method)
        report = run(checkout).parent
        names = ["*.ipynb", "*.html", "tables/*.csv"]
        seen.append({p.name: p.read_bytes() for name in names for p in report.glob(name)})
    assert len(seen[0]) == 10 and all(other == seen[0] for other in seen)
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    ordinary = papermill.execute_notebook(drawn, None, progress_bar=False, kernel_name="python3")
    made = [nbformat.reads(seen[0][drawn.name], 4), ordinary]
    shown = [[cell["outputs"] for cell in one.cells[-3:]] for one in made]
    for output in (output for outputs in (*shown[0], *shown[1]) for output in outputs):
        output.pop("execution_count", None)  # one more where parameters were given
    assert shown[0] == shown[1] and "image/png" in str(shown[0]) and "said" in str(shown[0])


def test_a_notebook_that_hangs_is_stopped_and_named(checkout):
    write_notebook(checkout.root, "01_history", ("1", "import time; time.sleep(600)"))
    with pytest.raises(NotebookFailed, match="01_history: took longer than 3 s and was stopped"):
        run(checkout, timeout=3)
    assert wait_until(lambda: not orphans(checkout))


def orphans(toy: Toy) -> list[str]:
    """Command lines of processes that still work for this checkout."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
            here = str(toy.root).encode() in text or str(toy.root) in os.readlink(folder / "cwd")
        except OSError:
            continue
        if here and int(folder.name) != os.getpid():
            found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def start(toy: Toy, *options: str, **more) -> subprocess.Popen:
    """A refresh by the command line, in a process of its own."""
    words = ("refresh", "--zone", "toytown", "--quiet", *options)
    return zoneecon(toy.root, *words, cwd=toy.root, **more)


def sound(toy: Toy) -> bool:
    """Whether the newest release is whole and what people open."""
    reports = toy.root / "reports" / "toytown"
    found = releases.newest(reports)
    return not found.damaged and releases.points_to(reports, found.run)


def wait_until(condition, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not (held := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


SLOW = ("open('began', 'w').close()\nimport time; time.sleep(20)",)


@pytest.mark.skipif(os.name != "posix", reason="signals as on Unix")
@pytest.mark.parametrize(
    "number",
    ["SIGINT", *(pytest.param(name, marks=pytest.mark.long) for name in ("SIGTERM", "SIGKILL"))],
)
def test_an_interrupted_refresh_leaves_no_process_and_the_last_report(checkout, number):
    before = published(checkout)
    write_notebook(checkout.root, "02_slow", SLOW)
    process = start(checkout)
    staging = checkout.root / "reports" / "toytown"
    assert wait_until(lambda: list(staging.rglob("02_slow/cwd/began")), 60)
    process.send_signal(getattr(signal, number))
    assert process.wait(15) not in (0, 2, 3)
    assert wait_until(lambda: not orphans(checkout))
    assert published(checkout) == before and sound(checkout)
    (checkout.root / "notebooks" / "02_slow.ipynb").unlink()
    run(checkout)
    assert sound(checkout) and not list(staging.glob(".staging-*"))


def test_two_refreshes_at_once_the_second_says_who_works_and_exits_with_4(checkout):
    with locks.zone_lock(checkout.place):
        second = start(checkout)
        assert second.wait(15) == 4
        assert f"process {os.getpid()}" in second.stderr.read()
        third = start(checkout, "--wait", "60")
        time.sleep(1)
        assert third.poll() is None
    assert third.wait(60) == 0 and sound(checkout)


def test_the_lock_of_a_dead_process_is_free(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from zoneecon.data.files import locks\n"
        "locks.lock(Path(sys.argv[1])).__enter__(); os._exit(9)"
    )
    assert subprocess.call([sys.executable, "-c", code, str(tmp_path / "lock")]) == 9
    with locks.lock(tmp_path / "lock"):
        assert f"process {os.getpid()}" in (tmp_path / "lock").read_text()


def test_a_full_disk_is_said_and_publishes_nothing(checkout):
    resource = pytest.importorskip("resource")
    before = published(checkout), report_pages(checkout)
    checkout.set("raw/toytown/statements/later.csv", 2, "value", "119")
    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000))  # noqa: E731
    process = start(checkout, preexec_fn=small)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3 and "too large" in said and "Traceback" not in said
    assert (published(checkout), report_pages(checkout)) == before
