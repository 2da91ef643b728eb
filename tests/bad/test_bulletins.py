"""No bulletin that is plausible and wrong enters without a word; a right one does."""

import pytest

from tests.bad import bulletins


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bulletins")
    return bulletins.build(folder), folder


def test_a_right_bulletin_enters_without_a_word(place):
    assert bulletins.outcome(*place, {}) == ("silent", ())


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if "few digits" in name else pytest.mark.long)
        for name in bulletins.told()["wrong"]
    ],
)
def test_a_wrong_bulletin_is_refused_or_warned_of(place, name):
    verdict, said = bulletins.outcome(*place, bulletins.told()["wrong"][name])
    assert verdict in ("refused", "warned") and said


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name.startswith("an aim") else pytest.mark.long)
        for name in bulletins.told()["quoted"]
    ],
)
def test_a_number_of_something_else_is_refused_or_warned_of(place, name):
    verdict, said = bulletins.outcome_of_words(*place, bulletins.told()["quoted"][name])
    assert verdict in ("refused", "warned") and said


@pytest.mark.long
@pytest.mark.parametrize("name", list(bulletins.told()["beyond"]))
def test_what_fits_all_that_is_known_cannot_be_told(place, name):
    """Should a check come to tell them, they move to the others."""
    assert bulletins.outcome(*place, bulletins.told()["beyond"][name]).verdict == "silent"
