"""How does the explorer speak? Its sentences and tables, in English and Chinese.

The texts are in `text/explorer.toml`. They are plain; `html` is the one place where text becomes
HTML, and it escapes all of it.
"""

import html as markup
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from zoneecon.explorer.controls import BY_KEY, Control, controls_of
from zoneecon.explorer.labels import name, number, said_value, say, short, title, unit
from zoneecon.explorer.solve import Solved
from zoneecon.explorer.state import (
    LANDED,
    SessionInputs,
    State,
    code_line,
    landed_investment,
    scenario_of,
    shown_split,
    weight_of,
)
from zoneecon.explorer.views import TOTAL, Result, comparison
from zoneecon.report.sentences.targets import standing_sentences
from zoneecon.rows import each_row, row_at
from zoneecon.scenarios.allowed import ENTRIES
from zoneecon.targets.verdicts import POSSIBLE
from zoneecon.text import catalogue, numbers


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


def html(text: object) -> str:
    """Text as HTML shows it: what it says, never what it could do."""
    return markup.escape(str(text))


# --- the verdict ---------------------------------------------------------------------------------


def verdict_text(one: Result, inputs: SessionInputs, language: str) -> tuple[str, str, str]:
    """The headline: what the report says, what these settings say, and why.

    The report's verdict is over every reading of the plan and no scenario's; what the settings give
    stands second.
    """
    row = row_at(one.chances.set_index("industry"), one.state.industry)
    asked = inputs.reported[inputs.reported["industry"].eq(one.state.industry)]
    with catalogue.speaking(language):
        told = standing_sentences(asked)
    report = say("verdict-report", language, told=" ".join(told))
    words, known = verdict(row["verdict"], language), inputs.known.get(one.state.industry)
    came = {}
    if known:
        came = {"latest": f"{known['latest']:g}", "year": f"{known['latest_year']:.0f}"}
    if one.scenario.is_known(one.state.industry):
        why = say("verdict-outcome", language, target=f"{row['target']:g}", **came)
        return report, say("verdict-fact", language, words=words), why
    shown = {
        "pooled": percent(row["pooled"], language),
        "paths": percent(row["paths"], language, row["paths_error"]),
        "inside": percent(row["inside"], language),
        "outside": percent(row["outside"], language),
        "year": number(
            BY_KEY["base_year"], one.scenario.start_year(one.state.industry), inputs, language
        ),
        "required": f"{row['required'] * 100:.1f} %",
        "median": money(row["p50"]),
        "target": f"{row['target']:g}",
        "words": words,
    }
    parts = [say("verdict-why", language, **shown), *_capped(one, row, inputs, language)]
    if known:
        parts.append(say("verdict-known", language, **came))
    return (
        report,
        say("verdict", language, **shown),
        catalogue.say("numbers.space", language).join(parts),
    )


def _capped(one: Result, row, inputs: SessionInputs, language: str) -> list[str]:
    """What keeps the chance down, however good the settings are."""
    weight, inside, outside = weight_of(one.state, inputs), row["inside"], row["outside"]
    if inside != inside or outside != outside or weight >= 1:
        return []
    cap = weight + (1 - weight) * outside
    parts = ["verdict-cap"]
    if row["p50"] >= row["target"] * 0.98 and row["pooled"] < POSSIBLE:
        parts = ["verdict-half", "verdict-cap"]
    told = {"outside": percent(outside, language), "weight": percent(1 - weight, language)}
    return [say(part, language, cap=percent(cap, language), **told) for part in parts]


def joint_text(one: Result, language: str) -> str:
    """The chance of all targets together."""
    paths = percent(one.joint["paths"], language, one.joint["paths_error"])
    pooled = percent(one.joint["pooled"], language)
    return say("joint", language, count=len(one.chances), paths=paths, pooled=pooled)


def verdict_html(one: Result, inputs: SessionInputs, language: str) -> str:
    """The headline; the colour is that of the settings' verdict, and its words say the same."""
    report, line, why = verdict_text(one, inputs, language)
    word = str(one.chances.set_index("industry").at[one.state.industry, "verdict"])
    return (
        f'<div class="zx-verdict zx-{word.replace(" ", "-")}">'
        f'<b class="zx-report">{html(report)}</b> <b class="zx-with">{html(line)}</b> '
        f"<span>{html(why)}</span></div>"
    )


def spoken(one: Result, inputs: SessionInputs, language: str) -> str:
    """What a screen reader says when the result has come."""
    return catalogue.say("numbers.space", language).join(
        [title(one.state.industry, inputs, language), *verdict_text(one, inputs, language)[1:]]
    )


# --- what would have to be different -------------------------------------------------------------


