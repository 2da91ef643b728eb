"""Many zones in one checkout: none stands in another's way, each has its outcome told."""

import ast
import json
import shlex
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import Toy, zoneecon
from tests.refresh.test_run import ANSWER, HISTORY, write_notebook
from zoneecon import cli
from zoneecon.data.files import releases
from zoneecon.data.files.checkout import Checkout
from zoneecon.refresh import cluster, outcomes
from zoneecon.refresh import run as refresh_run
from zoneecon.text.catalogue import say


@pytest.fixture
def two(toy: Toy) -> Toy:
    """A checkout with two made-up zones, `toytown` and `othertown`, and two notebooks."""
    raw = toy.root / "data" / "raw"
    shutil.copytree(raw / "toytown", raw / "othertown")
    write_notebook(toy.root, "00_answer", ANSWER)
    write_notebook(toy.root, "01_history", HISTORY)
    return toy


def whole(toy: Toy, zone: str) -> bool:
    """Whether a zone's newest release is whole."""
    found = releases.newest(toy.root / "reports" / zone)
    return found.run is not None and not found.damaged


@pytest.mark.long
def test_a_zone_published_while_another_is_made_leaves_it_alone(two, monkeypatch):
    gather, calls = refresh_run._gather, []

    def after_the_other_zone(*arguments):
        calls.append(1)
        if len(calls) == 1:  # toytown's notebooks have run, none is in its release yet
            refresh_run.refresh("othertown", root=two.root, progress=False)
        gather(*arguments)

    monkeypatch.setattr(refresh_run, "_gather", after_the_other_zone)
    refresh_run.refresh("toytown", root=two.root, progress=False)
    assert whole(two, "toytown") and whole(two, "othertown")


# --- a round ---------------------------------------------------------------------------------


def refresh_all(toy: Toy, monkeypatch, *options: str) -> int:
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    return cli.main(["refresh", "--all", "--json", *options])


