"""How is a notebook told in several languages by one kernel?

Its cells run in one language, and then again, in the same kernel, in the next: what they compute is
kept in memory by its content (`data.cache`), so the second time they only draw and tell. Prose is
that of the catalogue, by the id of its cell (`text/notebooks.toml`); a cell that it does not know,
of somebody's own notebook, stays as it is.
"""

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zoneecon.text.catalogue import SOURCE, prose

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: The parameter of a notebook that says which language it is told in.
PARAMETER = "language"
#: Where a cell of a bound notebook keeps which edition it is of, and its own id.
MARK = "edition"


def file_of(executed: Path, language: str) -> Path:
    """Where the edition of an executed notebook in a language lies: beside the English one."""
    return executed if language == SOURCE else executed.with_suffix(f".{language}.ipynb")


def path(language: str, other: str) -> str:
    """From the pages of a language to those of another."""
    return ("" if language == SOURCE else "../") + ("" if other == SOURCE else f"{other}/")


def in_language(notebook: "NotebookNode", language: str) -> "NotebookNode":
    """A copy of a notebook whose prose is in a language."""
    told = copy.deepcopy(notebook)
    for cell in told.cells:
        if cell.cell_type == "markdown":
            cell.source = prose(cell.get("id", ""), cell.source, language)
    return told


def bound(
    notebook: "NotebookNode", parameters: Mapping, languages: Sequence[str]
) -> "NotebookNode":
    """One notebook of all editions, one after the other, each with its parameters."""
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    every = load_notebook_node(notebook)
    cells = []
    for language in languages:
        told = load_notebook_node(in_language(notebook, language))
        told = parameterize_notebook(told, {**parameters, PARAMETER: language})
        for number, cell in enumerate(told.cells):
            cell.metadata[MARK] = [language, cell.id]
            cell.id = f"{language}-{number}"
        cells += told.cells
    every.cells = cells
    return every


def length(every: "NotebookNode") -> int:
    """How many cells of code an edition runs."""
    first = every.cells[0].metadata[MARK][0]
    own = (cell for cell in every.cells if cell.metadata[MARK][0] == first)
    return sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in own)


def place(count: int, length: int) -> int:
    """The number that a cell has in its own edition, by its number in the bound notebook."""
    return (count - 1) % length + 1 if length else count


def parted(executed: "NotebookNode", languages: Sequence[str]) -> dict[str, "NotebookNode"]:
    """Language -> executed notebook, as if each had run in a kernel of its own."""
    found = {}
    for language in languages:
        own = copy.deepcopy(executed)
        own.cells = [cell for cell in own.cells if cell.metadata[MARK][0] == language]
        before = min((c.execution_count for c in own.cells if c.get("execution_count")), default=1)
        for cell in own.cells:
            cell.id = cell.metadata.pop(MARK)[1]
            for counted in (cell, *cell.get("outputs", [])):
                if counted.get("execution_count"):
                    counted.execution_count -= before - 1
        found[language] = own
    return found
