"""Everything lies where one module says; a value is handed through, and the nearest one counts."""

import ast
import re
from collections.abc import Iterator
from inspect import isfunction, signature
from pathlib import Path

import pytest

from tests.conftest import ROOT, at
from zoneecon.data.files import checkout
from zoneecon.data.files.checkout import Checkout
from zoneecon.errors import BadInput

PACKAGE = ROOT / "src" / "zoneecon"
ONE = PACKAGE / "data" / "files" / "checkout.py"
#: Folders that only the one module spells, and files in them that have a name of their own.
NAMES = (
    *("data", "raw", "processed", "assumptions", "reports", "notebooks", "statements"),
    *("context", "reference", "beside", "sources.csv", "accepted.csv", "datapackage.json"),
    *("indicators.csv", "units.csv", "requirements.lock"),
)
SPELLED = re.compile(r"(data|reports|notebooks)/|.*\.(pin|saved|relations)\.toml$|beside/?$")


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string of a module that is no docstring."""
    said = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    documented = {id(node) for node in said if isinstance(node, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in documented:
                yield node


def spelled(text: str) -> list[str]:
    """Paths that a module's text puts together from names that are not its own."""
    tree = ast.parse(text)
    parts = [node.right for node in ast.walk(tree) if isinstance(node, ast.BinOp)]
    parts += [
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "join" in ast.unparse(node.func)
        for part in node.args
    ]
    joined = {id(part) for part in parts}
    return [
        node.value
        for node in literals(tree)
        if SPELLED.match(node.value) or (id(node) in joined and node.value in NAMES)
    ]


def test_no_other_module_spells_where_anything_lies():
    found = {
        path.relative_to(PACKAGE).as_posix(): names
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != ONE and (names := spelled(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert len(spelled(ONE.read_text(encoding="utf-8"))) > 5


@pytest.mark.parametrize(
    "line",
    [
        'root / "data" / zone',
        'f"data/raw/{zone}/sources.csv"',
        'os.path.join(root, "raw", zone)',
        'folder / f"{zone}.pin.toml"',
        '"reports/" + zone',
    ],
)
def test_a_path_made_by_hand_is_found(line):
    assert spelled(line)


def test_every_path_lies_in_the_checkout_and_is_named_from_there(tmp_path):
    place = at(tmp_path, "toytown")
    paths = {
        getattr(value, name)
        for value in (place, place.checkout)
        for name, kind in vars(type(value)).items()
        if isinstance(kind, property) and isinstance(getattr(value, name), type(tmp_path))
    }
    names = {place.checkout.shown(path) for path in paths - {tmp_path}}
    assert len(names) == len(paths - {tmp_path}) > 15
    assert {"data/raw/toytown/sources.csv", "reports/toytown/beside"} < names
    assert {"data/assumptions/toytown.saved.toml", "data/processed/toytown"} < names
    assert {tmp_path / name for name in names} == paths - {tmp_path}
    assert place.checkout.shown(tmp_path.parent / "elsewhere.csv") == "elsewhere.csv"
    assert place.checkout.reference == at(tmp_path, "reference")


def test_a_path_that_needs_no_name_is_asked_for_without_parentheses():
    for kind in (Checkout, checkout.Place):
        called = [
            name
            for name, found in vars(kind).items()
            if isfunction(found) and [*signature(found).parameters] == ["self"]
            if signature(found).return_annotation is Path
        ]
        assert called == []


def test_the_checkout_one_stands_in_wins_over_the_installed_one(toy, monkeypatch, tmp_path):
    deep = toy.root / "data" / "raw"
    monkeypatch.chdir(deep)
    assert Checkout.find() == Checkout(toy.root.resolve())
    monkeypatch.setenv("ZONEECON_ROOT", str(ROOT))
    assert Checkout.find() == Checkout(ROOT)
    assert Checkout.find(deep) == Checkout(deep)
    monkeypatch.delenv("ZONEECON_ROOT")
    monkeypatch.chdir(tmp_path.parent)
    assert Checkout.find() == Checkout(ROOT)


def test_what_is_shipped_is_the_checkout_of_the_package():
    assert Checkout.shipped() == Checkout(ROOT)


def test_a_folder_behind_a_link_that_leads_out_is_no_zone(toy, tmp_path):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    raw = toy.root / "data" / "raw"
    (raw / "linked").symlink_to(outside, target_is_directory=True)
    (raw / "a file").write_text("", encoding="utf-8")
    assert Checkout(toy.root).zones() == ["toytown"]


def test_without_a_checkout_one_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("ZONEECON_ROOT", str(tmp_path))
    with pytest.raises(BadInput, match=r"data/indicators\.csv"):
        Checkout.find()


def test_a_zone_that_is_not_there_is_refused_with_those_that_are(toy):
    assert at(toy.root, "toytown") == Checkout(toy.root).zone("toytown")
    for name in ("toytwon", "context", "..", ""):
        with pytest.raises(BadInput, match="toytown"):
            Checkout(toy.root).zone(name)


def test_what_is_only_named_lies_in_the_checkout_that_is_found(toy, monkeypatch):
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    assert checkout.at("toytown") == at(toy.root.resolve(), "toytown")
    assert checkout.at(at(ROOT, "toytown")) == at(ROOT, "toytown")
