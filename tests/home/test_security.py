"""Data is never run: no formula interface, query, eval or pickle; markup and paths stay text."""

import ast
import json

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from tests.cases import cases, tables
from tests.conftest import ROOT, at, contents
from tests.made_up import PLAN, Checkout
from zoneecon.cli import main
from zoneecon.data import check_output, folders
from zoneecon.data.files import releases
from zoneecon.data.problems import found
from zoneecon.errors import BadInput
from zoneecon.refresh import run as refresh_run
from zoneecon.report import html
from zoneecon.report.format import show
from zoneecon.tracking import state as tracking_state

# --- what code may not do, found in its syntax ------------------------------------------------

#: Names that run text or rebuild objects from bytes, wherever they are called.
CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
#: Methods and functions by their last name: they evaluate a string, parse a formula or code,
#: rebuild objects, start a shell, fetch, or race for a file's name.
METHODS = set(
    "query eval read_sql from_formula dmatrix dmatrices literal_eval read_pickle to_pickle "
    "unsafe_load full_load system popen read_html mktemp".split()
)
MODULES = set(
    "pickle cPickle dill shelve marshal joblib cloudpickle patsy formulaic xmlrpc telnetlib".split()
)
KEYWORDS = {("shell", True), ("allow_pickle", True), ("escape", False)}
#: Displays that take markup: data must not reach them.
MARKUP = {"HTML", "Markdown", "Javascript", "SVG", "HTMLMath", "Latex"}
#: The exceptions, and what makes them harmless.
ALLOWED = {
    ("src/zoneecon/explorer/page.py", ".HTML"): "explorer.text escapes all text: test_explorer",
    ("benchmarks/short_series.py", "pickle"): "a cache in a folder that nobody else may write",
    ("benchmarks/mutants.py", "compile"): "two texts of this checkout are compared, none is run",
    ("benchmarks/mutation.py", "compile"): "a function of this checkout, with one slip made in it",
}


def breaches(tree: ast.AST) -> set[str]:
    """Words for everything in a piece of code that is not allowed."""
    return {word for node in ast.walk(tree) for word in _breach(node) if word}


def _breach(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name for one in node.names for name in _module(one.name)]
    if isinstance(node, ast.ImportFrom):
        return [
            *_module(node.module or ""),
            *(one.name for one in node.names if one.name in MARKUP | {"smf"} | METHODS),
        ]
    if not isinstance(node, ast.Call):
        return []
    words = [
        f"{word.arg}={word.value.value}"
        for word in node.keywords
        if isinstance(word.value, ast.Constant) and (word.arg, word.value.value) in KEYWORDS
    ]
    if isinstance(node.func, ast.Name):
        words += [node.func.id] if node.func.id in CALLS | MARKUP else []
    if isinstance(node.func, ast.Attribute):
        name, owner = node.func.attr, ast.unparse(node.func.value)
        words += [f".{name}"] if name in METHODS | MARKUP else []
        words += ["yaml.load"] if (owner, name) == ("yaml", "load") else []
    return words


def _module(name: str) -> list[str]:
    parts = name.split(".")
    formula = "formula" in parts
    return [parts[0] for _ in "1" if parts[0] in MODULES] + (["formula"] if formula else [])


def sources() -> dict[str, str]:
    """Code of the package, the tools, the benchmarks and the notebooks, by name."""
    code = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("src", "benchmarks", "tools")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }
    code["start.py"] = (ROOT / "start.py").read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        lines = "\n".join(c.source for c in cells if c.cell_type == "code").splitlines()
        code[path.name] = "\n".join(line for line in lines if not line.startswith(("%", "!")))
    return code


def test_no_code_runs_text_reads_pickles_or_shows_markup():
    wrong = {
        (name, word)
        for name, code in sources().items()
        for word in breaches(ast.parse(code))
        if (name, word) not in ALLOWED
    }
    assert wrong == set()


def test_no_notebook_starts_a_shell():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            lines = cell.source.splitlines() if cell.cell_type == "code" else []
            assert not [one for one in lines if one.lstrip().startswith(("!", "%%"))], path.name


@cases
def test_the_scan_would_notice_each_of_these(code):
    assert breaches(ast.parse(code))


def test_the_scan_looks_at_every_module_and_notebook():
    names = sources()
    assert len([one for one in names if one.startswith("src/")]) > 50
    assert "00_summary.ipynb" in names and all(names.values())


# --- markup stays text ------------------------------------------------------------------------

TABLES = tables(__file__)
MARKUPS = TABLES["markups"]


