"""How does the explorer speak? Its sentences and tables, in English and Chinese.

The texts are in `text/explorer.toml`. They are plain; `html` is the one place where text becomes
HTML, and it escapes all of it.
"""

import html as markup
from collections.abc import Iterable
from typing import Any

import pandas as pd

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer.controls import BY_KEY, Control, ControlState
from zoneecon.explorer.state import SessionInputs, State, code_line, scenario_of, shown_split
from zoneecon.explorer.views import TOTAL, Result, comparison
from zoneecon.rows import each_row, row_at
from zoneecon.text import catalogue

#: Mark of the quality of evidence: a shape beside the colour, for who cannot tell the colours.
MARKS = {"green": "●", "amber": "▲", "red": "■"}

#: How a control's numbers are called on the page.
UNITS = {
    "base_year": "year",
    "zone_growth": "growth",
    "growth_premium": "growth",
    "price_path": "name",
    "investment_growth": "growth",
    "investment_share": "share",
    "investment_split": "share",
    "capital_output_ratio": "ratio",
    "conversion": "share",
    "scope_factor": "factor",
    "concept_factor": "factor",
    "local_correlation": "correlation",
    "pooling_weight": "share",
}


def say(key: str, language: str, **fields: object) -> str:
    """A text of the catalogue in a language, filled in."""
    return catalogue.say(f"explorer.{key}", language, **fields)


def verdict(code: str, language: str) -> str:
    """A verdict in words."""
    return catalogue.say(f"targets.verdict.{code}", language)


def percent(chance: float, language: str, error: float = 0.0) -> str:
    """A probability no finer than it was tested, or a share than its draws allow."""
    return "" if chance != chance else catalogue.chance(chance, language, error)


def money(amount: float) -> str:
    """Three digits that count, never an exponent.

    Examples
    --------
    >>> money(172.94), money(7.8723), money(1364.2)
    ('173', '7.87', '1364')
    """
    return f"{amount:.0f}" if amount >= 999.5 else f"{amount:.3g}"


def refused(error: BadSetting, language: str) -> str:
    """Why something was refused."""
    return say(error.key, language, **error.fields)


def title(name: str, inputs: SessionInputs, language: str) -> str:
    """Name of an industry or a scenario; a saved one is marked."""
    told = inputs.titles.get(name, {}).get(language, name)
    return say("saved-mark", language, title=told) if name in inputs.saved else told


def short(industry: str, inputs: SessionInputs, language: str) -> str:
    """An industry in a word: the assumptions' own key in English, its title in Chinese."""
    named = industry.replace("_", " ")
    return named if language == "en" else title(industry, inputs, language)


def html(text: object) -> str:
    """Text as HTML shows it: what it says, never what it could do."""
    return markup.escape(str(text))


# --- controls ----------------------------------------------------------------------------------


def name(control: Control, industry: str, inputs: SessionInputs, language: str) -> str:
    """What a control moves."""
    return say(control.key, language, industry=short(industry, inputs, language)).strip()


def label(
    control: Control, industry: str, of: ControlState, inputs: SessionInputs, language: str
) -> str:
    """What stands before a slider: mark of the evidence, what it is."""
    mark = MARKS.get((of.evidence or {}).get("quality", ""), "")
    return f"{mark} {name(control, industry, inputs, language)}"


def number(control: Control, shown: float | str, inputs: SessionInputs, language: str) -> str:
    """A value of a control as the page writes it."""
    if control.key == "price_path":
        block = inputs.paths.get(str(shown), {})
        english = block.get("title", shown) or say("nothing", language)
        return str(block.get("title_zh", english) if language == "zh" else english)
    if control.key == "base_year":
        whole = float(shown).is_integer()
        return f"{shown:g}" if whole else say("mid-year", language, year=int(shown))
    return (
        f"{shown:.{control.digits}f}".rstrip("0").rstrip(".") if control.digits else f"{shown:.0f}"
    )


