"""Which zone does a notebook ask for, and how does it ask for another, or in another language?"""

import json
import re
from pathlib import Path

import nbformat

from zoneecon.text.catalogue import SOURCE, prose

PARAMETERS = "parameters"
_ZONE = re.compile(r'^zone = "(.*)"$', re.MULTILINE)
_SCENARIO = re.compile(r'^scenario = "[^"\n]*"', re.MULTILINE)
_LANGUAGE = re.compile(r'^language = "\w+"', re.MULTILINE)


def asks_for(path: Path) -> str:
    """The zone that a notebook's own parameters name; empty where they name none."""
    for cell in nbformat.read(path, as_version=4).cells:
        if PARAMETERS in cell.metadata.get("tags", []) and (found := _ZONE.search(cell.source)):
            return found[1]
    return ""


def _begun_with(source: str, scenario: str) -> str:
    named = f"scenario = {json.dumps(scenario, ensure_ascii=False)}"
    return _SCENARIO.sub(lambda _: named, source)


def asking_for(path: Path, zone: str, language: str = SOURCE, scenario: str = "") -> str:
    """The text of a notebook that asks for a zone in a language, without outputs of another's.

    Of one that begins with a scenario, `scenario` is the one to begin with.
    """
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = prose(cell.get("id", ""), cell.source, language)
        if PARAMETERS in cell.metadata.get("tags", []):
            cell.source = _ZONE.sub(f'zone = "{zone}"', cell.source)
            cell.source = _LANGUAGE.sub(f'language = "{language}"', cell.source)
            if scenario:
                cell.source = _begun_with(cell.source, scenario)
    return nbformat.writes(notebook) + "\n"
