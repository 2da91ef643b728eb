"""One set of dependencies said in three files; a README that tells the truth."""

import ast
import base64
import re
import subprocess
import sys
import tomllib
from importlib import metadata

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
#: Names that differ on conda-forge.
CONDA = {"matplotlib-base": "matplotlib", "playwright-python": "playwright"}


def named(lines: list[str]) -> dict[str, SpecifierSet]:
    """Versions asked for, by package."""
    asked = map(Requirement, lines)
    return {canonicalize_name(one.name): one.specifier for one in asked}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def brought(extra: str) -> dict[str, SpecifierSet]:
    """What an extra brings; `all` brings those that it names."""
    asked = named(project()["optional-dependencies"][extra])
    if whole := [one for one in project()["optional-dependencies"][extra] if "zoneecon[" in one]:
        del asked["zoneecon"]
        parts = (brought(name) for one in whole for name in Requirement(one).extras)
        return asked | {name: bounds for part in parts for name, bounds in part.items()}
    return asked


def declared() -> dict[str, SpecifierSet]:
    """What start.py installs."""
    return named(project()["dependencies"]) | brought("all") | brought("docs") | brought("dev")


def imported() -> dict[str, set[str]]:
    """Third-party module that the package imports -> files that do."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in {one.partition(".")[0] for one in names}:
                found.setdefault(name, set()).add(path.name)
    own = {"zoneecon", *sys.stdlib_module_names}
    return {name: files for name, files in found.items() if name not in own}


def test_whatever_the_package_imports_is_declared():
    by_module = metadata.packages_distributions()
    known = set(named(project()["dependencies"]) | brought("all"))
    missing = {
        module: files
        for module, files in imported().items()
        if not {canonicalize_name(one) for one in by_module.get(module, [])} & known
    }
    assert missing == {}
    assert {"bs4", "PIL", "zmq", "pandas"} <= set(imported())


def test_only_what_asks_for_an_extra_imports_what_it_brings():
    core = set(named(project()["dependencies"]))
    by_module = metadata.packages_distributions()
    optional = {
        module: files
        for module, files in imported().items()
        if not {canonicalize_name(one) for one in by_module.get(module, [])} & core
    }
    assert optional == {
        "anywidget": {"panel.py"},
        "distributed": {"cluster.py"},
        "docx": {"word.py"},
        "ipywidgets": {"app.py", "page.py"},
        "jupyter_server": {"guarded.py", "serve.py", "warm.py"},
        "pypdf": {"pdf.py"},
        "tomlkit": {"saved_scenarios.py"},
        "zmq": {"guarded.py"},
    }


def test_the_licence_of_whatever_is_asked_for_is_told():
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", page, re.M))
    asked = set(named(project()["dependencies"]) | brought("all"))
    assert asked <= told.keys() and not [one for one in told.values() if "GPL" in one]
    fonts = [path.name for path in (ROOT / "src").rglob("*.otf")]
    assert fonts and all(name in page for name in fonts)


def test_the_package_pins_nothing():
    bounds = named(project()["dependencies"]) | brought("all") | brought("docs") | brought("dev")
    operators = {one.operator for each in bounds.values() for one in each}
    assert operators == {">="} and all(len(each) == 1 for each in bounds.values())


def test_conda_and_pip_ask_for_the_same_packages_and_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = named(environment["dependencies"])
    assert conda.pop("python") == SpecifierSet(project()["requires-python"])
    assert {CONDA.get(name, name): bounds for name, bounds in conda.items()} == declared()
    assert environment["channels"] == ["conda-forge"]
    mission = {"jupyterlab", "pandas", "matplotlib", "statsmodels", "nbval", "papermill"}
    assert mission <= declared().keys()


def test_the_lock_holds_every_dependency_inside_its_bounds():
    pins = dict(re.findall(r"^([a-z0-9_.-]+)==([^\s;]+)", LOCK, re.M))
    for name, bounds in declared().items():
        assert name in pins, f"{name} is not in requirements.lock"
        assert pins[name] in bounds, f"{name} {pins[name]} is outside {bounds}"


def test_every_pin_has_a_hash_and_no_index_is_named():
    pins = re.findall(r"^[a-z0-9_.-]+==.*(?:\n {4}--hash=sha256:[0-9a-f]{64}.*)+", LOCK, re.M)
    assert len(pins) == len(re.findall(r"^\S+==", LOCK, re.M)) > 50
    assert not re.search(r"https?://|index-url|find-links|@ file", LOCK)


def test_what_the_tests_run_on_is_inside_the_bounds():
    versions = {name: metadata.version(name) for name in declared()}
    assert {n: v for n, v in versions.items() if v not in declared()[n]} == {}


def test_the_readme_shows_the_figure_of_the_summary():
    notebook = nbformat.read(ROOT / "notebooks" / "00_summary.ipynb", as_version=4)
    pictures = [
        output.data["image/png"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert base64.b64decode(pictures[0]) == (ROOT / "docs" / "answer.png").read_bytes()
    assert "docs/answer.png" in README


def test_the_readme_gives_the_commands_and_ci_runs_one_of_them():
    for command in ("report", "test", "test --all"):
        assert re.search(rf"^python3 start.py {command} +#", README, re.M), command
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert gate.splitlines()[-1] == "python3 start.py test --all"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["nonsense"]])
def test_start_without_a_command_explains_itself(arguments):
    run = subprocess.run(
        [sys.executable, str(ROOT / "start.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "python3 start.py report" in run.stdout
    assert run.returncode == (2 if arguments == ["nonsense"] else 0)


def test_the_design_page_names_every_wing():
    design = (ROOT / "DESIGN.md").read_text(encoding="utf-8")
    wings = {path.parent.name for path in (ROOT / "src" / "zoneecon").glob("*/**/__init__.py")}
    assert {wing for wing in wings if f"{wing}/" not in design} == set()


def test_nothing_tracked_names_this_machine():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    suspicious = re.compile(r"(?<![A-Za-z0-9.])/(?:work|farm|root|home)/\w")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".png", ".xlsx", ".otf"} or not path.is_file():
            continue
        if name == "tests/home/test_home.py":
            continue
        if suspicious.search(path.read_text(encoding="utf-8", errors="replace")):
            found.append(name)
    assert [n for n in found if n != "tests/home/test_notebooks.py"] == []
