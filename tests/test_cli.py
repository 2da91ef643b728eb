"""The command line names a zone one way everywhere; what is typed wrong is one message."""

import json
import re

import pytest

from tests.cases import cases, tables
from zoneecon import cli
from zoneecon.refresh import runner

#: Commands that name a zone, with what else they cannot do without.
NAMING = {
    "check": [],
    "refresh": [],
    "notebooks": [],
    "add": ["FILE", "--published", "2022-01-01", "--title", "T"],
    "diff": ["--from", "2021-08-31", "--to", "2022-01-01"],
    "status": [],
    "export": [],
}
#: Those that were written with the zone alone before.
ALONE = ("check", "notebooks", "status", "export")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Two words in a row that are no command and no option to be typed.
ENGLISH = re.compile(r"(?<![-\w])(?!zoneecon |dask )[a-z]+ [a-z]+\b")


@pytest.mark.parametrize("command", NAMING)
def test_every_command_takes_a_zone_by_the_same_option(command):
    options = cli.parser().parse_args([command, *NAMING[command], "--zone", "anshan-edz"])
    assert cli._only_zone(options).name == "anshan-edz"


@pytest.mark.parametrize("command", ALONE)
def test_a_zone_alone_goes_on_working(command):
    options = cli.parser().parse_args([command, "anshan-edz"])
    assert cli._only_zone(options).name == "anshan-edz"
    both = cli.parser().parse_args([command, "anshan-edz", "--zone", "anshan-edz"])
    assert cli._only_zone(both).name == "anshan-edz"


@pytest.mark.parametrize("command", ALONE)
def test_two_zones_are_one_too_many(command, capsys, monkeypatch, root):
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    assert cli.main([command, "one-zone", "--zone", "other-zone"]) == 2
    told = capsys.readouterr()
    assert "names two zones: other-zone, one-zone; name one" in told.out + told.err


@pytest.mark.parametrize("command", ["check", "notebooks", "export", "status"])
def test_an_unknown_zone_is_answered_with_the_known_ones(command, capsys, monkeypatch, root):
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    assert cli.main([command, "--zone", "anshan"]) == 2
    told = capsys.readouterr()
    assert "'anshan' is not a zone here. Zones: anshan-edz" in told.out + told.err
    assert "Traceback" not in told.out + told.err


@pytest.mark.parametrize("command", NAMING)
def test_an_empty_zone_is_no_zone(command, capsys, monkeypatch, root):
    """As a script types it whose variable is not set."""
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    assert cli.main([command, *NAMING[command], "--zone", ""]) == 2
    told = capsys.readouterr()
    assert "is not a zone here. Zones: anshan-edz" in told.out + told.err


def test_a_day_before_the_first_publication_is_no_side_of_a_difference(capsys, monkeypatch, root):
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    for words in (
        ["--from", "0001-01-01", "--to", "2021-08-31"],
        ["--from", "2021-08-31", "--to", "1999-12-31"],
    ):
        assert cli.main(["diff", "--zone", "anshan-edz", *words]) == 2
        assert "first day is 2021-08-31" in capsys.readouterr().err


# --- in the language that was asked for ------------------------------------------------------


@pytest.fixture
def desk(tmp_path, monkeypatch, root):
    """A folder with what someone may hand in; no notebook may start."""
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    monkeypatch.setattr(runner, "run", lambda *_: pytest.fail("a notebook was started"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "there.xlsx").touch()
    (tmp_path / "rows.csv").write_text("指标,年份,数值,单位\n地区生产总值,2021,1,亿元\n", "utf-8")
    (tmp_path / "printed.csv").write_text("指标,2020\n地区生产总值（亿元）,1\n", "utf-8")
    return tmp_path


@cases
def test_what_cannot_be_done_is_said_in_the_language_that_was_asked_for(desk, capsys, words):
    code, english = cli.main(words), "".join(capsys.readouterr())
    assert cli.main([*words, "--language", "zh"]) == code != 0
    chinese = "".join(capsys.readouterr())
    assert ENGLISH.search(english)
    assert CHINESE.search(chinese) and not ENGLISH.search(chinese), chinese


def test_every_command_is_refused_in_both_languages():
    table = tables(__file__)["what_cannot_be_done_is_said_in_the_language_that_was_asked_for"]
    assert {words[0] for (words,) in table["rows"]} == set(cli.COMMANDS)


def test_only_what_is_wrong_in_a_cell_is_counted_as_a_problem_of_the_data(desk, capsys):
    added = ["--published", "2022-03-01", "--title", "T", "--yes"]
    assert cli.main(["add", "rows.csv", *added, "--mapping", "no/such.toml"]) == 2
    assert capsys.readouterr().err.startswith("zoneecon: no/such.toml: is no file")
    assert cli.main(["add", "printed.csv", *added, "--language", "zh"]) == 2
    assert capsys.readouterr().err.startswith("zoneecon: 原始数据有 2 处问题")


def test_a_program_reads_english_whatever_is_said(toy, monkeypatch, capsys):
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    log = toy.root / "reports" / "toytown" / "log.jsonl"
    log.parent.mkdir(parents=True)
    asked = ["--zone", "toytown", "-p", "zone=UP", "--json", "--language", "zh"]
    assert cli.main(["refresh", *asked]) == 2
    said = capsys.readouterr()
    for line in (json.loads(said.out), json.loads(log.read_text("utf-8"))):
        assert line["message"].startswith("parameters: zone = 'UP' must be lower-case letters")
        assert "told" not in line
    assert "参数 zone = 'UP' 应为小写字母" in said.err
