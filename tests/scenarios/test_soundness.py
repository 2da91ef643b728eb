"""`check` says all that is wrong with a zone's TOML files at once, by key, and ends with 2."""

import shutil

import pytest

from zoneecon.cli import main
from zoneecon.data.files.checkout import Checkout
from zoneecon.scenarios import soundness


@pytest.fixture
def checkout(other_zones, tmp_path, monkeypatch):
    root = tmp_path / "checkout"
    shutil.copytree(other_zones, root)
    monkeypatch.setenv("ZONEECON_ROOT", str(root))
    return root


def test_the_made_up_zones_are_sound(other_zones):
    assert soundness.faults(Checkout(other_zones).place("riverside")) == []
    assert soundness.faults(Checkout(other_zones).place("highland")) == []


def test_every_fault_of_every_file_is_said_at_once_and_the_exit_code_is_2(checkout, capsys):
    folder = checkout / "data" / "assumptions"
    text = (folder / "riverside.toml").read_text("utf-8").replace("baseline", "basline")
    more = "[scenarios.fast]\nzone_grwth = 1\n[parameters.elasticity]\nvalue = 'much'\n"
    (folder / "riverside.toml").write_text(text + more, "utf-8")
    (folder / "riverside.pin.toml").write_text("source = []\n", "utf-8")
    assert main(["check", "riverside"]) == 2
    said = capsys.readouterr().err
    for line in (
        "riverside.toml [industries.textiles] basline: is no key here; did you mean baseline?",
        "riverside.toml [industries.packaging] basline: is no key here; did you mean baseline?",
        "riverside.toml [scenarios.fast] zone_grwth: is no key here; did you mean zone_growth?",
        "riverside.toml [parameters.elasticity] value: 'much' must be a number",
        "riverside.pin.toml source: is no key here; did you mean sources?",
    ):
        assert line in said
    assert "problems in the assumptions" in said


def test_an_infeasible_scenario_is_named_with_its_block(checkout):
    path = checkout / "data" / "assumptions" / "riverside.toml"
    path.write_text(path.read_text("utf-8") + "[scenarios.fast]\nzone_growth = 9\n", "utf-8")
    (problem,) = soundness.faults(Checkout(checkout).place("riverside"))
    assert "[scenarios.fast]" in str(problem) and "zone_growth" in str(problem)
