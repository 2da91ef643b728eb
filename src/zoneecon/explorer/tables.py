"""Which tables does the explorer show, and how do they become HTML? Texts in, text out."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from zoneecon.explorer.controls import controls_of
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.labels import name, number, say, short, title, unit
from zoneecon.explorer.solve import Solved
from zoneecon.explorer.state import code_line
from zoneecon.explorer.text import (
    exactly,
    held_text,
    html,
    money,
    named,
    percent,
    state_name,
    verdict,
)
from zoneecon.explorer.views import TOTAL, Result, comparison
from zoneecon.rows import each_row
from zoneecon.scenarios.allowed import ENTRIES
from zoneecon.text import catalogue, numbers


def chances_shown(one: Result, inputs: SessionInputs, language: str) -> pd.DataFrame:
    """The table of chances, as text; the row of all together is last."""

    def ends(row) -> tuple[str, ...]:
        target = f"{row.target:g}" if row.target == row.target else ""
        return target, money(row.p50), f"{money(row.p10)} – {money(row.p90)}"

    rows = [
        (
            title(row.industry, inputs, language),
            *ends(row),
            percent(row.paths, language, row.paths_error),
            *(percent(x, language) for x in (row.inside, row.outside, row.pooled)),
            verdict(row.verdict, language),
        )
        for row in each_row(one.chances)
    ]
    *_, last = each_row(one.summary[one.summary["industry"].eq(TOTAL)])
    paths = percent(one.joint["paths"], language, one.joint["paths_error"])
    pooled = percent(one.joint["pooled"], language)
    rows.append((say("all-together", language), *ends(last), paths, "", "", pooled, ""))
    names = "industry target median band paths inside outside pooled in-words".split()
    return pd.DataFrame(rows, columns=[say(name, language) for name in names])


def difference_shown(table: pd.DataFrame, inputs: SessionInputs, language: str) -> pd.DataFrame:
    """What was changed, in the page's own units."""
    by_key, rows = controls_of(inputs), []
    for row in each_row(table):
        key, _, industry = str(row.parameter).partition(".")
        control = by_key.get(key)
        if control is None:
            named = name(key, industry, inputs, language) if key in ENTRIES else row.parameter
            was, now = (
                numbers.short(one) if isinstance(one, float) else str(one)
                for one in (row.preset, row.scenario)
            )
            rows.append((named, was, now, catalogue.retold(str(row.unit), language)))
            continue
        text = name(key, industry, inputs, language)
        if industry and key != "investment_split":
            text += f" ({short(industry, inputs, language)})"
        was, now = (
            number(control, v if isinstance(v, str) else v * control.scale, inputs, language)
            for v in (row.preset, row.scenario)
        )
        if key == "investment_split" and row.preset == 0.0:
            was = say("by-need", language)
        rows.append((text, was, now, unit(control, language)))
    names = ("parameter", "was", "now", "unit")
    return pd.DataFrame(rows, columns=[say(one, language) for one in names])


def comparison_shown(
    table: pd.DataFrame, names: tuple[str, str], inputs: SessionInputs, language: str
) -> pd.DataFrame:
    """Two scenarios side by side, as text."""

    def cell(figure: str, value: Any) -> str:
        if figure == "verdict":
            return verdict(str(value), language)
        return money(float(value)) if figure == "p50" else percent(float(value), language)

    rows = [
        (
            "" if row.industry in (TOTAL, before) else title(row.industry, inputs, language),
            say({"verdict": "in-words"}.get(row.figure, row.figure), language),
            cell(row.figure, row.this),
            cell(row.figure, row.other),
        )
        for before, row in zip([TOTAL, *table["industry"]], each_row(table), strict=False)
    ]
    return pd.DataFrame(rows, columns=[say("industry", language), say("figure", language), *names])


