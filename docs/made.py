"""The pages of the site that are made: reference from the code's own lists, notebooks as committed.

`write` puts them in `docs/made/`, which git ignores: commands from the parser, exit codes from the
family of errors, names from the public face, columns from the contract and the catalogue.
"""

import csv
import shutil
from pathlib import Path

from docutils.nodes import SkipNode as SkipNode

import zoneecon
from zoneecon import errors, options
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.reading import schema
from zoneecon.refresh import outcomes
from zoneecon.report import columns

ROOT = Path(__file__).resolve().parents[1]
#: The charts' Chinese, which the site shows, too.
FONT = ROOT / "src/zoneecon/explorer/jupyter/custom/zoneecon-sans-sc.otf"
#: Tables of fitted numbers, in the order of the method's page.
FITTED = ("forecast_hyperparameters", "inside_view", "asked_parameters")
#: What public functions hand out, and where each is.
RESULTS = (
    "zoneecon.data.vintage.Vintage",
    "zoneecon.history.results.History",
    "zoneecon.scenarios.named.Scenario",
    "zoneecon.scenarios.paths.Paths",
    "zoneecon.targets.answer.Answer",
    "zoneecon.targets.forecasts.Forecast",
    "zoneecon.explorer.session.Session",
)


def write(source: Path) -> None:
    """Make every page, anew where it is there already."""
    folder = source / "made"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "notebooks").mkdir(parents=True)
    pages = {
        "names": names(),
        "commands": commands(),
        "exit_codes": exit_codes(),
        "tables": tables(Checkout(ROOT)),
        "raw_tables": raw_tables(),
        "fitted": fitted(Checkout(ROOT)),
        "notebooks": notebooks(Checkout(ROOT)),
    }
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    for path in Checkout(ROOT).numbered():
        shutil.copy(path, folder / "notebooks")


def names() -> str:
    """The public face, name by name, with what its docstrings say."""
    parts = ["# Names to type", "`import zoneecon as ze`, then any of these."]
    for name in zoneecon.FACE:
        found = getattr(zoneecon, name)
        kind = {type: "autoexception"}.get(type(found), "autofunction")
        if name == "plot":
            parts += ["## plot", _directive("automodule", "zoneecon.plot", ":members:")]
        else:
            parts += [f"## {name}", _directive(kind, f"zoneecon.{name}")]
    parts += ["# What they hand out"]
    for path in RESULTS:
        parts += [f"## {path.rpartition('.')[2]}", _directive("autoclass", path, ":members:")]
    return "\n\n".join(parts) + "\n"


def _directive(kind: str, what: str, *options: str) -> str:
    lines = [f".. {kind}:: {what}", *(f"   {option}" for option in options)]
    return "\n".join(["```{eval-rst}", *lines, "```"])


def commands() -> str:
    """What the command line says of itself."""
    top = options.parser()
    (each,) = (one.choices for one in top._actions if one.dest == "command")
    parts = ["# Commands", _verbatim(top.format_help())]
    for name, parser in each.items():
        parts += [f"## zoneecon {name}", _verbatim(parser.format_help())]
    return "\n\n".join(parts) + "\n"


def _verbatim(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


def exit_codes() -> str:
    """Every exit code, and the errors that end with it."""
    family = [errors.ZoneEconError]
    for one in family:
        family += one.__subclasses__()
    rows = [(0, "", "Done, or nothing new.")]
    rows += [(one.exit_code, f"`{one.__name__}`", _first_line(one)) for one in family]
    rows.append(
        (outcomes.INTERRUPTED, "`KeyboardInterrupt`", "Interrupted; the next run clears up.")
    )
    lines = ["| code | error | means |", "|---|---|---|"]
    lines += [f"| {code} | {name} | {said} |" for code, name, said in sorted(set(rows))]
    text = "What to do about each: {doc}`../schedules`."
    return "\n\n".join(["# Exit codes", "\n".join(lines), text]) + "\n"


def _first_line(one: type) -> str:
    return (one.__doc__ or "").strip().partition("\n")[0]


def tables(checkout: Checkout) -> str:
    """Every column of every published table, as workbooks and pages head and explain it."""
    parts = [
        "# Tables that are published",
        "`data/processed/<zone>/` and the folder `tables` of a report hold these as CSV. A "
        "fraction is a share of 1, a chance is shown in bands below 5 %; money is in CNY 100m.",
    ]
    (zone, *_) = checkout.zones()
    industries = _industries(checkout.place(zone).processed)
    for path in sorted(checkout.place(zone).processed.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            head = dict.fromkeys(_general(name, industries) for name in next(csv.reader(file)))
        lines = ["| column | head | meaning |", "|---|---|---|"]
        for name in head:
            said = columns.column(path.stem, name)
            lines.append(f"| `{name}` | {_cell(said.head)} | {_cell(said.meaning)} |")
        parts += [f"## {path.stem}", columns.meaning(path.stem), "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _industries(folder: Path) -> list[str]:
    with (folder / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return [row["industry"] for row in csv.DictReader(file)]


def _general(name: str, industries: list[str]) -> str:
    """A column's name without the industry: `median_<industry>`."""
    start, _, end = name.partition("_")
    return f"{start}_<industry>" if end in (*industries, "total", "zone") else name


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def raw_tables() -> str:
    """Every column of every raw table, from the contract that the reader takes them from."""
    parts = [
        "# Tables of what documents say",
        "`data/raw/` holds these; `data/datapackage.json` is the same for any Frictionless reader. "
        "How to enter numbers: {doc}`../howto/year`.",
    ]
    for name, table in schema.CONTRACT.items():
        parts += [f"## {name}", table["title"], schema.column_dictionary(name)]
    return "\n\n".join(parts) + "\n"


def fitted(checkout: Checkout) -> str:
    """The numbers of the equations, from the tables that the package reads them from."""
    parts = [
        "# Fitted numbers",
        "The equations are in {doc}`../method`; the tables in `data/raw/reference/`.",
    ]
    for name in FITTED:
        with checkout.derived(name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        lines = ["| of | number | value | meaning |", "|---|---|---|---|"]
        for row in rows:
            of = row.get("model") or row.get("form") or ""
            lines.append(f"| {of} | `{row['name']}` | {row['value']} | {_cell(row['meaning'])} |")
        parts += [f"## {name}.csv", "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def notebooks(checkout: Checkout) -> str:
    """The committed notebooks, in order."""
    listed = "\n".join(f"notebooks/{path.stem}" for path in checkout.numbered())
    return f"""# Notebooks

One question each, as they were committed; a test runs them again and compares.

```{{toctree}}
:maxdepth: 1

{listed}
```
"""
