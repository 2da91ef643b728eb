"""Which widgets is the explorer's page made of, and where do they stand? No meaning, no wires."""

import datetime
from functools import partial
from pathlib import Path

import ipywidgets as w

from zoneecon.explorer import text as words
from zoneecon.explorer.labels import say
from zoneecon.explorer.panel import Panel
from zoneecon.text.catalogue import LANGUAGES

STYLE = Path(__file__).with_name("explorer.css").read_text(encoding="utf-8")
#: How many controls can be solved for at once.
UNKNOWNS = 3
TABS = ("breakeven", "difference", "compared", "keep", "export", "link")
#: Buttons whose name and tooltip are texts of their own.
STEPS = ("undo", "redo", "reset", "pin")
ON_MINE = ("open", "update", "rename", "annotate", "delete")
BUTTONS = (*STEPS, "by-need", "solve", "load", "save", *ON_MINE, "restore")
#: Widgets that are found by their own name.
ALIKE = (
    *("heading", "preset", "industry", "other", "fan", "second", "caption", "aside", "chances"),
    *("tabs", "breakeven", "difference", "compared", "list", "mine", "name", "date", "reason"),
    *("kept", "exported", "address", "opened", "code"),
)


class Page:
    """The widgets by name; tests and styles find them by the class that each carries.

    Widths are the stylesheet's: from 1024 to 1920 points everything is seen.
    """

    def __init__(self, language: str):
        choose = partial(w.Dropdown, style={"description_width": "auto"}, layout={"width": "auto"})
        self.preset, self.industry, self.other = choose(), choose(), choose()
        self.buttons = {key: w.Button(layout={"width": "auto"}) for key in BUTTONS}
        self.speak = w.ToggleButtons(
            options=[(name, code) for code, name in LANGUAGES.items()],
            value=language,
            style={"button_width": "auto"},
            layout={"width": "auto"},
        )
        self.spinner, self.style, self.heading = w.HTML(), w.HTML(), w.HTML()
        self.panel = Panel()
        self.verdict, self.chances, self.aside = (w.HTML() for _ in range(3))
        self.locked, self.caption = w.HTML(), w.HTML()
        self.fan, self.second = (w.Image(format="png", layout={"width": "auto"}) for _ in range(2))
        self.unknowns = [choose() for _ in range(UNKNOWNS)]
        self.asked = w.HTML()
        solving = w.HBox([self.asked, *self.unknowns, self.buttons["solve"]])
        pictures = w.HBox([self.fan, self.second])
        self.tabs = w.Tab(self._tabs(), layout={"margin": "6px 0 0"})
        steps = [self.buttons[key] for key in STEPS]
        bar = w.HBox([self.preset, self.industry, self.other, *steps, self.speak, self.spinner])
        self.column = w.VBox([self.panel, self.buttons["by-need"]])
        right = w.VBox(
            [
                *(self.verdict, pictures, self.caption, solving),
                *(self.aside, self.chances, self.locked),
            ],
            layout={"flex": "1 1 0"},
        )
        main = w.HBox([self.column, right])
        self.page = w.VBox([self.style, self.heading, bar, main, self.tabs])
        named = {
            **{name: getattr(self, name) for name in ALIKE},
            **{"": self.page, "bar": bar, "main": main, "results": right, "controls": self.column},
            **{"pictures": pictures, "verdict-box": self.verdict, "solving": solving},
            **{"locked-why": self.locked, "language": self.speak, **self.exports},
            **{f"unknown-{i}": one for i, one in enumerate(self.unknowns)},
            **{f"do-{key}" if key == "open" else key: one for key, one in self.buttons.items()},
        }
        for name, widget in named.items():
            widget.add_class(f"zx-{name}" if name else "zx")

    def _tabs(self) -> list[w.Widget]:
        wide = {"width": "min(700px, 96%)"}
        self.difference, self.breakeven, self.compared, self.code = (w.HTML() for _ in range(4))
        self.list, self.kept, self.exported, self.opened = (w.HTML() for _ in range(4))
        self.name, self.date = w.Text(layout={"width": "330px"}), w.Text(layout={"width": "210px"})
        self.reason = w.Textarea(rows=2, layout=wide)
        self.mine = w.Dropdown(layout={"width": "330px"})
        self.address = w.Text(layout=wide)
        self.exports = {
            key: w.Button(layout={"width": "auto"})
            for key in ("figure-png", "figure-svg", "table-csv", "table-xlsx")
        }
        on_mine = [self.buttons[key] for key in ON_MINE]
        keep = w.VBox(
            [
                w.HBox([self.name, self.date]),
                self.reason,
                w.HBox([self.buttons["save"], self.buttons["load"]]),
                self.kept,
                self.list,
                w.HBox([self.mine, *on_mine]),
            ]
        )
        export = w.VBox([w.HBox(list(self.exports.values())), self.exported])
        link = w.VBox([w.HBox([self.address, self.buttons["restore"]]), self.opened, self.code])
        return [self.breakeven, self.difference, self.compared, keep, export, link]

    def speak_in(self, language: str) -> None:
        """Name everything that no state changes."""
        told = partial(say, language=language)
        for key, button in self.buttons.items():
            button.description, button.tooltip = told(key), told(f"{key}-tip")
        for key, button in self.exports.items():
            button.description = told(key)
        fields = {"name": self.name, "date": self.date, "reason": self.reason, "mine": self.mine}
        for key, field in {**fields, "address": self.address}.items():
            field.description = told(key)
        self.name.placeholder = told("name-hint")
        self.reason.placeholder = told("reason-hint")
        lead = f"<h1>{words.html(told('heading'))}</h1><p>{words.html(told('lead'))}</p>"
        self.heading.value = lead
        self.asked.value = f"<span>{words.html(told('solve-with'))}</span>"
        self.date.value = self.date.value or datetime.date.today().isoformat()
        self.tabs.titles = tuple(told(key) for key in TABS)
        gone = told("restarted").replace('"', "'")
        self.style.value = f'<style>{STYLE} .zx {{ --zx-restarted: "{gone}"; }}</style>'
        self.spinner.value = (
            f'<span class="zx-spinner" role="img" title="{told("busy")}"'
            f' aria-label="{told("busy")}"></span>'
        )


def choose(widget: w.Dropdown, options: list[tuple[str, object]], value, description: str) -> None:
    """Set a list and what is chosen of it, in one go; two alike names are told apart."""
    seen: dict[str, int] = {}
    unique = []
    for name, key in options:
        seen[name] = seen.get(name, 0) + 1
        unique.append((name if seen[name] == 1 else f"{name} ({key})", key))
    widget.description = description
    if widget.options != tuple(unique):
        widget.options = unique
    widget.value = value


def note(kind: str, text: str) -> str:
    kind = f" zx-{kind}" if kind else ""
    return f'<div class="zx-message{kind}" role="status">{words.html(text)}</div>'
