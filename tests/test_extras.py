"""An extra that is not installed is one sentence, with the command that installs it here."""

import tomllib
from importlib.util import find_spec

import pytest

from tests.conftest import ROOT
from zoneecon import cli, extras
from zoneecon.errors import BadInput

#: What of which extra each command asks for, and the module that is not there.
ASKED = {
    "word": (["export", "--committed", "--to", "report.docx"], "docx"),
    "pdf": (["export", "--committed", "--to", "report.pdf"], "pypdf"),
    "parquet": (["export", "--committed", "--to", "report.parquet"], "pyarrow"),
    "cluster": (
        ["refresh", "--all", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"],
        "distributed",
    ),
    "explore": (["explore", "--no-browser"], "voila"),
}


def without(monkeypatch, module: str) -> None:
    """As if a module were not installed."""
    there = lambda name: None if name == module else find_spec(name)  # noqa: E731
    monkeypatch.setattr(extras, "find_spec", there)


@pytest.mark.parametrize("extra", ASKED)
def test_a_command_without_its_extra_is_one_sentence(extra, monkeypatch, capsys, tmp_path):
    asked, module = ASKED[extra]
    without(monkeypatch, module)
    monkeypatch.setenv("ZONEECON_ROOT", str(ROOT))
    monkeypatch.chdir(tmp_path)
    assert cli.main(asked) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert module in said and f"`{extra}`" in said and extras.command(extra) in said
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_without_its_extra_is_one_sentence(monkeypatch):
    from zoneecon.report import pdf

    without(monkeypatch, "pypdf")
    with pytest.raises(BadInput, match="pypdf, which the extra `pdf` brings"):
        pdf.bound([])


def test_the_sliders_without_their_extra_are_one_sentence(monkeypatch, plan):
    import zoneecon as ze

    session = ze.explore(plan, draws=100, seed=1)
    without(monkeypatch, "ipywidgets")
    with pytest.raises(BadInput, match="`explore`"):
        session.page()


def test_the_command_is_that_of_where_the_package_is(monkeypatch, tmp_path):
    assert extras.command("word") == 'python -m pip install -e ".[word]"'
    installed = tmp_path / "site-packages" / "zoneecon"
    monkeypatch.setattr(extras, "PACKAGE", str(installed))
    assert extras.command("word") == 'python -m pip install "zoneecon[word]"'


def test_every_extra_that_is_asked_for_exists():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(ASKED) <= set(project["optional-dependencies"])