def tooltip(
    control: Control, of: ControlState, preset: str, inputs: SessionInputs, language: str
) -> str:
    """Unit, range, default and its origin, source, quality of evidence; why it is locked, if so."""
    evidence, quality = of.evidence or {}, (of.evidence or {}).get("quality", "")
    low, high = (
        number(control, end, inputs, language) if not of.options else ""
        for end in (of.low, of.high)
    )
    unit = say(f"unit-{UNITS[control.key]}", language)
    cited = ", ".join(evidence.get("statements", ()))
    source = "; ".join(filter(None, (evidence.get("source", ""), cited, evidence.get("rationale"))))
    default = number(control, of.default, inputs, language)
    lines = [
        say(of.locked, language) if of.locked else "",
        say("tip-unit", language, unit=unit, low=low, high=high) if low else "",
        say("tip-default", language, default=default, preset=title(preset, inputs, language)),
        say("tip-source", language, source=f"{of.origin} {source}".strip()),
        say("tip-quality", language, quality=say(quality, language), mark=MARKS[quality])
        if quality in MARKS
        else "",
        say("tip-drawn", language) if of.drawn else "",
        say("tip-sum", language) if control.key == "investment_split" else "",
        say("tip-weight", language) if control.key == "pooling_weight" else "",
    ]
    return "\n".join(filter(None, lines))


def about_html(
    control: Control,
    industry: str,
    of: ControlState,
    state: State,
    inputs: SessionInputs,
    language: str,
) -> str:
    """The tooltip as a few lines of HTML, for who has no mouse."""
    head = html(label(control, industry, of, inputs, language))
    tip = tooltip(control, of, state.preset, inputs, language)
    lines = "<br>".join(html(line) for line in tip.splitlines())
    return f'<div class="zx-about"><b>{head}</b><br>{lines}</div>'


# --- the verdict ---------------------------------------------------------------------------------


def verdict_text(one: Result, inputs: SessionInputs, language: str) -> tuple[str, str]:
    """The verdict of the industry that is looked at: the line, and why."""
    row = row_at(one.chances.set_index("industry"), one.state.industry)
    words = verdict(row["verdict"], language)
    name = title(one.state.industry, inputs, language)
    known = inputs.known.get(one.state.industry)
    came = {}
    if known:
        came = {"latest": f"{known['latest']:g}", "year": f"{known['latest_year']:.0f}"}
    if one.scenario.is_known(one.state.industry):
        why = say("verdict-outcome", language, target=f"{row['target']:g}", **came)
        return say("verdict", language, title=name, words=words), why
    since = one.scenario.start_year(one.state.industry)
    year = number(BY_KEY["base_year"], since, inputs, language)
    why = say(
        "verdict-why",
        language,
        pooled=percent(row["pooled"], language),
        paths=percent(row["paths"], language, row["paths_error"]),
        inside=percent(row["inside"], language),
        outside=percent(row["outside"], language),
        year=year,
        required=f"{row['required'] * 100:.1f} %",
        median=money(row["p50"]),
        target=f"{row['target']:g}",
    )
    if known:
        why += " " + say("verdict-known", language, **came)
    return say("verdict", language, title=name, words=words), why


def joint_text(one: Result, language: str) -> str:
    """The chance of all targets together."""
    paths = percent(one.joint["paths"], language, one.joint["paths_error"])
    pooled = percent(one.joint["pooled"], language)
    return say("joint", language, count=len(one.chances), paths=paths, pooled=pooled)


def verdict_html(one: Result, inputs: SessionInputs, language: str) -> str:
    line, why = verdict_text(one, inputs, language)
    word = str(one.chances.set_index("industry").at[one.state.industry, "verdict"])
    return (
        f'<div class="zx-verdict zx-{word.replace(" ", "-")}" role="status" aria-live="polite">'
        f"<b>{html(line)}</b> <span>{html(why)}</span></div>"
    )


# --- tables --------------------------------------------------------------------------------------


