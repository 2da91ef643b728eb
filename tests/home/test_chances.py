"""One number, printed alike everywhere: README, pages, tables, the explorer."""

import io
import json
import re

import pandas as pd
import pytest

from zoneecon.explorer import state as states
from zoneecon.explorer import views
from zoneecon.explorer.inputs import inputs_of
from zoneecon.explorer.tables import chances_shown
from zoneecon.history.results import findings, reconstruct
from zoneecon.report import tables
from zoneecon.report.say import sentences
from zoneecon.scenarios.breakeven import breakeven
from zoneecon.scenarios.named import named_scenarios
from zoneecon.targets.answer import assess, panels_of
from zoneecon.targets.forecasts import forecast
from zoneecon.text.catalogue import chance, speaking
from zoneecon.tracking.comparison import compare


@pytest.fixture(scope="module")
def told(plan) -> dict[str, str]:
    """Title of a target -> its chance as people read it."""
    answer = assess(plan, draws=300, seed=1)
    rows = answer.verdicts.set_index("title")["pooled"]
    return {title: chance(value) for title, value in rows.items()}


def outputs(root, name: str) -> str:
    """Everything that a committed notebook shows."""
    book = json.loads((root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    found = []
    for cell in book["cells"]:
        for one in cell.get("outputs", []):
            data = one.get("text") or one.get("data", {}).get("text/html", "")
            found.append("".join(data))
    return "\n".join(found)


#: Columns of the verdicts that each README prints beside base and target.
README = {
    "README.md": ("en", ["required a year", "chance", "least", "most", "verdict"]),
    "README.zh.md": ("zh", ["须年均增长", "概率", "最低", "最高", "判断"]),
}


@pytest.mark.parametrize("name", README)
def test_a_readme_says_what_the_pages_say(root, plan, name):
    page = (root / name).read_text(encoding="utf-8")
    answer, found = assess(plan, draws=300, seed=1), findings(plan)
    solved = breakeven(named_scenarios(plan)["baseline"], ["growth", "transferred_output"])
    language, columns = README[name]
    with speaking(language):
        (lead,) = sentences(answer, "lead")
        must = sentences(answer, "must", solved=solved, found=found)
        stands, _, leads, *_ = sentences(forecast(reconstruct(plan)), "nowcast")
        said = [*must, *sentences(answer, "checks", found=found), stands, leads]
        shown = tables.show(answer.verdicts, "verdicts")[columns]
    assert f"**{lead}**" in page
    assert re.findall(r"^- (.*)$", page, re.M) == said
    rows = zip(shown.iterrows(), answer.verdicts.itertuples(), strict=True)
    for (title, cells), one in rows:
        row = [title, f"{one.base:g} → {one.target:g}", *cells]
        assert f"| {' | '.join(row)} |" in page


@pytest.mark.parametrize("name", ["05_targets", "07_tracking"])
def test_the_committed_pages_say_it(root, told, name):
    shown = outputs(root, name)
    for title, number in told.items():
        assert re.search(rf"{re.escape(title)}: [^\n]*chance {re.escape(number)}", shown, re.I), (
            title
        )


def test_the_cards_of_the_first_page_say_it(root, told):
    (shown, *_) = pd.read_html(io.StringIO(outputs(root, "00_summary")))
    assert dict(zip(shown["target"], shown["chance"], strict=True)) == told


def test_the_index_takes_its_answer_from_the_conclusion(plan, told):
    said = sentences(assess(plan, draws=300, seed=1), "conclusion")
    for line, (title, number) in zip(said, told.items(), strict=False):
        assert line.startswith(title) and line.endswith(f"chance {number}.")


def test_the_tables_of_the_answer_and_of_the_explorer_say_it(plan, told):
    answer = assess(plan, draws=300, seed=1)
    shown = tables.show(answer.verdicts, "verdicts")["chance"]
    assert shown.tolist() == list(told.values())
    inputs = inputs_of(plan, panels_of(plan), 300, 1)
    seen = chances_shown(views.result(states.start(inputs, "baseline"), inputs), inputs, "en")
    assert seen["chance, if so"].tolist()[: len(told)] == list(told.values())


def test_the_published_tables_hold_it(root, told):
    table = pd.read_csv(root / "data" / "processed" / "anshan-edz" / "verdicts.csv")
    assert [chance(value) for value in table["pooled"]] == list(told.values())
    results = pd.read_csv(root / "data" / "processed" / "anshan-edz" / "results.csv")
    values = results.set_index("result")["value"]
    assert [chance(values[f"chance {one}"]) for one in table["industry"]] == list(told.values())


def test_a_comparison_says_it(plan, told):
    said = sentences(compare(plan.previous(), plan), "standing")
    assert [line.rpartition("chance ")[2] for line in said] == [f"{one}." for one in told.values()]
