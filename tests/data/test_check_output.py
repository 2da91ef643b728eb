"""What `zoneecon check` shows: what wants a look, one line for the rest, and all of it as JSON."""

import json
from collections import Counter

import pytest

from tests.bad.changes import cells, spoil
from tests.conftest import REAL
from tests.made_up import BULLETIN, NEXT, ZONE, Checkout
from zoneecon.cli import main


def shown(capsys, *arguments: str) -> tuple[list[str], list[str]]:
    """Lines of standard output and of standard error."""
    assert main(["check", *arguments]) == 0
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


@pytest.fixture
def notices(capsys) -> list[dict]:
    """Everything there is to say of the real data."""
    out, _ = shown(capsys, REAL, "--json")
    return json.loads("\n".join(out))["notices"]


def test_the_screen_of_the_real_data_has_15_lines_at_most(capsys):
    out, err = shown(capsys, REAL)
    assert len(out) + len(err) <= 15


def test_every_warning_is_on_the_screen_and_the_rest_is_one_line(capsys, notices):
    _, err = shown(capsys, REAL)
    warned = [one for one in notices if one["verdict"] == "warned"]
    for one in warned:
        assert any(f"row {one['row']}, column {one['column']}" in line for line in err)
    unsure = sum(one["rule"] == "unverifiable" for one in notices)
    others = len(notices) - len(warned) - unsure
    assert len(err) == len(warned) + 1
    assert err[-1].startswith(f"{unsure} rows have cells that no words of theirs confirm, {others}")


def test_verbose_counts_what_is_only_reported(capsys, notices):
    _, err = shown(capsys, REAL, "--verbose")
    counted = Counter(one["en"] for one in notices if one["verdict"] == "reported")
    lines = [f"{count} × {message}" for message, count in counted.most_common()]
    assert err[-len(lines) :] == lines and sum(counted.values()) > 400


def test_five_warnings_of_a_rule_are_written_out_and_the_others_counted(
    tmp_path, monkeypatch, capsys
):
    small = [cells(BULLETIN, f"B12{n}", value=f"0.2{n}") for n in range(5)]
    spoil(Checkout(tmp_path), *small, cells(NEXT, "C104", value="0.26"))
    monkeypatch.setenv("ZONEECON_ROOT", str(tmp_path))
    _, err = shown(capsys, ZONE)
    assert len([line for line in err if "is below 1 %" in line]) == 5
    assert "… and 1 more" in err


def test_a_sound_folder_is_one_line_in_either_language(tmp_path, monkeypatch, capsys):
    Checkout(tmp_path)
    monkeypatch.setenv("ZONEECON_ROOT", str(tmp_path))
    out, _ = shown(capsys, ZONE)
    assert out[0] == "toytown 49 statements of 3 sources: no problem found"
    out, _ = shown(capsys, ZONE, "--lang", "zh")
    assert out[0] == "toytown 49 条数据，3 个来源：未发现问题"
