"""Many zones in one checkout: none stands in another's way, each has its outcome told."""

import shutil

import pytest

from tests.conftest import Toy
from tests.test_refresh import ANSWER, HISTORY, write_notebook
from zoneecon import refresh, store


@pytest.fixture
def two(toy: Toy) -> Toy:
    """A checkout with two made-up zones, `toytown` and `othertown`, and two notebooks."""
    raw = toy.root / "data" / "raw"
    shutil.copytree(raw / "toytown", raw / "othertown")
    write_notebook(toy.root, "00_answer", ANSWER)
    write_notebook(toy.root, "01_history", HISTORY)
    return toy


def whole(toy: Toy, zone: str) -> bool:
    """Whether a zone's release is whole and the plain tables are its tables."""
    run = store.current(toy.root / "reports" / zone)
    plain = toy.root / "data" / "processed" / zone
    return not store.damage(run) and store.tables_in(run / "tables") == store.tables_in(plain)


def test_a_zone_published_while_another_is_made_takes_no_result_from_it(two, monkeypatch):
    gather, calls = refresh._gather, []

    def after_the_other_zone(*arguments):
        calls.append(1)
        if len(calls) == 1:  # toytown's results are kept, no release names them yet
            refresh.refresh("othertown", root=two.root, progress=False)
        gather(*arguments)

    monkeypatch.setattr(refresh, "_gather", after_the_other_zone)
    refresh.refresh("toytown", root=two.root, progress=False)
    assert whole(two, "toytown") and whole(two, "othertown")
    two.set("raw/toytown/statements/later.csv", 2, "value", "119")
    again = refresh.refresh("toytown", root=two.root, progress=False, if_changed=True)
    assert set(again.reasons) == {"01_history"}
