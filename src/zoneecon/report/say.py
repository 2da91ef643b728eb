"""How is a result said? The sentences of each kind of result, by name."""

from collections.abc import Callable
from typing import Any

from zoneecon.arguments import one_of, refusal
from zoneecon.data.vintage import Vintage
from zoneecon.errors import Absent, BadInput
from zoneecon.history.results import Findings, History
from zoneecon.report import front
from zoneecon.report.sentences import evaluation, history, scenarios, targets, tracking, trends
from zoneecon.scenarios.breakeven import Breakeven
from zoneecon.scenarios.named import ScenarioTable
from zoneecon.scenarios.paths import Paths
from zoneecon.scenarios.sensitivity import Swings
from zoneecon.targets.answer import Answer
from zoneecon.targets.forecasts import Forecasts
from zoneecon.text import catalogue
from zoneecon.text.catalogue import say as text
from zoneecon.tracking.comparison import Comparison
from zoneecon.tracking.evaluation import Evaluation

Sentences = Callable[..., list[str]]
#: What is said of a result where no name is given.
MAIN = "conclusion"


def _statements(plan: Vintage) -> list[str]:
    counts = {"statements": len(plan.statements), "sources": len(plan.sources)}
    return [text("history.vintage.statements", as_of=plan.as_of, **counts)]


def _each(sentences: Sentences, parts: list[Any]) -> list[str]:
    return [one for part in parts for one in sentences(part)]


def _trend_conclusion(fans: Forecasts, industry: str) -> list[str]:
    return trends.conclusion(fans.promised, fans.industries(industry), fans.came)


def _must(solved: Breakeven) -> list[str]:
    try:
        rate = solved.value_added_rate()
    except Absent:
        rate = None
    return targets.must_sentences(solved, rate, solved.scenario.titles)


def _verdict(answer: Answer, parts: slice = slice(None)) -> list[str]:
    return targets.verdict_conclusion(answer.verdicts, answer.joint, answer.later)[parts]


def _outlook(answer: Answer) -> list[str]:
    """The conclusion without its line an industry, which the verdicts say at length."""
    return _verdict(answer, slice(len(answer.verdicts), None))


def _words(answer: Answer) -> list[str]:
    """The verdicts; what later levels settle; what was said before a target's year was known."""
    return [
        *targets.verdict_sentences(answer.verdicts, answer.given),
        *targets.together_sentences(answer.together),
        *scenarios.start_sentences(answer.scenario),
        *targets.earlier_sentences(answer.earlier),
    ]


def _mind(answer: Answer, year: int | None = None) -> list[str]:
    goal = answer.plan.target_year
    return targets.mind_sentences(
        answer.verdicts,
        answer.cells,
        answer.windows,
        _next_known(answer, goal) if year is None else year,
        goal,
    )


def _next_known(answer: Answer, goal: int) -> int:
    """Two years before the target year, or the first year that no level is published of."""
    years = answer.verdicts["latest_year"]
    newest = years[years < goal].max()
    return goal - 2 if newest != newest else min(max(goal - 2, int(newest) + 1), goal)


def _changes(change: Comparison) -> list[str]:
    days = {"before": change.before.label, "after": change.after.label}
    around = tracking.around_sentences(change.before, change.after)
    return [text("tracking.known.both", **days), *tracking.change_sentences(change), *around]


def _or_nothing(name: str, sentences: list[str]) -> list[str]:
    return tracking.or_none(sentences, text(f"tracking.nothing.{name}"))


