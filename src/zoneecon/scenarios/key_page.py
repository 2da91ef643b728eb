"""What may a zone's TOML files say? The page of every key, `docs/assumptions.md`.

`python -m zoneecon.scenarios.key_page` makes the tables of the page again, from the list of keys
(`data/reading/keys.toml`) and the model's parameters (`parameters.toml`); the prose stays.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zoneecon.data.reading import schema
from zoneecon.data.reading.keys import FILES, keys
from zoneecon.scenarios.allowed import ENTRIES, PARAMETERS
from zoneecon.text.catalogue import say, texts

PAGE = "docs/assumptions.md"
BEGIN = "<!-- made by python -m zoneecon.scenarios.key_page: {} -->"
MODEL = "model"


def key_table(file: str) -> str:
    """Every key of a kind of file as Markdown: meaning in both languages, unit, default, range."""
    heads = texts("zones.page").values()
    lines = [_line(heads), _line("---" for _ in heads)]
    for way, entry in keys(file).items():
        lines.append(
            _line(
                (
                    f"`{way.replace('*', '<…>')}`",
                    entry["en"],
                    entry["zh"],
                    entry.get("unit", ""),
                    _default(entry),
                    _allowed(entry),
                )
            )
        )
    return "\n".join(lines)


def model_table() -> str:
    """Every parameter of the model as Markdown, with its value, plausible range and evidence."""
    heads = texts("zones.model_page").values()
    lines = [_line(heads), _line("---" for _ in heads)]
    for name, entry in ENTRIES.items():
        value = entry.get("default", "") or _default({"default": entry["value"]})
        plausible = f"{entry['low']:g} – {entry['high']:g}" if "low" in entry else ""
        place = "industries.<…>." if entry.get("place") == "industry" else "parameters."
        lines.append(
            _line(
                (
                    f"`{place}{name}`" + (" ×" if entry.get("per") == "industry" else ""),
                    entry["en"],
                    entry["zh"],
                    entry["unit"],
                    str(value),
                    plausible + (" ~" if entry.get("drawn") else ""),
                    str(PARAMETERS[name]),
                    entry.get("quality", ""),
                    entry.get("source", ""),
                )
            )
        )
    return "\n".join(lines)


def _line(cells) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _default(entry: Mapping[str, Any]) -> str:
    if entry.get("required"):
        return say("zones.cell.required")
    value = entry.get("default", "")
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return value if isinstance(value, str) else f"`{value:g}`"


def _allowed(entry: Mapping[str, Any]) -> str:
    said = [say(f"zones.type.{entry['type']}")]
    if "options" in entry:
        said = [", ".join(f"`{one}`" for one in entry["options"])]
    if "of" in entry:
        said = [say("zones.cell.name_of", table=entry["of"])]
    if "range" in entry:
        said.append(say("zones.cell.range", least=entry["range"][0], most=entry["range"][1]))
    return "; ".join(said)


def renewed(page: str) -> str:
    """A page with its tables made again; prose stays as it is."""
    parts = {file: key_table(file) for file in FILES} | {MODEL: model_table()}
    return schema.renewed(page, BEGIN, parts)


def write(root: Path) -> Path:
    """Make the tables of the page again."""
    path = root.joinpath(PAGE)
    text = renewed(path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


if __name__ == "__main__":
    from zoneecon.data.files.checkout import Checkout

    print(write(Checkout.find().root).name)
