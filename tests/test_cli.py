"""The command line names a zone one way everywhere; what is typed wrong is one message."""

import pytest

from zoneecon import cli

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
