"""The public face: light to import, whole, documented, typed; a bad argument is one sentence."""

import ast
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest

import zoneecon as ze
from tests.cases import tables
from tests.conftest import ROOT
from zoneecon.errors import STAGE

PACKAGE = Path(ze.__file__).parent
WINGS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def python(code: str, **environment: str) -> str:
    """What a fresh interpreter prints."""
    inherited = {name: value for name, value in os.environ.items() if name != STAGE}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


# --- light --------------------------------------------------------------------------------------


def test_importing_brings_nothing_along_and_dir_lists_the_names():
    names = python(
        "import sys; before = set(sys.modules); import zoneecon as ze\n"
        "print(*sorted(set(sys.modules) - before)); print(*dir(ze))"
    ).splitlines()
    assert names[0].split() == ["zoneecon"]
    assert names[1].split() == sorted(ze.FACE) == sorted(ze.__all__)


# --- whole --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything_imported() -> None:
    """A submodule sets its own name on the package: it must not hide a name of the face."""
    mpl.use("Agg")
    for package in (ze, *(importlib.import_module(f"zoneecon.{wing}") for wing in WINGS)):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def test_every_name_can_be_called_after_every_module_was_imported(everything_imported, tmp_path):
    plan = ze.load("anshan-edz", as_of="2021-08-31", root=ROOT)
    series = ze.reconstruct(plan)
    case = ze.named_scenarios(plan)["baseline"]
    paths, swings = ze.simulate(case, draws=200, seed=1), ze.tornado(case)
    answer = ze.assess(plan, scenario=case, draws=200, seed=1)
    fans = ze.forecast(series)
    called = {
        "check_parameters": ze.check_parameters(zone=plan.zone) or "checked",
        "load": plan,
        "reconstruct": series,
        "findings": ze.findings(plan, series),
        "forecast": fans,
        "named_scenarios": case,
        "simulate": paths,
        "breakeven": ze.breakeven(case, "growth"),
        "tornado": swings,
        "assess": answer,
        "compare": ze.compare(plan.previous(), plan),
        "explore": ze.explore(plan, draws=200, seed=1),
        "show": ze.show(answer.verdicts, "verdicts"),
        "say": ze.say(answer) or "said",
        "speak": ze.speak("en") or "spoken",
        "publish": ze.publish(answer.verdicts, "verdicts"),
        "growth_rate": ze.growth_rate(100, 110),
        "cagr": ze.cagr(100, 121, 2),
        "required_growth": ze.required_growth(100, 121, 2),
        "compound": ze.compound(100, 0.1, 2),
        "deflate": ze.deflate(0.1, 0.05),
        "plot": ze.plot.fan(paths),
        "BadInput": ze.BadInput("no"),
        "ZoneEconError": ze.ZoneEconError("no"),
    }
    assert set(called) == set(ze.FACE)
    assert all(one is not None for one in called.values())
    drawn = {
        "use_style": None,
        "growth_gap": (series, "gdp"),
        "levels": (series, "gdp"),
        "models": (fans, "gdp"),
        "coverage": (fans,),
        "outcomes": (fans,),
        "forecasts": (fans,),
        "fan": (ze.forecast(series, "gdp"),),
        "fans": (paths,),
        "waterfall": (case, "steel"),
        "waterfalls": (case,),
        "tornado": (swings,),
        "feasible_set": (paths, 0.06, None),
        "asked_and_achieved": (answer,),
        "cases": (ze.assess(ze.load("anshan-edz"), draws=200, seed=1),),
        "readings": (answer,),
        "course": (called["compare"].evaluation(),),
    }
    assert set(drawn) == set(ze.plot.__all__)
    for name, arguments in drawn.items():
        if arguments is not None:
            assert getattr(ze.plot, name)(*arguments) is not None
        mpl.pyplot.close("all")


def test_what_stands_last_in_a_cell_is_one_line():
    plan = ze.load("anshan-edz", as_of="2021-08-31", root=ROOT)
    what_if = ze.named_scenarios(plan)["baseline"].with_(investment_growth=0.12)
    answer = ze.assess(plan, scenario=what_if, draws=200, seed=1)
    assert repr(plan) == "Vintage('anshan-edz', '2021-08-31': 246 statements)"
    assert repr(what_if) == "Scenario('baseline', changed: {'investment_growth': 0.12})"
    assert repr(answer).startswith(f"Answer({plan!r}, {what_if!r}: {{'steel': 'very unlikely', ")
    for one in (answer, ze.forecast(ze.reconstruct(plan)), ze.explore(plan, draws=200)):
        assert "\n" not in repr(one) and len(repr(one)) < 300