#: Kind of result -> name -> its sentences; the first is said where no name is given.
SAID: dict[type, dict[str, Sentences]] = {
    Vintage: {
        "statements": _statements,
        "known": lambda plan: [text("history.vintage.known", as_of=plan.as_of)],
    },
    History: {
        MAIN: history.history_conclusion,
        "gaps": lambda series, indicator: history.gap_sentences(
            series, series.known_indicator(indicator)
        ),
        "real_growth": lambda series, indicator: history.real_sentences(
            series, series.known_indicator(indicator)
        ),
    },
    Findings: {
        MAIN: history.findings_conclusion,
        "room": lambda found: _each(history.room_sentences, found.room()),
        "investment": lambda found: _each(history.investment_sentences, found.investment()),
        "claims": lambda found: _each(history.claim_sentences, found.claims()),
    },
    Forecasts: {
        MAIN: _trend_conclusion,
        "nowcast": lambda fans: trends.nowcast_sentences(fans.nowcast()),
        "eras": lambda fans: trends.series_era_sentences(fans.eras),
        "coverage": lambda fans, indicator: trends.coverage_sentences(
            trends.last_year(fans.models(indicator))
        ),
    },
    Paths: {MAIN: scenarios.fan_sentences},
    ScenarioTable: {
        MAIN: scenarios.scenarios_conclusion,
        "best": scenarios.scenario_sentences,
    },
    Breakeven: {
        MAIN: _must,
        "value_added_rate": lambda solved: scenarios.rate_sentences(
            solved.value_added_rate(), len(solved.scenario.targets)
        ),
    },
    Swings: {
        MAIN: lambda swings: scenarios.sensitivity_conclusion(swings, swings.priorities()),
        "alone": lambda swings: scenarios.swing_sentences(swings, swings.scenario.target_of()),
        "leaders": lambda swings, indices: [str(swings.leaders(indices)["note"])],
    },
    Answer: {
        "answer": lambda answer: [
            *_words(answer),
            *_verdict(answer, slice(len(answer.verdicts), None)),
        ],
        "verdicts": lambda answer: _words(answer),
        "lead": front.lead,
        "must": front.must,
        "checks": front.checks,
        "next": front.what_next,
        "arguments": lambda answer: targets.argument_sentences(answer.arguments),
        "believed": lambda answer: targets.believed_sentences(answer.believed),
        "drawn": lambda answer: [targets.drawn_sentence(answer.draws, answer.seed)],
        MAIN: _verdict,
        "outlook": lambda answer: _outlook(answer),
        "known": lambda answer: [text("history.vintage.known", as_of=answer.plan.as_of)],
        "eras": lambda answer: trends.era_sentences(answer.plan.panel("inside_coverage")),
        "binding": lambda answer: targets.binding_sentences(answer.verdicts),
        "mind": _mind,
        "cases": lambda answer: targets.case_sentences(answer.cases, answer.case_views),
        "hindcast": lambda answer: targets.hindcast_sentences(answer.hindcast),
        "targets": lambda answer: targets.plan_sentences(answer.targets),
    },
    Evaluation: {
        "opening": evaluation.opening,
        "problems": evaluation.problems,
        "causes": evaluation.causes,
        "measures": evaluation.measures,
        "revisions": evaluation.revisions,
    },
    Comparison: {
        MAIN: lambda change: [
            *tracking.conclusion(change.before, change.after),
            *evaluation.counted(change.evaluation()),
        ],
        "changes": _changes,
        "since": front.since,
        "standing": lambda change: targets.standing_sentences(change.chances()),
        "moves": lambda change: [tracking.unmoved_sentence(change.moves())],
        "verdicts": lambda change: _or_nothing(
            "verdicts", tracking.verdict_sentences(change.before, change.after, change.moves())
        ),
        "evaluations": lambda change: _or_nothing(
            "evaluations", tracking.evaluation_sentences(change.before, change.after)
        ),
        "followed": lambda change: _or_nothing(
            "followed", tracking.followed_sentences(change.progress())
        ),
        "record": lambda change: _or_nothing(
            "record",
            [
                *tracking.record_sentences(change.record()),
                *tracking.score_sentences(change.verdict_scores()),
            ],
        ),
    },
}


def sentences(
    result: object, *about: str, language: str | None = None, **details: Any
) -> list[str]:
    """The sentences that `say` prints."""
    if isinstance(result, str):
        return [_of_catalogue(result, language, details)]
    known = _names(result)
    wanted = about or (next(iter(known)),)
    for one in wanted:
        one_of(one, known, "about")
    one_of(language or catalogue.SOURCE, catalogue.LANGUAGES, "language")
    with catalogue.speaking(language or catalogue.known(None)):
        told = [sentence for one in wanted for sentence in _said(known[one], result, details)]
        return [catalogue.retold(sentence) for sentence in told]


def _of_catalogue(key: str, language: str | None, fields: dict[str, Any]) -> str:
    """A text of the catalogue, for what a notebook works in the open."""
    try:
        return text(key, language, **fields)
    except LookupError as error:
        raise BadInput(str(error)) from None


def _said(sentences: Sentences, result: object, details: dict[str, Any]) -> list[str]:
    """Sentences, none where nothing is known: the chart of the section says so."""
    try:
        return sentences(result, **details)
    except Absent:
        return []


def _names(result: object) -> dict[str, Sentences]:
    if own := getattr(type(result), "said", None):  # a result of a wing above this one
        return own
    for kind, known in SAID.items():
        if isinstance(result, kind):
            return known
    kinds = ", ".join(kind.__name__ for kind in SAID)
    raise refusal("arguments.kind.said", value=type(result).__name__, known=kinds)


def speak(language: str) -> None:
    """Say everything in this language from now on: sentences, tables and charts of a notebook.

    Parameters
    ----------
    language : str
        ``"en"`` or ``"zh"``.

    Raises
    ------
    BadInput
        If it is unknown.

    See Also
    --------
    say, show : take a language for once.

    Examples
    --------
    >>> import zoneecon as ze
    >>> ze.speak("en")
    """
    catalogue.speak(one_of(language, catalogue.LANGUAGES, "language"))


def say(result: object, *about: str, language: str | None = None, **details: Any) -> None:
    """Print a result in sentences, one a line.

    Parameters
    ----------
    result : Vintage, History, Findings, Forecasts, Paths, Breakeven, Swings, Answer, Comparison
        What a function of this face returned; or the key of a text (``"worked.prices"``), whose
        fields are then the details.
    *about : str
        What of it, one after the other; its main sentences if left out. Of an answer:
        ``"verdicts"``, ``"conclusion"``, ``"binding"``, ``"mind"``, ``"cases"`` and more.
    language : str, optional
        ``"en"`` or ``"zh"``; what is not told in Chinese yet is told in English.
    **details
        What a name needs besides: ``indicator`` for ``"gaps"``.

    Raises
    ------
    BadInput
        If nothing is said of such a result, or not under this name; with the known ones.

    See Also
    --------
    show : the same as a table.

    Examples
    --------
    >>> import zoneecon as ze
    >>> series = ze.reconstruct(ze.load("anshan-edz"))
    >>> ze.say(series, "gaps", indicator="fixed_asset_investment")
    Rounding explains the gap of 2017, 2018, 2019 and 2020.
    """
    lines = sentences(result, *about, language=language, **details)
    if said := [line for line in lines if line]:
        print("\n".join(said))
