"""How large is each extra, what does it cost to start, under which licence is what it brings?

    python benchmarks/extras.py [--times 7]

Sizes are those of the files that this environment's packages brought, of everything that an extra
asks for, near or far, and that the core does not. A start is the median processor time of a
process that imports it, less that of one that does nothing, in turn. Writes the tables of
docs/install.md and docs/licences.md.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

DOCS = Path(__file__).resolve().parents[1] / "docs"
BEGIN, END = "<!-- made by python benchmarks/extras.py{} -->", "<!-- end -->"
#: Licences by the names that packages give them, where they give no expression.
CLASSIFIER = re.compile(r"^License :: OSI Approved :: (.*?)( License)?$")
CORE = ""
#: Extra -> what it is for, and what is imported when it is first used.
EXTRAS = {
    CORE: (
        "everything that is not below",
        "zoneecon.cli, pandas, statsmodels.api, matplotlib.pyplot",
    ),
    "explore": ("`zoneecon explore`: the sliders", "zoneecon.explorer.serve, ipywidgets, voila"),
    "lab": ("the notebooks in JupyterLab", "jupyterlab.labapp"),
    "word": ("`export --to report.docx`", "docx"),
    "pdf": ("`export --to report.pdf`; needs a Chromium, too", "pypdf"),
    "parquet": ("`export --to report.parquet`", "pyarrow"),
    "cluster": ("`refresh --all --engine dask`", "distributed"),
    "test": ("`pytest --nbval notebooks`", "pytest, nbval"),
    "all": ("all of these", ""),
    "docs": ("this site", "sphinx.application, myst_nb, pydata_sphinx_theme"),
}


def asked(name: str, extras: frozenset[str]) -> list[Requirement]:
    """What an installed package asks for on this machine, with these of its extras."""
    found = [Requirement(line) for line in metadata.requires(name) or []]
    return [
        one
        for one in found
        if one.marker is None
        or any(one.marker.evaluate({"extra": extra}) for extra in (*extras, ""))
    ]


def closure(extra: str) -> set[str]:
    """Every package that zoneecon with an extra needs."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [("zoneecon", frozenset({extra} - {CORE}))]
    while waiting:
        if (one := waiting.pop()) in seen:
            continue
        seen.add(one)
        try:
            waiting += [
                (canonicalize_name(need.name), frozenset(need.extras)) for need in asked(*one)
            ]
        except metadata.PackageNotFoundError:
            continue  # asked for by a package on other systems only
    return {name for name, _ in seen} - {"zoneecon"}


def size(names: set[str]) -> float:
    """Megabytes of the files of packages."""
    total = 0
    for name in names:
        try:
            paths = [one.locate() for one in metadata.files(name) or []]
        except metadata.PackageNotFoundError:
            continue
        total += sum(path.stat().st_size for path in paths if path.is_file())
    return total / 1e6


def seconds(code: str) -> float:
    """Processor time of a process, which others on the machine do not lengthen much."""
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


def start(modules: str, times: int) -> str:
    """Milliseconds of processor time that importing costs a process."""
    if not modules:
        return ""
    turns = [(seconds(f"import {modules}"), seconds("pass")) for _ in range(times)]
    return f"{1000 * statistics.median(one - bare for one, bare in turns):.0f} ms"


def table(times: int) -> str:
    core = closure(CORE)
    lines = ["| extra | for | packages | MB | start |", "|---|---|---|---|---|"]
    for extra, (what, modules) in EXTRAS.items():
        more = closure(extra) - (core if extra else set())
        name = f"`{extra}`" if extra else "the core"
        lines.append(
            f"| {name} | {what} | {len(more)} | {size(more):.0f} | {start(modules, times)} |"
        )
    return "\n".join(lines)


def licence(name: str) -> str:
    """What a package says of its licence: an expression, else a classifier, else its first line."""
    said = metadata.metadata(name)
    classified = [
        found[1] for one in said.get_all("Classifier", []) if (found := CLASSIFIER.match(one))
    ]
    return (
        said.get("License-Expression")
        or " or ".join(classified)
        or (said.get("License") or "").strip().partition("\n")[0]
    )


def licences() -> str:
    """Licence of every package that the core or an extra of `all` asks for by name."""
    own = {canonicalize_name(one.name) for one in asked("zoneecon", frozenset({CORE}))}
    for extra in EXTRAS.keys() - {CORE, "all", "docs"}:
        own |= {canonicalize_name(one.name) for one in asked("zoneecon", frozenset({extra}))}
    lines = ["| package | licence |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {licence(name)} |" for name in sorted(own))])


def put(page: str, what: str, text: str) -> None:
    """Make a part of a page again; its prose stays."""
    path = DOCS / page
    begin = BEGIN.format(what)
    shape = re.compile(re.escape(begin) + ".*?" + re.escape(END), re.DOTALL)
    old = path.read_text(encoding="utf-8")
    path.write_text(shape.sub(lambda _: f"{begin}\n{text}\n{END}", old), encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--times", type=int, default=7)
    made = table(arguments.parse_args().times)
    print(made)
    where = f"{sys.platform}, Python {sys.version.split()[0]}"
    note = f"Packages and sizes beyond the core; starts in processor time. {where}."
    put("install.md", "", f"{made}\n\n{note}")
    put("licences.md", ": licences", licences())


if __name__ == "__main__":
    main()