@pytest.mark.parametrize("wing", WINGS)
def test_what_a_wing_hands_out_is_there(everything_imported, wing):
    package = importlib.import_module(f"zoneecon.{wing}")
    assert package.__doc__.splitlines()[0].count("?") or wing == "text"
    assert dir(package) == sorted(package.TABLE) == sorted(package.__all__)
    for name, place in package.TABLE.items():
        module, _, attribute = place.partition(":")
        assert module.startswith(f"zoneecon.{wing}.")
        found = importlib.import_module(module)
        assert getattr(package, name) is (getattr(found, attribute) if attribute else found)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = package.nothing


def modules() -> dict[str, Path]:
    names = {path.relative_to(PACKAGE.parent): path for path in PACKAGE.rglob("*.py")}
    return {
        path.with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): place
        for path, place in names.items()
    }


def test_no_wing_takes_from_another_what_that_does_not_hand_out():
    known, taken = modules(), []
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zoneecon"):
                for one in node.names:
                    whole = f"{node.module}.{one.name}"
                    module = whole if whole in known else str(node.module)
                    place = whole if whole in known else f"{module}:{one.name}"
                    wing = [*module.split("."), ""][1]
                    if wing in WINGS and not name.startswith(f"zoneecon.{wing}."):
                        handed = set(importlib.import_module(f"zoneecon.{wing}").TABLE.values())
                        if not {place, module} & handed:
                            taken.append((name, place))
    assert taken == []


# --- documented and typed -----------------------------------------------------------------------

FUNCTIONS = [name for name in ze.FACE if name not in ("plot", "BadInput", "ZoneEconError")]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_says_what_it_takes_gives_and_refuses_with_an_example(name):
    function = getattr(ze, name)
    text = inspect.getdoc(function)
    sections = ["Parameters", "Examples"] + (
        [] if name in ("say", "speak", "check_parameters") else ["Returns"]
    )
    for section in sections:
        assert re.search(rf"^{section}\n-+$", text, re.M), (name, section)
    for parameter in inspect.signature(function).parameters.values():
        assert re.search(rf"\b{parameter.name}\b", text), (name, parameter.name)
        assert parameter.annotation is not inspect.Parameter.empty, (name, parameter.name)
    assert inspect.signature(function).return_annotation is not inspect.Signature.empty
    assert ">>> " in text


def test_every_chart_has_a_docstring_with_an_example_and_no_chart_is_hidden():
    own = [
        name for name, one in vars(ze.plot).items() if inspect.isfunction(one) and name[0] != "_"
    ]
    assert set(own) == set(ze.plot.__all__)
    for name in {*own} - {"use_style"}:
        assert ">>> " in inspect.getdoc(getattr(ze.plot, name)), name


def test_a_type_checker_sees_the_same_names():
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    seen = {
        one.asname: f"{node.module}:{one.name}" if node.module != "zoneecon" else "zoneecon.plot"
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module.startswith("zoneecon")
        for one in node.names
    }
    assert seen == ze.FACE
    assert (PACKAGE / "py.typed").is_file()


# --- one sentence -------------------------------------------------------------------------------

SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell(colors="nocolor")
shell.run_cell("import zoneecon as ze")
for line in {lines!r}:
    print("IN", line)
    shell.run_cell(line)
"""
BAD = tables(__file__)["bad"]


@pytest.fixture(scope="module")
def answers() -> list[str]:
    return python(SHELL.format(lines=list(BAD)), ZONEECON_ROOT=str(ROOT)).split("IN ")[1:]


@pytest.mark.parametrize("line", BAD)
def test_in_a_notebook_a_bad_argument_is_one_sentence(answers, line):
    answer = next(text for text in answers if text.startswith(line))
    assert answer.removeprefix(line).strip() == BAD[line]


def test_where_nobody_watches_the_traceback_stays():
    line = 'ze.load("anshan-edz", as_of="tomorrow")'
    text = python(SHELL.format(lines=[line]), ZONEECON_ROOT=str(ROOT), **{STAGE: "anywhere"})
    assert "Traceback (most recent call last)" in text and "as_day" in text
    assert BAD[line] in text