def said(capsys) -> dict[str, dict]:
    """The lines that were printed, by zone; each zone has one."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({line["zone"] for line in lines}) == len(lines)
    return {line["zone"]: line for line in lines}


def logged(toy: Toy, zone: str) -> list[dict]:
    log = toy.root / "reports" / zone / "log.jsonl"
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@pytest.mark.long
def test_a_zone_with_bad_data_says_so_and_the_others_are_published(two, monkeypatch, capsys):
    path = two.root / "data" / "raw" / "othertown" / "statements" / "plan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("亿元", "billion"), encoding="utf-8")
    assert refresh_all(two, monkeypatch) == 2
    lines = said(capsys)
    assert lines["othertown"]["exit"] == 2 and "billion" in lines["othertown"]["message"]
    assert lines["toytown"]["outcome"] == "published" and whole(two, "toytown")
    assert [line["exit"] for line in logged(two, "othertown")] == [2]
    assert [line["report"] for line in logged(two, "toytown")] == [lines["toytown"]["report"]]
    assert refresh_all(two, monkeypatch, "--if-changed") == 2
    assert said(capsys)["toytown"]["outcome"] == "nothing new"
    assert len(logged(two, "toytown")) == 1  # nothing new touches no file
    assert len(logged(two, "othertown")) == 2


def test_a_fault_of_ours_in_one_zone_keeps_no_other_from_its_report(two, monkeypatch, capsys):
    real = refresh_run.refresh

    def at_fault(zone, **more):
        return {}["missing"] if zone == "othertown" else real(zone, **more)

    monkeypatch.setattr(refresh_run, "refresh", at_fault)
    assert refresh_all(two, monkeypatch) == outcomes.FAULT
    lines = said(capsys)
    assert "KeyError: 'missing'" in lines["othertown"]["message"]
    assert lines["toytown"]["exit"] == 0 and whole(two, "toytown")


def test_an_interruption_ends_the_round(two, monkeypatch, capsys):
    asked = []

    def interrupted(zone, **_):
        asked.append(zone)
        raise KeyboardInterrupt

    monkeypatch.setattr(refresh_run, "refresh", interrupted)
    assert refresh_all(two, monkeypatch) == outcomes.INTERRUPTED
    assert asked == ["othertown"] == list(said(capsys))


@pytest.mark.long
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to write to")
def test_a_log_that_cannot_be_written_keeps_no_zone_from_its_report(two):
    with open("/dev/full", "w") as full:
        done = zoneecon(two.root, "refresh", "--all", "--json", stdout=full)
        assert (done.communicate()[1], done.returncode) == ("", 0)
    assert whole(two, "toytown") and whole(two, "othertown")


def test_a_checkout_without_zones_is_said(toy, monkeypatch, capsys):
    shutil.rmtree(toy.root / "data" / "raw" / "toytown")
    assert refresh_all(toy, monkeypatch) == 2
    assert "no zone folder" in capsys.readouterr().err


@pytest.mark.long
def test_an_order_that_is_given_twice_is_published_once(two):
    settings = {"if_changed": False, "wait": 60, "pinned": False}
    arguments = "toytown", str(two.root), settings, "order-1", cluster.CODE
    with ThreadPoolExecutor() as pool:  # at once, as when a worker is given up but lives
        lines = list(pool.map(lambda _: cluster.refresh_here(*arguments), range(2)))
    lines.append(cluster.refresh_here(*arguments))
    assert {line["outcome"] for line in lines} == {"published"}
    assert len({line["report"] for line in lines}) == 1
    assert len(releases.runs(two.root / "reports" / "toytown")) == 1 and whole(two, "toytown")
    assert lines[0]["reasons"] == lines[2]["reasons"] == [say("commands.changed.asked_for")]
    cluster.refresh_here(*arguments[:3], "order-2", cluster.CODE)
    assert len(releases.runs(two.root / "reports" / "toytown")) == 2


# --- the failure hook ------------------------------------------------------------------------

FAILED = outcomes.failed("toytown", 3, "00_answer, cell 2: 'it' said \"no\"\n钢 $HOME `id` \0 end")
NOTE = """import os, sys
told = {name: value for name, value in os.environ.items() if name.startswith("ZONEECON_")}
open(sys.argv[1], "w").write(repr([sys.argv[2:], told]))"""


def tell(toy: Toy, line: dict, hook: str | None) -> None:
    outcomes.tell(line, Checkout(toy.root), True, False, outcomes.words(hook) if hook else None)


def test_the_hook_is_told_zone_code_and_message_word_for_word(toy, tmp_path, monkeypatch):
    monkeypatch.delenv("ZONEECON_ROOT", raising=False)
    out = tmp_path / "a note.txt"
    command = shlex.join([sys.executable, "-X", "utf8", "-c", NOTE, str(out), "two words", '"'])
    tell(toy, FAILED, command)
    words, told = ast.literal_eval(out.read_text(encoding="utf-8"))
    assert words == ["two words", '"']
    message = FAILED["message"].replace("\0", "")
    assert told == {"ZONEECON_ZONE": "toytown", "ZONEECON_EXIT": "3", "ZONEECON_MESSAGE": message}


def test_the_hook_is_called_for_failures_only(toy, tmp_path):
    out = tmp_path / "note.txt"
    hook = shlex.join([sys.executable, "-c", NOTE, str(out)])
    good = {"zone": "toytown", "exit": 0, "seconds": 1.0, "outcome": "nothing new", "report": "x"}
    tell(toy, good, hook)
    assert not out.exists()


@pytest.mark.parametrize(
    ("hook", "complaint"),
    [
        ("no-such-command-anywhere", "no-such-command-anywhere"),
        (shlex.join([sys.executable, "-c", "raise SystemExit(7)"]), "ended with 7"),
        (shlex.join([sys.executable, "-c", "import time; time.sleep(60)"]), "timed out"),
    ],
    ids=["missing", "fails", "hangs"],
)
def test_a_hook_that_fails_is_said_and_changes_nothing_else(
    toy, hook, complaint, capsys, monkeypatch
):
    monkeypatch.setattr(outcomes, "HOOK_SECONDS", 1)
    tell(toy, FAILED, hook)
    told = capsys.readouterr()
    assert "--on-failure: " in told.err and complaint in told.err
    assert json.loads(told.out) == FAILED


@pytest.mark.parametrize("command", ["", "  ", "mail 'open quote"])
def test_a_hook_that_is_no_command_is_refused_at_once(command, capsys):
    with pytest.raises(SystemExit) as refused:
        cli.main(["refresh", "--on-failure", command])
    assert refused.value.code == 2 and "--on-failure" in capsys.readouterr().err


def test_a_message_too_long_for_an_environment_still_reaches_the_hook(toy, tmp_path):
    out = tmp_path / "note.txt"
    hook = shlex.join([sys.executable, "-X", "utf8", "-c", NOTE, str(out)])
    tell(toy, FAILED | {"message": "钢" * 1_000_000}, hook)
    assert out.exists()
