"""The page of every key is made from the lists that `check` holds files to."""

from tests.conftest import ROOT
from zoneecon.data.reading.keys import FILES, keys
from zoneecon.scenarios import key_page
from zoneecon.scenarios.allowed import ENTRIES


def test_the_page_is_as_its_module_makes_it():
    page = (ROOT / key_page.PAGE).read_text(encoding="utf-8")
    assert page == key_page.renewed(page)


def test_every_key_and_every_parameter_is_on_the_page():
    page = (ROOT / key_page.PAGE).read_text(encoding="utf-8")
    for file in FILES:
        for way in keys(file):
            assert f"`{way.replace('*', '<…>')}`" in page, way
    assert all(f".{name}`" in page for name in ENTRIES)


def test_every_value_of_the_model_has_a_source_and_lies_in_its_range():
    for name, entry in ENTRIES.items():
        assert entry.get("default") or entry.get("source"), name
        if "value" in entry:
            low, high = entry["allowed"]
            ends = (
                entry.get("low", entry["value"]),
                entry["value"],
                entry.get("high", entry["value"]),
            )
            typed = [
                end for end in ends if not isinstance(end, str)
            ]  # others name what they follow
            assert [low, *typed, high] == sorted([low, *typed, high]), name