def chances_shown(one: Result, inputs: SessionInputs, language: str) -> pd.DataFrame:
    """The table of chances, as text; the row of all together is last."""
    rows = []
    for row in each_row(one.chances):
        word = verdict(row.verdict, language)
        rows.append(
            (
                title(row.industry, inputs, language),
                f"{row.target:g}",
                money(row.p50),
                f"{money(row.p10)} – {money(row.p90)}",
                percent(row.paths, language, row.paths_error),
                *(percent(x, language) for x in (row.inside, row.outside, row.pooled)),
                word,
            )
        )
    total = one.summary[one.summary["industry"].eq(TOTAL)].iloc[-1]
    rows.append(
        (
            say("all-together", language),
            f"{total['target']:g}" if total["target"] == total["target"] else "",
            money(total["p50"]),
            f"{money(total['p10'])} – {money(total['p90'])}",
            percent(one.joint["paths"], language, one.joint["paths_error"]),
            "",
            "",
            percent(one.joint["pooled"], language),
            "",
        )
    )
    names = (
        "industry",
        "target",
        "median",
        "band",
        "paths",
        "inside",
        "outside",
        "pooled",
        "in-words",
    )
    return pd.DataFrame(rows, columns=[say(name, language) for name in names])


def difference_shown(table: pd.DataFrame, inputs: SessionInputs, language: str) -> pd.DataFrame:
    """What was changed, in the page's own units."""
    rows = []
    for row in each_row(table):
        key, _, industry = str(row.parameter).partition(".")
        control = BY_KEY.get(key)
        if control is None:
            rows.append((row.parameter, str(row.preset), str(row.scenario), row.unit))
            continue
        text = say(key, language, industry=short(industry, inputs, language))
        if industry and key != "investment_split":
            text += f" ({short(industry, inputs, language)})"
        was, now = (
            number(control, v if isinstance(v, str) else v * control.scale, inputs, language)
            for v in (row.preset, row.scenario)
        )
        if key == "investment_split" and row.preset == 0.0:
            was = say("by-need", language)
        rows.append((text, was, now, say(f"unit-{UNITS[key]}", language)))
    names = ("parameter", "was", "now", "unit")
    return pd.DataFrame(rows, columns=[say(name, language) for name in names])


def breakeven_shown(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Break-even values; where there is none, how far the driver alone leads."""
    rows = []
    for row in each_row(table):
        share = row.unit.startswith("fraction")
        found = row.value == row.value
        value = (f"{row.value:.1%}" if share else f"{row.value:.3g}") if found else ""
        best = f"{row.best_value:.1%}" if share else f"{row.best_value:.3g}"
        if not found:
            value = (
                say("every", language)
                if row.reached
                else say("best", language, output=money(row.best_output), value=best)
            )
        rows.append((say(f"variable-{row.variable}", language), value))
    return pd.DataFrame(rows, columns=[say(name, language) for name in ("driver", "value")])


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


def breakeven_html(table: pd.DataFrame, one: Result, inputs: SessionInputs, language: str) -> str:
    """The break-even table of the industry that is looked at."""
    about = note("breakeven-note", language, title=title(one.state.industry, inputs, language))
    return table_html(breakeven_shown(table, language)) + about


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
    names = yours(one, inputs, language), title(other.state.preset, inputs, language)
    results = comparison_shown(comparison(one, other), names, inputs, language)
    assumed = difference_shown(one.scenario.difference_from(other.scenario), inputs, language)
    first, _, _, unit = assumed.columns
    assumed = assumed.iloc[:, [0, 2, 1, 3]].set_axis([first, *names, unit], axis=1)
    return f'<div class="zx-side">{table_html(results)}{table_html(assumed)}</div>'


def yours(one: Result, inputs: SessionInputs, language: str) -> str:
    """What to call a state beside another one: its preset, and whether it was changed."""
    preset = title(one.state.preset, inputs, language)
    changed = bool(one.state.changes) or one.state.price_path is not None
    return say("changed", language, preset=preset) if changed else preset


def code_html(one: Result, inputs: SessionInputs, language: str) -> str:
    """The line of code that gives these numbers."""
    line = f"<pre>{html(code_line(one.state, inputs))}</pre>"
    weight = note("code-weight", language) if one.state.weight is not None else ""
    return note("code-note", language) + line + weight


def fan_title(one: Result, inputs: SessionInputs, language: str) -> str:
    """Title of the fan: what is measured."""
    return title(one.state.industry, inputs, language)


def split_text(state: State, inputs: SessionInputs, language: str) -> str:
    """That the shares still add up, and to what the others moved."""
    split = shown_split(scenario_of(state, inputs))
    shares = ", ".join(f"{short(k, inputs, language)} {x:.0%}" for k, x in split.items())
    return say("sum-kept", language, shares=shares)
