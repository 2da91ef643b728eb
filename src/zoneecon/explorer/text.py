"""How does the explorer speak? Its sentences and tables, in English and Chinese.

The texts are in `text/explorer.toml`. They are plain; `html` is the one place where text becomes
HTML, and it escapes all of it.
"""

import html as markup
from typing import Any

from zoneecon.explorer.controls import BY_KEY, Control, controls_of
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.labels import name, number, said_value, say, short, title, with_unit
from zoneecon.explorer.solve import Solved
from zoneecon.explorer.state import (
    LANDED,
    State,
    landed_investment,
    scenario_of,
    shown_split,
    weight_of,
)
from zoneecon.explorer.views import Result
from zoneecon.report.sentences.targets import standing_sentences
from zoneecon.rows import row_at
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
        "required": 100 * row["required"],
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


def named(place: tuple[str, str], state: State, inputs: SessionInputs, language: str) -> str:
    return name(place[0], place[1] or state.industry, inputs, language)


def needed_text(value: Any, place: tuple[str, str], inputs: SessionInputs, language: str) -> str:
    """What a mark on a slider says."""
    control = controls_of(inputs)[place[0]]
    return say("needed", language, value=exactly(control, value, inputs, language))


def exactly(control: Control, value: Any, inputs: SessionInputs, language: str) -> str:
    """A solved value with every digit that it needs, and its unit."""
    plain = said_value(control, value, inputs, language)
    if isinstance(value, str) or control.kind == "choice":
        return plain
    written = f"{value:.6f}".rstrip("0").rstrip(".")
    return with_unit(control, written, language)


def solved_text(found: Solved, state: State, inputs: SessionInputs, language: str) -> str:
    """What was solved for, and what is held; or how far it leads at most."""
    scenario = scenario_of(state, inputs)
    values = [
        say(
            "solved-value",
            language,
            name=named(place, state, inputs, language),
            value=exactly(controls_of(inputs)[place[0]], value, inputs, language),
        )
        for place, value in zip(found.places, found.values, strict=True)
    ]
    kind = "always" if found.always else "reached" if found.reached else "not"
    kind = "alone" if kind == "not" and len(found.places) == 1 else kind
    return say(
        f"solved-{kind}",
        language,
        values=numbers.listed(values, "and", language),
        median=money(found.median),
        target=f"{scenario.targets[state.industry]:g}",
        title=title(state.industry, inputs, language),
    )


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


def state_name(state: State, inputs: SessionInputs, language: str) -> str:
    """What a state is called: its preset, and whether anything was changed."""
    preset = title(state.preset, inputs, language)
    changed = bool(state.changes) or state.price_path is not None
    return say("changed", language, preset=preset) if changed else preset


def split_text(state: State, inputs: SessionInputs, language: str) -> str:
    """That the shares still add up, and to what the others moved."""
    split = shown_split(scenario_of(state, inputs))
    told = {k: numbers.written(x, ".0%", language) for k, x in split.items()}
    shares = ", ".join(f"{short(k, inputs, language)} {x}" for k, x in told.items())
    return say("sum-kept", language, shares=shares)


def moved_too(
    key: str, before: State, after: State, inputs: SessionInputs, language: str
) -> tuple[str, str]:
    """What another slider shows now because one was moved; nothing if none does."""
    was, now = (landed_investment(scenario_of(one, inputs)) for one in (before, after))
    limited = scenario_of(after, inputs).values["capital_limit"]
    if key == LANDED or not limited or abs(was - now) < 0.05:
        return "", ""
    landed = BY_KEY[LANDED]
    values = {"was": said_value(landed, was, inputs, language)}
    values |= {"now": said_value(landed, now, inputs, language)}
    return "", say("moved-too", language, name=name(LANDED, "", inputs, language), **values)
