"""The family of errors: one sentence for who typed, a code for who schedules."""

import copy

import pytest

from zoneecon import errors
from zoneecon.errors import STAGE, BadInput, Problem, ZoneEconError

ROW = Problem("units.csv", 3, "unit", "亿", "is unknown")


def family(kind: type = ZoneEconError) -> list[type]:
    return [kind, *(below for one in kind.__subclasses__() for below in family(one))]


def test_every_error_that_the_package_raises_by_name_is_of_the_family():
    import importlib
    import pkgutil

    import zoneecon

    for module in pkgutil.walk_packages(zoneecon.__path__, "zoneecon."):
        if not module.name.endswith("__main__"):
            found = vars(importlib.import_module(module.name)).values()
            own = [one for one in found if isinstance(one, type) and issubclass(one, Exception)]
            for kind in own:
                if kind.__module__.startswith("zoneecon"):
                    assert issubclass(kind, ZoneEconError), kind
    names = {kind.__name__ for kind in family()}
    assert {"BadInput", "BadSetting", "Busy", "NotebookFailed", "Slip"} <= names
    assert "Refused" not in names


@pytest.mark.parametrize(
    ("kind", "code"),
    [("BadInput", 2), ("NotebookFailed", 3), ("RunnerDied", 3), ("ClusterFailed", 3), ("Busy", 4)],
)
def test_a_class_says_what_a_command_ends_with(kind, code):
    assert getattr(errors, kind).exit_code == code
    assert type("Renamed", (getattr(errors, kind),), {}).exit_code == code


def test_a_bad_row_is_said_with_its_place_and_a_bad_argument_is_a_sentence():
    assert str(BadInput([ROW])).splitlines() == [
        "1 problem in the raw data; nothing was written.",
        "  units.csv, row 3, column unit: '亿' is unknown",
    ]
    assert str(BadInput("as_of = 'x' is no date.")) == "as_of = 'x' is no date."
    assert BadInput("as_of = 'x' is no date.").problems[0].message == "as_of = 'x' is no date."
    assert isinstance(BadInput("no"), ValueError)


def test_a_worker_can_send_an_error_home():
    back = copy.copy(BadInput([ROW, ROW]))  # by what pickle goes by, too
    assert back.problems == [ROW, ROW] and back.exit_code == 2


def test_a_notebook_shows_the_sentence_and_an_unattended_run_all_that_led_to_it(monkeypatch):
    monkeypatch.delenv(STAGE, raising=False)
    shown = BadInput([ROW])._render_traceback_()
    assert shown == ["BadInput: units.csv, row 3, column unit: '亿' is unknown"]
    monkeypatch.setenv(STAGE, "anywhere")
    assert not hasattr(BadInput([ROW]), "_render_traceback_")  # so IPython gives it all
