"""Which zone does a notebook ask for, and how does it ask for another, or in another language?"""

import re
from pathlib import Path

import nbformat

from zoneecon.text.catalogue import SOURCE, prose

PARAMETERS = "parameters"
_ZONE = re.compile(r'^zone = "(.*)"$', re.MULTILINE)
_LANGUAGE = re.compile(r'^language = "\w+"', re.MULTILINE)


def asks_for(path: Path) -> str:
    """The zone that a notebook's own parameters name; empty where they name none."""
    for cell in nbformat.read(path, as_version=4).cells:
        if PARAMETERS in cell.metadata.get("tags", []) and (found := _ZONE.search(cell.source)):
            return found[1]
    return ""


def asking_for(path: Path, zone: str, language: str = SOURCE) -> str:
    """The text of a notebook that asks for a zone in a language, without outputs of another's."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = prose(cell.get("id", ""), cell.source, language)
        if PARAMETERS in cell.metadata.get("tags", []):
            cell.source = _ZONE.sub(f'zone = "{zone}"', cell.source)
            cell.source = _LANGUAGE.sub(f'language = "{language}"', cell.source)
    return nbformat.writes(notebook) + "\n"
