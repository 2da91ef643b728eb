"""What does a raw table have to look like? One Table Schema per table, and what is made from it.

`schema.json` is the one source: the reader takes its columns and patterns from it, and
`python -m zoneecon.data.reading.schema` writes `data/datapackage.json` (for any Frictionless
validator) and the tables of `data/README.md` from it.
"""

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from zoneecon.data.files.checkout import SHARED, Checkout, shown
from zoneecon.data.messages import RULES
from zoneecon.text.catalogue import SOURCE, say, texts


def _read_contract() -> dict:
    tables = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
    for table in tables.values():  # a table may have the columns of another
        if "like" in table:
            table["schema"] = tables[table["like"]]["schema"]
    return tables


CONTRACT = _read_contract()
#: What is handed in: statements, and what is meant by a misprint among them.
_MEANT = CONTRACT["corrections"]["schema"]["fields"][2:]
HANDED_IN = {
    "schema": {"fields": [*CONTRACT["statements"]["schema"]["fields"], *_MEANT]},
}
#: What it may not leave out.
NEEDED = frozenset({"indicator", "value", "unit", "period"})
BEGIN, END = "<!-- made by python -m zoneecon.data.reading.schema: {} -->", "<!-- end -->"
#: Tables of `data/raw/reference/` that our own scripts made, or that say how cases are read.
DERIVED = tuple(
    name for name, one in CONTRACT.items() if Path(one["path"]).parent.name == SHARED[1]
)


def fields(table: str) -> list[dict]:
    """Field descriptors of a table, in order."""
    return (HANDED_IN if table == "handed_in" else CONTRACT[table])["schema"]["fields"]


def columns(table: str) -> tuple[str, ...]:
    """Names of a table's columns, in order."""
    return tuple(field["name"] for field in fields(table))


def optional(table: str) -> frozenset[str]:
    """Columns that a file may leave out; their cells are empty then."""
    return frozenset(columns(table)) - NEEDED if table == "handed_in" else frozenset()


def constraint(table: str, column: str, name: str):
    """A constraint of a column, or None."""
    return _field(table, column).get("constraints", {}).get(name)


def _field(table: str, column: str) -> dict:
    return next(field for field in fields(table) if field["name"] == column)


def known(table: str, column: str) -> tuple[str, ...]:
    """Values of a column that rules know; others are allowed."""
    return tuple(_field(table, column)["known"])


def pattern(table: str, column: str) -> str:
    """Regular expression that a filled-in cell of a column matches as a whole."""
    return constraint(table, column, "pattern")


def chinese_headers(table: str) -> dict[str, str]:
    """Chinese header -> column; for tables typed by people who read no English."""
    return {field["title"]: field["name"] for field in fields(table)}


# --- what is made from it ---------------------------------------------------------------------


def datapackage(checkout: Checkout) -> dict:
    """Descriptor of every raw table as a Frictionless Data Package; paths count from `data/`."""
    data = checkout.data
    resources = [
        _resource("indicators", "indicators", ["indicators.csv"], ""),
        _resource("units", "units", ["units.csv"], ""),
    ]
    if checkout.codelist("translations").is_file():
        resources.append(_resource("translations", "translations", ["translations.csv"], ""))
    for name in sorted(path.parent.name for path in checkout.raw.glob("*/sources.csv")):
        place, prefix = checkout.place(name), f"{name}-"
        files = sorted(
            path.relative_to(data).as_posix()
            for path in place.statements.glob("*.csv")
            if shown(path.name)
        )
        sources = place.sources.relative_to(data).as_posix()
        resources.append(_resource(f"{prefix}sources", "sources", [sources], prefix))
        resources.append(_resource(f"{prefix}statements", "statements", files, prefix))
        if place.corrections.is_file():
            corrected = place.corrections.relative_to(data).as_posix()
            resources.append(_resource(f"{prefix}corrections", "corrections", [corrected], prefix))
        if place.ledger.is_file():
            ledger = place.ledger.relative_to(data).as_posix()
            resources.append(_resource(f"{prefix}accepted", "accepted", [ledger], prefix))
    for name in DERIVED:
        if (table := checkout.derived(name)).is_file():
            path = table.relative_to(data).as_posix()
            resources.append(_resource(name.replace("_", "-"), name, [path], ""))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "zoneecon-raw",
        "title": say("schema.package.title", SOURCE),
        "description": say("schema.package.description", SOURCE),
        "resources": resources,
    }


def _resource(name: str, table: str, paths: list[str], prefix: str) -> dict:
    schema = json.loads(json.dumps(CONTRACT[table]["schema"]))
    for key in schema.get("foreignKeys", []):
        target = key["reference"]["resource"]
        key["reference"]["resource"] = f"{prefix}{target}" if target == "sources" else target
    return {
        "name": name,
        "type": "table",
        "title": CONTRACT[table]["title"],
        "path": paths[0] if len(paths) == 1 else paths,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def column_dictionary(table: str) -> str:
    """A table's columns as Markdown, in both languages."""
    lines = [say("schema.head.columns", SOURCE), "|---|---|---|---|---|"]
    for field in fields(table):
        cells = (
            f"`{field['name']}`",
            field["title"],
            field["description"],
            field["description_zh"],
            _allowed(field),
        )
        lines.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(lines)


def _allowed(field: dict) -> str:
    rules = {**field.get("constraints", {}), "known": field.get("known")}
    said = []
    for name in texts("schema.allowed"):
        value = rules.get(name)
        if value is not None and value is not False:
            listed = [f"`{one}`" for one in value] if isinstance(value, list) else value
            said.append(say(f"schema.allowed.{name}", SOURCE, value=listed))
    said += [field["type"]] if field["type"] != "string" else []
    return "; ".join(said)


def rule_table() -> str:
    """All rules of the reader as Markdown."""
    lines = [say("schema.head.rules", SOURCE), "|---|---|---|---|"]
    for rule in RULES.values():
        verdict = f"{rule.verdict} {say(f'schema.verdict.{rule.verdict}', 'zh')}"
        lines.append(f"| `{rule.code}` | {verdict} | {_cell(rule.en)} | {_cell(rule.zh)} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def renewed_readme(text: str) -> str:
    """A README with its made parts made again; prose stays as it is."""
    parts = {name: column_dictionary(name) for name in CONTRACT} | {"rules": rule_table()}
    return renewed(text, BEGIN, parts)


def renewed(page: str, begin: str, parts: Mapping[str, str]) -> str:
    """A page with some parts made again, each between the mark with its name and the end's."""
    for name, part in parts.items():
        mark = begin.format(name)
        shape = re.compile(re.escape(mark) + ".*?" + re.escape(END), re.DOTALL)
        page = shape.sub(f"{mark}\n{part}\n{END}".replace("\\", r"\\"), page)
    return page


def write(checkout: Checkout) -> list[Path]:
    """Write `data/datapackage.json` and renew `data/README.md`."""
    package, readme = checkout.descriptor, checkout.readme
    package.write_text(package_text(checkout), encoding="utf-8", newline="\n")
    readme.write_text(
        renewed_readme(readme.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )
    return [package, readme]


def package_text(checkout: Checkout) -> str:
    """The data package as it is stored."""
    return json.dumps(datapackage(checkout), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for path in write(Checkout.find()):
        print(say("commands.written.file", path=path.name), file=sys.stderr)
