"""A Dask cluster refreshes many zones; a killed worker loses, tears and doubles nothing."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Toy, zoneecon
from tests.refresh.test_run import HISTORY, everything, orphans, wait_until, write_notebook
from tests.refresh.test_schedules import blocks
from tests.refresh.test_zones import logged, refresh_all, said, whole
from zoneecon.data.files import releases
from zoneecon.refresh import cluster

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
if os.name != "posix":
    pytest.skip("processes are killed as on Unix", allow_module_level=True)
ZONES = [f"made-up-{number}" for number in range(1, 5)]
#: The three commands of docs/schedules.md, without the program.
SCHEDULER, WORKER, REFRESH = (
    shlex.split(line)[1:] for line in blocks("sh") if re.search(r"bin/dask|--engine dask", line)
)
ADDRESS = "tcp://127.0.0.1:8786"


@pytest.fixture
def many(toy: Toy) -> Toy:
    """A checkout with four made-up zones and one notebook that takes a moment."""
    raw = toy.root / "data" / "raw"
    for zone in ZONES:
        shutil.copytree(raw / "toytown", raw / zone)
    shutil.rmtree(raw / "toytown")
    write_notebook(toy.root, "01_history", (*HISTORY, "import time; time.sleep(0.3)"))
    return toy


def start(folder: Path, words: list[str]) -> subprocess.Popen:
    """A part of the cluster, in a folder and a process group of its own."""
    with (folder / f"{words[0]}.txt").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words, "--no-dashboard"],
            cwd=folder,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def at(address: str, words: list[str]) -> list[str]:
    """A command of the page for this scheduler."""
    return [address if word == ADDRESS else word for word in words]


@contextmanager
def scheduler(folder: Path, workers: bool) -> Iterator[str]:
    """Address of a scheduler on any free port, with the page's two workers or with none."""
    file = folder / "scheduler.json"
    words = ["0" if word == "8786" else word for word in SCHEDULER]
    parts = [start(folder, [*words, "--scheduler-file", str(file)])]
    try:
        assert wait_until(file.is_file, 30)
        address = json.loads(file.read_text())["address"]
        parts += [start(folder, at(address, WORKER))] if workers else []
        yield address
    finally:
        for part in parts:
            os.killpg(part.pid, signal.SIGKILL)
            part.wait()


def order(toy: Toy, address: str) -> subprocess.Popen:
    """The page's refresh of every zone by the cluster, under way."""
    return zoneecon(toy.root, *at(address, REFRESH), "--json", stderr=None)


def lines(process: subprocess.Popen) -> dict[str, dict]:
    """What it said, by zone; every zone once."""
    found = [json.loads(line) for line in process.communicate(timeout=120)[0].splitlines()]
    assert sorted(line["zone"] for line in found) == ZONES
    return {line["zone"]: line for line in found}


def in_the_middle(toy: Toy) -> tuple[str, int] | None:
    """A zone whose notebook is running, and the worker's process id, which its folder bears."""
    for place in (toy.root / "reports").glob("*/.staging-*/work/*/cwd"):
        stage = place.parents[2]
        return stage.parent.name, int(stage.name.rpartition("-")[2])
    return None


@pytest.mark.long
def test_a_worker_killed_in_the_middle_loses_tears_and_doubles_no_report(many, tmp_path_factory):
    with scheduler(tmp_path_factory.mktemp("cluster"), workers=True) as address:
        process = order(many, address)
        hit, victim = wait_until(lambda: in_the_middle(many), 60)
        os.kill(victim, signal.SIGKILL)
        told = lines(process)
        assert process.returncode == 0
        for zone in ZONES:
            assert told[zone]["outcome"] == "published" and whole(many, zone)
            (run,) = releases.runs(many.root / "reports" / zone)
            assert told[zone]["report"] == f"reports/{zone}/{run.name}/index.html"
            assert [line["report"] for line in logged(many, zone)] == [told[zone]["report"]]
        assert f"-{victim}/" not in told[hit]["report"]  # the dead one's zone: made by another
        assert list((many.root / "reports").glob("*/.staging-*")) == []
        assert wait_until(lambda: not orphans(many))

        before = everything(many)
        again = order(many, address)
        assert {line["outcome"] for line in lines(again).values()} == {"nothing new"}
        assert again.returncode == 0 and everything(many) == before


@pytest.fixture
def ask(many: Toy, monkeypatch, capsys):
    """Have a cluster refresh every zone; exit code and the message that every zone gets."""

    def asked(*options: str) -> tuple[int, str]:
        code = refresh_all(many, monkeypatch, "--engine", "dask", *options)
        told = said(capsys)
        assert sorted(told) == ZONES
        (message,) = {line["message"] for line in told.values()}
        return code, message

    return asked


def test_a_scheduler_that_does_not_answer_is_said(ask, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER_WITHIN", 1)
    nobody = "tcp://127.0.0.1:9"
    code, message = ask("--scheduler", nobody)
    assert code == 3 and f"no Dask scheduler at {nobody}" in message


def test_an_address_that_is_none_is_said(ask):
    code, message = ask("--scheduler", "over there")
    assert code == 3 and "no Dask scheduler at over there" in message
    code, message = ask("--scheduler", "over there", "--language", "zh")
    assert code == 3 and "over there 处没有 Dask 调度器" in message


def test_a_cluster_without_workers_is_said(ask, monkeypatch, tmp_path_factory):
    monkeypatch.setattr(cluster, "WORKER_WITHIN", 1)
    with scheduler(tmp_path_factory.mktemp("cluster"), workers=False) as address:
        code, message = ask("--scheduler", address)
    assert code == 3 and "no worker" in message


def test_without_the_extra_the_message_names_it(many, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "distributed", None)
    where = ("--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert refresh_all(many, monkeypatch, *where) == 2
    assert "the extra `cluster`" in capsys.readouterr().err


def test_without_an_address_the_message_says_how_to_get_one(many, monkeypatch, capsys):
    assert refresh_all(many, monkeypatch, "--engine", "dask") == 2
    assert "dask scheduler" in capsys.readouterr().err


def test_a_worker_without_the_checkout_or_with_other_code_says_so(many):
    settings = {"if_changed": True, "wait": 0, "pinned": False}
    elsewhere = cluster.refresh_here(ZONES[0], "/nowhere", settings, "order", cluster.CODE)
    assert elsewhere["exit"] == 3 and "has no checkout at /nowhere" in elsewhere["message"]
    older = cluster.refresh_here(ZONES[0], str(many.root), settings, "order", "another")
    assert older["exit"] == 3 and "another zoneecon" in older["message"]
    assert not (many.root / "reports").exists()