def _named(place: tuple[str, str], state: State, inputs: SessionInputs, language: str) -> str:
    return name(place[0], place[1] or state.industry, inputs, language)


def _control(key: str, inputs: SessionInputs) -> Control:
    return next(one for one in controls_of(inputs) if one.key == key)


def needed_text(value: Any, place: tuple[str, str], inputs: SessionInputs, language: str) -> str:
    """What a mark on a slider says."""
    control = _control(place[0], inputs)
    return say("needed", language, value=_exactly(control, value, inputs, language))


def _exactly(control: Control, value: Any, inputs: SessionInputs, language: str) -> str:
    """A solved value with every digit that it needs, and its unit."""
    plain = said_value(control, value, inputs, language)
    if isinstance(value, str) or control.kind == "choice":
        return plain
    written = f"{value:.6f}".rstrip("0").rstrip(".")
    return say("with-unit", language, value=written, unit=unit(control, language))


def solved_text(found: Solved, state: State, inputs: SessionInputs, language: str) -> str:
    """What was solved for, and what is held; or how far it leads at most."""
    scenario = scenario_of(state, inputs)
    values = [
        say(
            "solved-value",
            language,
            name=_named(place, state, inputs, language),
            value=_exactly(_control(place[0], inputs), value, inputs, language),
        )
        for place, value in zip(found.places, found.values, strict=True)
    ]
    kind = "always" if found.always else "reached" if found.reached else "not"
    return say(
        f"solved-{kind}",
        language,
        values=numbers.listed(values, "and", language),
        median=money(found.median),
        target=f"{scenario.targets[state.industry]:g}",
        title=title(state.industry, inputs, language),
    )


def breakeven_shown(
    found: Sequence[Solved], one: Result, inputs: SessionInputs, language: str
) -> pd.DataFrame:
    """What each driver would have to be by itself, where it stands, and what is held."""
    state, rows = one.state, []
    for solved in found:
        place, value = solved.places[0], solved.values[0]
        control = _control(place[0], inputs)
        shown = _exactly(control, value, inputs, language)
        if solved.always:
            shown = say("every", language)
        elif not solved.reached:
            shown = say("best", language, output=money(solved.median), value=shown)
        rows.append((_named(place, state, inputs, language), shown))
    return pd.DataFrame(rows, columns=[say(key, language) for key in ("driver", "value")])


def held_text(one: Result, inputs: SessionInputs, language: str) -> str:
    """What stays as it is while one driver moves."""
    values = one.scenario.values
    limits = "none"
    if values["capital_limit"]:
        limits = "both" if values["funnel_limit"] and one.scenario.funnel else "capital"
    return say(
        "breakeven-note",
        language,
        title=title(one.state.industry, inputs, language),
        limits=say(f"held-{limits}", language),
    )


def breakeven_html(
    found: Sequence[Solved], one: Result, inputs: SessionInputs, language: str
) -> str:
    """The break-even table of the industry that is looked at."""
    about = f'<div class="zx-note">{html(held_text(one, inputs, language))}</div>'
    if not found:
        return about + note("breakeven-nothing", language)
    return about + table_html(breakeven_shown(found, one, inputs, language))


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
    return pd.DataFrame(rows, columns=[say(one, language) for one in names])


def difference_shown(table: pd.DataFrame, inputs: SessionInputs, language: str) -> pd.DataFrame:
    """What was changed, in the page's own units."""
    by_key, rows = {one.key: one for one in controls_of(inputs)}, []
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
    names = yours(one, inputs, language), state_name(other.state, inputs, language)
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


def yours(one: Result, inputs: SessionInputs, language: str) -> str:
    """What to call a state beside another one: its preset, and whether it was changed."""
    return state_name(one.state, inputs, language)


def state_name(state: State, inputs: SessionInputs, language: str) -> str:
    """What a state is called: its preset, and whether anything was changed."""
    preset = title(state.preset, inputs, language)
    changed = bool(state.changes) or state.price_path is not None
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


def moved_too(
    key: str, before: State, after: State, inputs: SessionInputs, language: str
) -> tuple[str, str]:
    """What another slider shows now because one was moved; nothing if none does."""
    was, now = (landed_investment(scenario_of(one, inputs)) for one in (before, after))
    limited = scenario_of(after, inputs).values["capital_limit"]
    if key == LANDED or not limited or abs(was - now) < 0.05:
        return "", ""
    landed = _control(LANDED, inputs)
    values = {"was": said_value(landed, was, inputs, language)}
    values |= {"now": said_value(landed, now, inputs, language)}
    return "", say("moved-too", language, name=name(LANDED, "", inputs, language), **values)
