"""No English or Chinese prose for people stands in the code: it is in the catalogue.

What may stand there: docstrings, help of the command line, messages of exceptions, and what only
looks like prose: codes that tables hold, names of libraries, markup, patterns.
"""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases import tables
from tests.conftest import ROOT
from zoneecon.text import catalogue

PACKAGE = ROOT / "src" / "zoneecon"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Two words in a row, or a Chinese one.
PROSE = re.compile(r"[A-Za-z]{2,}[,:;]? [A-Za-z{(]|[\u4e00-\u9fff]")
#: What reads Chinese documents has Chinese patterns.
READERS = ("data/reading/", "data/checks/")
CHINESE, NOTHING = re.compile(r"[\u4e00-\u9fff]+"), re.compile(r"(?!)")
HELP = {"add_argument", "add_parser", "ArgumentParser"}
#: Written for the parser of the command line, above the call.
HELP_TEXTS = {"EPILOG", "COMMITTED_HELP", "DEFAULT_ZONE_HELP"}

#: What libraries are told, and strings that are no sentences, by file.
LIBRARIES, ALLOWED = set((TABLES := tables(__file__))["libraries"]), TABLES["allowed"]
#: Results by name, as `results.csv` holds them.
RESULTS = re.compile(r"(chance|most|paths|multiple|median) \{\}")
#: The program says its name before what it says.
NAME = re.compile(r"(\{\})?zoneecon: (\{\}: |--[a-z-]+: )?\{\}\n?")


def strings(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string below a node: no docstring, help, exception or list."""
    if isinstance(node, ast.Raise):
        return
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in HELP_TEXTS:
        return
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {*HELP, "split"}:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield node.lineno, "".join(parts)
    else:
        for child in ast.iter_child_nodes(node):
            yield from () if documents(child, node) else strings(child)


def documents(node: ast.AST, parent: ast.AST) -> bool:
    """Whether a node is the docstring of its parent."""
    first = getattr(parent, "body", None)
    return isinstance(first, list) and first[:1] == [node] and isinstance(node, ast.Expr)


def codes() -> set[str]:
    """Values that tables hold: names in the catalogue, concepts and bases of the codelist."""
    names = {
        way.rpartition(".")[2] for file in catalogue.names() for way in catalogue.entries(file)
    }
    with (ROOT / "data" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        listed = {row[column] for row in csv.DictReader(file) for column in ("concept", "unit")}
    return names | listed


CODES = codes()


def is_prose(text: str) -> bool:
    text = re.sub(r"<[^<>]*>", "", text)  # markup
    return not (
        PROSE.search(text) is None
        or text in CODES | LIBRARIES
        or RESULTS.fullmatch(text)
        or NAME.fullmatch(text)
        or all(part in CODES for part in text.split(","))
    )


def found_in(path: Path) -> list[tuple[int, str]]:
    """Line and text of all prose in a module, whoever allows it."""
    chinese = CHINESE if path.relative_to(PACKAGE).as_posix().startswith(READERS) else NOTHING
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(line, text) for line, text in strings(tree) if is_prose(chinese.sub("", text))]


@pytest.mark.parametrize("name", [path.relative_to(PACKAGE).as_posix() for path in MODULES])
def test_prose_stands_in_the_catalogue(name):
    allowed = ALLOWED.get(name, {})
    found = [
        (line, text)
        for line, text in found_in(PACKAGE / name)
        if not any(text.startswith(start) for start in allowed)
    ]
    assert found == []


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_there(name):
    found = [text for _, text in found_in(PACKAGE / name)]
    for start, what in ALLOWED[name].items():
        assert any(text.startswith(start) for text in found), f"{what} is gone: {start!r}"
