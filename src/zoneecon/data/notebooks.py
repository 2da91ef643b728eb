"""Which zone does a notebook ask for, and how does it ask for another?"""

import re
from pathlib import Path

import nbformat

PARAMETERS = "parameters"
_ZONE = re.compile(r'^zone = "(.*)"$', re.MULTILINE)


def asks_for(path: Path) -> str:
    """The zone that a notebook's own parameters name; empty where they name none."""
    for cell in nbformat.read(path, as_version=4).cells:
        if PARAMETERS in cell.metadata.get("tags", []) and (found := _ZONE.search(cell.source)):
            return found[1]
    return ""


def asking_for(path: Path, zone: str) -> str:
    """The text of a notebook that asks for a zone, without outputs: they are of another's."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if PARAMETERS in cell.metadata.get("tags", []):
            cell.source = _ZONE.sub(f'zone = "{zone}"', cell.source)
    return nbformat.writes(notebook) + "\n"
