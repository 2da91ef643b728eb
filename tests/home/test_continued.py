"""What other places read of the project is what their schemas allow, and says what is true here.

Nothing of it has run where it is meant to: no GitHub, no binder, no VS Code can be reached.
"""

import json
import re
import tomllib
from importlib import metadata

import jupytext
import nbformat
import pytest
import yaml
from check_jsonschema.cli import main as check_jsonschema
from click.testing import CliRunner, Result

import zoneecon
from tests.conftest import ROOT

GITHUB = ROOT / ".github"
#: Schema of check-jsonschema's own store -> what it is held against.
SCHEMAS = {
    "vendor.github-workflows": sorted(GITHUB.glob("workflows/*.yml")),
    "custom.github-workflows-require-timeout": sorted(GITHUB.glob("workflows/*.yml")),
    "vendor.github-issue-forms": sorted(GITHUB.glob("ISSUE_TEMPLATE/[!c]*.yml")),
    "vendor.github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def judged(schema: str, *paths) -> Result:
    """What check-jsonschema says of files, by a schema of its own store."""
    told = ["--builtin-schema", schema, "--force-filetype", "yaml", *map(str, paths)]
    return CliRunner().invoke(check_jsonschema, told)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_file_is_what_its_schema_allows(schema):
    found = judged(schema, *SCHEMAS[schema])
    assert found.exit_code == 0 and "ok" in found.output, found.output


def test_the_check_would_see_a_workflow_that_is_none(tmp_path):
    bad = tmp_path / "bad.yml"
    bad.write_text("on: push\njobs: {one: {steps: []}}\n")
    assert judged("vendor.github-workflows", bad).exit_code == 1


def test_workflows_do_what_the_readme_does_on_three_systems_and_may_only_read():
    flows = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))
        for path in SCHEMAS["vendor.github-workflows"]
    }
    assert flows.keys() == {"docs", "refresh", "tests"}
    assert all(flow["permissions"] == {"contents": "read"} for flow in flows.values())
    matrix = flows["tests"]["jobs"]["tests"]["strategy"]["matrix"]
    assert {one.partition("-")[0] for one in matrix["os"]} == {"ubuntu", "macos", "windows"}
    least = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "requires-python"
    ]
    assert f">={matrix['python'][0]}" == least
    runs = [
        step["run"]
        for job in flows["tests"]["jobs"].values()
        for step in job["steps"]
        if "run" in step
    ]
    assert runs == ["python start.py test", "python start.py test --all"]
    uses = re.findall(
        r"uses: (\S+)",
        "".join(path.read_text("utf-8") for path in SCHEMAS["vendor.github-workflows"]),
    )
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", one) for one in uses)


def test_the_citation_names_this_version_and_licence():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == zoneecon.__version__ and cited["license"] == "MIT"


def test_the_containers_set_up_what_start_does():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert {"name", "image", "postCreateCommand"} <= container.keys()
    assert container["postCreateCommand"].startswith("python3 start.py run")
    build = (ROOT / "binder" / "postBuild").read_text("utf-8")
    assert "--require-hashes" in build and "requirements.lock" in build and build.startswith("#!")
    assert (ROOT / "binder" / "postBuild").stat().st_mode & 0o100
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() == "python-3.11"


def test_hooks_lint_with_the_version_of_the_lock():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    pins = (ROOT / "requirements.lock").read_text("utf-8")
    for repo in hooks:
        assert repo.keys() >= {"repo", "rev", "hooks"} and all("id" in one for one in repo["hooks"])
    revisions = {repo["repo"].rpartition("/")[2]: repo["rev"] for repo in hooks}
    assert f"\nruff=={revisions['ruff-pre-commit'].removeprefix('v')} " in pins
    assert f"\ncheck-jsonschema=={revisions['check-jsonschema']} " in pins
    assert metadata.version("ruff") == revisions["ruff-pre-commit"].removeprefix("v")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
@pytest.mark.parametrize("form", ["py:percent", "md:myst"])
def test_a_notebook_comes_back_from_text_as_it_was(path, form):
    notebook = nbformat.read(path, as_version=4)
    settings = tomllib.loads((ROOT / "jupytext.toml").read_text("utf-8"))
    for name, value in settings.items():
        notebook.metadata.setdefault("jupytext", {})[name] = value
    back = jupytext.reads(jupytext.writes(notebook, fmt=form), fmt=form)
    shown = [
        (cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells
    ]
    assert [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in back.cells] == shown
