"""Which widgets is the explorer's page made of, and where do they stand? No meaning, no wires."""

import datetime
from functools import partial
from pathlib import Path

import ipywidgets as w

from zoneecon.explorer import pictures as draw
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import GROUPS
from zoneecon.text.catalogue import LANGUAGES

STYLE = Path(__file__).with_name("explorer.css").read_text(encoding="utf-8")
#: Widths in points of the page: controls, and what a label takes of them.
CONTROL_WIDTH, LABEL_WIDTH = "376px", "184px"


class Page:
    """The widgets by name; tests and styles find them by the class that each carries."""

    def __init__(self, language: str):
        choose = partial(w.Dropdown, style={"description_width": "auto"})
        self.preset = choose(layout={"width": "312px"})
        self.industry = choose(layout={"width": "216px"})
        self.other = choose(layout={"width": "224px"})
        self.reset = w.Button(layout={"width": "66px"})
        self.by_need = w.Button(layout={"width": "120px", "height": "24px"})
        self.speak = w.ToggleButtons(
            options=[(name, code) for code, name in LANGUAGES.items()],
            value=language,
            style={"button_width": "68px"},
            layout={"width": "148px"},
        )
        self.spinner, self.aside, self.style = w.HTML(), w.HTML(), w.HTML()
        self.groups = {group: w.HTML() for group in GROUPS}
        self.verdict, self.chances = w.HTML(), w.HTML()
        self.fan = w.Image(format="png", layout=_points(draw.FAN))
        self.second = w.Image(format="png", layout=_points(draw.WATERFALL))
        pictures = w.HBox([self.fan, self.second])
        self.tabs = w.Tab(self._tabs(), layout={"margin": "6px 0 0"})
        bar = w.HBox(
            [self.preset, self.industry, self.other, self.reset, self.speak, self.spinner],
            layout={"flex_flow": "row wrap"},
        )
        self.column = w.VBox(layout={"width": CONTROL_WIDTH, "flex": "none"})
        results = [self.verdict, pictures, self.chances, self.aside]
        right = w.VBox(results, layout={"flex": "1 1 auto"})
        self.page = w.VBox([self.style, bar, w.HBox([self.column, right]), self.tabs])
        for widget, name in (
            (self.page, "zx"),
            (bar, "zx-bar"),
            (self.column, "zx-controls"),
            (self.fan, "zx-fan"),
            (self.second, "zx-second"),
            (self.verdict, "zx-verdict-box"),
            (self.tabs, "zx-tabs"),
            (self.preset, "zx-preset"),
            (self.industry, "zx-industry"),
            (self.other, "zx-other"),
            (self.reset, "zx-reset"),
            (self.aside, "zx-aside"),
            (self.speak, "zx-language"),
            (self.chances, "zx-chances"),
            (self.by_need, "zx-by-need"),
        ):
            widget.add_class(name)

    def _tabs(self) -> list[w.Widget]:
        self.difference, self.breakeven, self.compared, self.code = (w.HTML() for _ in range(4))
        self.name, self.date = w.Text(layout={"width": "330px"}), w.Text(layout={"width": "210px"})
        self.reason = w.Textarea(rows=2, layout={"width": "700px"})
        self.save, self.load = (w.Button(layout={"width": "140px"}) for _ in range(2))
        self.kept, self.exported = w.HTML(), w.HTML()
        self.exports = {
            key: w.Button(layout={"width": "110px"})
            for key in ("figure-png", "figure-svg", "table-csv", "table-xlsx")
        }
        keep = w.VBox(
            [w.HBox([self.name, self.date]), self.reason, w.HBox([self.save, self.load]), self.kept]
        )
        export = w.VBox([w.HBox(list(self.exports.values())), self.exported])
        for widget, name in (
            (self.difference, "zx-difference"),
            (self.breakeven, "zx-breakeven"),
            (self.compared, "zx-compared"),
            (self.code, "zx-code"),
            (self.name, "zx-name"),
            (self.date, "zx-date"),
            (self.reason, "zx-reason"),
            (self.save, "zx-save"),
            (self.load, "zx-load"),
            (self.kept, "zx-kept"),
            (self.exported, "zx-exported"),
            *((button, f"zx-{key}") for key, button in self.exports.items()),
        ):
            widget.add_class(name)
        return [self.difference, self.breakeven, self.compared, keep, export, self.code]

    def speak_in(self, language: str) -> None:
        """Name everything that no state changes."""
        say = partial(words.say, language=language)
        for widget, key in ((self.reset, "reset"), (self.by_need, "by-need"), (self.load, "load")):
            widget.description, widget.tooltip = say(key), say(f"{key}-tip")
        for key, button in {**self.exports, "save": self.save}.items():
            button.description = say(key)
        for field, key in ((self.name, "name"), (self.date, "date"), (self.reason, "reason")):
            field.description = say(key)
        self.name.placeholder = say("name-hint")
        self.reason.placeholder = say("reason-hint")
        self.date.value = self.date.value or datetime.date.today().isoformat()
        for group, heading in self.groups.items():
            heading.value = f'<div class="zx-group">{words.html(say(group))}</div>'
        tabs = ("difference", "breakeven", "compared", "keep", "export", "code")
        self.tabs.titles = tuple(say(key) for key in tabs)
        told = say("restarted").replace('"', "'")
        self.style.value = f'<style>{STYLE} .zx {{ --zx-restarted: "{told}"; }}</style>'
        self.spinner.value = f'<span class="zx-spinner" title="{say("busy")}"></span>'


def _points(size: tuple[float, float]) -> dict[str, str]:
    return {"width": f"{100 * size[0]:.0f}px", "height": f"{100 * size[1]:.0f}px"}


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