@pytest.mark.parametrize("markup", MARKUPS)
def test_markup_in_a_quote_a_note_or_a_title_is_text_in_the_report(tmp_path, markup):
    it = Checkout(tmp_path)
    it.set(PLAN, "Q102", "quote", f"{markup}2018年生产总值121.8亿元")
    it.set(PLAN, "Q103", "note", markup).set(PLAN, "Q103", "section", markup)
    it.set("raw/toytown/sources.csv", "plan", "title", markup).save()
    read = folders.load_folder(at(tmp_path, "toytown"))
    soup = html.statement_page(read.statements, read.sources)
    assert not soup.find_all(["script", "iframe", "svg", "img", "style", "base"])
    assert not [one for one in soup("a") if "script" in one.get("href", "")]
    assert markup in soup.find(id="Q102").get_text()
    assert markup in soup.find(id="Q103").get_text()


@pytest.mark.parametrize("markup", MARKUPS)
def test_markup_in_a_label_is_text_in_a_notebook_s_table(markup):
    table = pd.DataFrame({"label": [markup], "value": [1.0]})
    for shown in (show(table), table, show(table, {"label": "label", "value": "v | {:.1f}"})):
        soup = BeautifulSoup(shown._repr_html_(), "html.parser")
        assert not soup.find_all(["script", "iframe", "svg", "img", "base", "a"])
        assert markup in soup.get_text()


@pytest.mark.parametrize("markup", MARKUPS)
def test_markup_in_a_cell_is_text_in_messages_and_json(markup):
    problem = found("number-words", "data/t.csv", 2, "value", markup, sheet=markup)
    for language in ("en", "zh"):
        assert problem.text(language).count("\n") == 0
    told, _ = check_output.as_json("toytown", {}, [problem], None, "en")
    assert json.loads(told)["refused"][0]["value"] == markup


def test_braces_of_a_cell_are_no_format():
    problem = found("code-unknown", "data/{0}.csv", 2, "unit", "{known.__class__}", known="{0}{x}")
    assert "{known.__class__}" in problem.text("en") and "{0}{x}" in problem.text("zh")


# --- paths stay inside ------------------------------------------------------------------------

OUTSIDE = [*TABLES["outside"], "a" * 300]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout beside which a tempting folder lies."""
    it = Checkout(tmp_path / "checkout")
    (tmp_path / "secret").mkdir()
    monkeypatch.setenv("ZONEECON_ROOT", str(tmp_path / "checkout"))
    monkeypatch.chdir(tmp_path / "checkout")
    return it


@pytest.mark.parametrize("zone", OUTSIDE)
@pytest.mark.parametrize("command", TABLES["commands"])
def test_a_zone_s_name_leads_nowhere_else(checkout, tmp_path, capsys, command, zone):
    (checkout.root / "t.csv").write_text(checkout.text(PLAN), encoding="utf-8")
    before = contents(tmp_path)
    assert main([part.format(zone) for part in command]) == 2
    assert "Traceback" not in capsys.readouterr().err
    after = {name: text for name, text in contents(tmp_path).items() if "/reports/" not in name}
    assert after == before


@pytest.mark.parametrize("run", ["../../secret", "/etc", "..", "current/../../x", "a\x00b", ""])
def test_a_run_s_name_leads_nowhere_else(checkout, tmp_path, run):
    secret = tmp_path / "secret"
    (secret / "manifest.json").write_text('{"as_of": "2021-08-31"}', encoding="utf-8")
    with pytest.raises(BadInput):
        tracking_state.state(checkout.place, run)


def test_the_page_that_opens_the_newest_report_is_made_and_never_believed(checkout, tmp_path):
    reports = checkout.root / "reports" / "toytown"
    reports.mkdir(parents=True)
    (tmp_path / "secret" / "manifest.json").write_text("{}", encoding="utf-8")
    for name in ("../../../secret", str(tmp_path / "secret"), "..", ""):
        for file in (releases.POINTER, "current"):
            (reports / file).write_text(releases.PAGE.format(run=name, front=name), "utf-8")
        assert releases.current(reports) is None


@pytest.mark.parametrize("name", ["../x", "a/b", "x.csv", "", "A", "x" * 41, "a\nb", "a b"])
def test_a_published_table_s_name_is_a_plain_name(name, monkeypatch, tmp_path):
    monkeypatch.setenv(refresh_run.STAGE, str(tmp_path))
    with pytest.raises(ValueError, match="name"):
        refresh_run.publish(pd.DataFrame({"a": [1]}), name)
    assert list(tmp_path.iterdir()) == []


def test_derived_tables_are_read_by_name_only(checkout):
    for name in ("../../../secret", "/etc/passwd", "cases.csv", "Cases", ""):
        with pytest.raises(BadInput, match="missing"):
            folders.load_derived(name, checkout.place.checkout)


# --- dependencies -----------------------------------------------------------------------------


def test_the_readme_says_how_dependencies_are_audited():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip-audit --strict --requirement requirements.lock" in readme
    assert "--require-hashes" in readme
