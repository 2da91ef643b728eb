"""Editions: one kernel, each language as if it had a kernel of its own."""

import nbformat
import pytest

from zoneecon.refresh import editions
from zoneecon.text import catalogue

NEW = nbformat.v4
BOTH = ("en", "zh")


def notebook():
    cells = [
        NEW.new_markdown_cell("# Can it?", id="00-00"),
        NEW.new_code_cell('zone = "a"\nlanguage = "en"', metadata={"tags": ["parameters"]}),
        NEW.new_code_cell("import zoneecon as ze\nze.speak(language)"),
        NEW.new_code_cell("", id="empty"),
        NEW.new_code_cell("x", id="last"),
    ]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return NEW.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def executed(bound):
    """As a kernel counts: cells without code are not run."""
    count = 0
    for cell in bound.cells:
        if cell.cell_type == "code" and cell.source.strip():
            count += 1
            cell.execution_count = count
            cell.outputs = [NEW.new_output("execute_result", execution_count=count)]
    return bound


def test_each_edition_is_the_notebook_with_its_language_counted_from_one():
    given = notebook()
    bound = editions.bound(given, {"zone": "b"}, BOTH)
    assert len({cell.id for cell in bound.cells}) == len(bound.cells) == 2 * (len(given.cells) + 1)
    nbformat.validate(bound)
    parted = editions.parted(executed(bound), BOTH)
    for language, edition in parted.items():
        code = [cell for cell in edition.cells if cell.cell_type == "code" and cell.source.strip()]
        assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
        assert [cell.outputs[0].execution_count for cell in code] == [1, 2, 3, 4]
        assert f'language = "{language}"' in code[1].source and 'zone = "b"' in code[1].source
        own = [cell.id for cell in edition.cells if "injected" not in str(cell.metadata)]
        assert own == [cell.id for cell in given.cells]
    assert given == notebook() | {"cells": given.cells}  # nothing of it was touched


@pytest.mark.parametrize(("count", "place"), [(1, 1), (4, 4), (5, 1), (8, 4)])
def test_a_cell_that_fails_is_named_by_its_place_in_its_own_edition(count, place):
    length = editions.length(editions.bound(notebook(), {}, BOTH))
    assert length == 4 and editions.place(count, length) == place


def test_a_notebook_told_once_keeps_its_numbers():
    assert editions.place(7, 0) == 7


def test_prose_is_that_of_the_catalogue_and_stays_where_it_knows_none(monkeypatch):
    known = {"languages": list(BOTH), "00-00": {"en": "# Can it?", "zh": "# 能否？"}}
    content = catalogue._content
    monkeypatch.setattr(catalogue, "names", lambda: ["notebooks"])
    monkeypatch.setattr(
        catalogue, "_content", lambda file: known if file == "notebooks" else content(file)
    )
    assert editions.in_language(notebook(), "zh").cells[0].source == "# 能否？"
    assert editions.in_language(notebook(), "en").cells[0].source == "# Can it?"
    stranger = notebook()
    stranger.cells[0].id = "mine"
    assert editions.in_language(stranger, "zh").cells[0].source == "# Can it?"