def table_html(table: pd.DataFrame, bold: Iterable[int] = ()) -> str:
    """A table of texts as HTML; the cells in the first column are headers of their rows."""
    bold = set(bold)
    head = "".join(f'<th scope="col">{html(name)}</th>' for name in table.columns)
    body = ""
    for place, row in enumerate(table.itertuples(index=False, name=None)):
        cells = f'<th scope="row">{html(row[0])}</th>'
        cells += "".join(f"<td>{html(cell)}</td>" for cell in row[1:])
        body += f'<tr class="zx-here">{cells}</tr>' if place in bold else f"<tr>{cells}</tr>"
    return f'<table class="zx-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def note(key: str, language: str, **fields: object) -> str:
    """A text under a table."""
    return f'<div class="zx-note">{html(say(key, language, **fields))}</div>'


def chances_html(one: Result, inputs: SessionInputs, language: str) -> str:
    """The table of chances, the industry that is looked at in bold."""
    place = inputs.industries.index(one.state.industry)
    table = table_html(chances_shown(one, inputs, language), [place])
    return table + note("table-note", language, draws=f"{inputs.draws:,}")


def difference_html(
    changed: pd.DataFrame, one: Result, inputs: SessionInputs, language: str
) -> str:
    """What the user changed, or that there is nothing."""
    if changed.empty:
        preset = title(one.state.preset, inputs, language)
        return note("no-difference", language, preset=preset)
    return table_html(difference_shown(changed, inputs, language))


def comparison_html(one: Result, other: Result | None, inputs: SessionInputs, language: str) -> str:
    """Two scenarios side by side: results, then the assumptions in which they differ."""
    if other is None:
        return note("no-comparison", language)
    names = state_name(one.state, inputs, language), state_name(other.state, inputs, language)
    results = comparison_shown(comparison(one, other), names, inputs, language)
    assumed = difference_shown(one.scenario.difference_from(other.scenario), inputs, language)
    first, _, _, unit = assumed.columns
    assumed = assumed.iloc[:, [0, 2, 1, 3]].set_axis([first, *names, unit], axis=1)
    return f'<div class="zx-side">{table_html(results)}{table_html(assumed)}</div>'


def caption_html(told: Sequence[str], alone: bool, language: str) -> str:
    """What the pictures say of themselves; `alone` where the second one is the waterfall."""
    more = [say(f"waterfall.{key}", language) for key in ("axis", "footer")] if alone else []
    whole = catalogue.say("numbers.space", language).join([*told, *more])
    return f'<div class="zx-note">{html(whole)}</div>'


def breakeven_shown(
    found: Sequence[Solved], one: Result, inputs: SessionInputs, language: str
) -> pd.DataFrame:
    """What each driver would have to be by itself, where it stands, and what is held."""
    state, rows = one.state, []
    for solved in found:
        place, value = solved.places[0], solved.values[0]
        control = controls_of(inputs)[place[0]]
        shown = exactly(control, value, inputs, language)
        if solved.always:
            shown = say("every", language)
        elif not solved.reached:
            key = "best-choice" if control.kind == "choice" else "best"
            shown = say(key, language, output=money(solved.median), value=shown)
        rows.append((named(place, state, inputs, language), shown))
    return pd.DataFrame(rows, columns=[say(key, language) for key in ("driver", "value")])


def breakeven_html(
    found: Sequence[Solved], one: Result, inputs: SessionInputs, language: str
) -> str:
    """The break-even table of the industry that is looked at."""
    about = f'<div class="zx-note">{html(held_text(one, inputs, language))}</div>'
    if not found:
        return about + note("breakeven-nothing", language)
    return about + table_html(breakeven_shown(found, one, inputs, language))


def code_html(one: Result, inputs: SessionInputs, language: str) -> str:
    """The line of code that gives these numbers."""
    line = f"<pre>{html(code_line(one.state, inputs))}</pre>"
    weight = note("code-weight", language) if one.state.weight is not None else ""
    return note("code-note", language) + line + weight
