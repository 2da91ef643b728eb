"""The explorer's pure parts: what a slider means, what is said, and that widgets only wire."""

import io
import json
import re
import threading
import warnings
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoneecon.data import folders, vintage
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer import app as explorer_app
from zoneecon.explorer import controls, downloads, pictures, views
from zoneecon.explorer import page as explorer_page
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import BY_KEY, CONTROLS
from zoneecon.explorer.debounce import Latest
from zoneecon.report.charts import history as history_charts
from zoneecon.scenarios import model, named
from zoneecon.scenarios import simulate as simulation
from zoneecon.text.catalogue import LANGUAGES

DRAWS, SEED = 400, 3
MARKUP = "<img src=x onerror=alert(1)> & <b>"


@pytest.fixture(scope="module")
def bench(desk) -> states.Bench:
    history_charts.use_style()
    tables = folders.load_derived("base_rates"), folders.load_derived("cases")
    return states.bench_of(desk, *tables, DRAWS, SEED)


@pytest.fixture
def state(bench) -> states.State:
    return states.start(bench, "baseline")


def move(state, bench, key: str, shown, industry: str = "steel") -> states.State:
    return controls.moved(BY_KEY[key], industry, shown, state, bench)


# --- states -------------------------------------------------------------------------------------


def test_a_state_holds_only_what_differs_from_its_preset(state, bench):
    moved = move(move(state, bench, "zone_growth", 8.0), bench, "price_path", "actual")
    assert dict(moved.changes) == {"zone_growth": 0.08} and moved.price_path == "actual"
    back = move(move(moved, bench, "zone_growth", 5.0), bench, "price_path", "constant")
    assert back == state
    assert states.scenario_of(back, bench) is bench.presets["baseline"]


def test_a_default_between_two_stops_comes_back_exactly(state, bench):
    """Funnel conversion is 15 of 219; no stop of the slider is."""
    of = controls.face(BY_KEY["conversion"], "steel", state, bench)
    stop = controls.on_grid(of, of.default)
    assert stop != of.default
    away = move(state, bench, "conversion", of.high)
    assert move(away, bench, "conversion", stop) == state
    assert move(state, bench, "conversion", stop) is state  # a browser's answer, not a wish


@pytest.mark.parametrize("preset", ["baseline", "plan_met", "luoyuan_path"])
def test_reset_takes_back_everything_but_the_view(bench, preset):
    state = states.seen(states.start(bench, preset), "equipment", "actual_prices")
    moved = move(move(state, bench, "zone_growth", 7.0), bench, "pooling_weight", 100)
    assert states.reset(moved) == state


@given(
    st.dictionaries(st.sampled_from("abcd"), st.floats(0, 1), min_size=2),
    st.floats(0, 1),
    st.data(),
)
def test_shares_add_up_to_one_whatever_is_moved(shares, share, drawn):
    moved = drawn.draw(st.sampled_from(sorted(shares)))
    total = sum(shares.values())
    shares = {k: x / total if total > 1e-6 else 1 / len(shares) for k, x in shares.items()}
    after = states.rescaled(shares, moved, share)
    assert sum(after.values()) == pytest.approx(1.0, abs=1e-9)
    assert after[moved] == share and min(after.values()) >= 0
    others = [key for key in shares if key != moved and shares[key] > 1e-3]
    if share < 0.999:  # the others keep their proportions
        ratios = [after[key] / shares[key] for key in others]
        assert np.allclose(ratios, ratios[0] if ratios else [])


def test_a_moved_share_moves_the_others_and_the_model_takes_it(state, bench):
    moved = move(state, bench, "investment_split", 20, "steel")
    split = states.scenario_of(moved, bench).by_industry("investment_split")
    assert split["steel"] == 0.2 and sum(split.values()) == pytest.approx(1.0)
    before = states.shown_split(bench.presets["baseline"])
    assert split["equipment"] / split["chemicals"] == pytest.approx(
        before["equipment"] / before["chemicals"]
    )
    assert states.share_by_need(moved, bench) == state


def test_what_the_model_cannot_take_is_refused_with_its_reason(state, bench):
    with pytest.raises(BadSetting) as caught:
        states.set_value(state, bench, "base_year", 2030.0)
    assert "must be before target_year" in words.refused(caught.value, "en")
    with pytest.raises(BadSetting, match="outside-range") as caught:
        move(state, bench, "zone_growth", 99.0)
    assert "between 0 and" in words.refused(caught.value, "en")
    with pytest.raises(BadSetting, match="not-offered"):
        move(state, bench, "price_path", "no such path")


def test_a_control_that_would_do_nothing_or_break_an_identity_is_locked_with_a_reason(bench):
    free = states.start(bench, "plan_met")
    for key in ("investment_growth", "investment_split", "capital_output_ratio", "conversion"):
        with pytest.raises(BadSetting, match="lock-"):
            move(free, bench, key, 50)
    unfunded = states.start(bench, "lanzhou_path")
    with pytest.raises(BadSetting, match="lock-funnel_limit"):
        move(unfunded, bench, "conversion", 10.0)
    with pytest.raises(BadSetting, match="lock-one-value"):
        move(states.start(bench, "baseline"), bench, "concept_factor", 1.0 + 0.01, "equipment")
    for key in ("lock-capital_limit", "lock-funnel_limit", "lock-one-value"):
        assert all(words.say(key, language) for language in LANGUAGES)


def test_the_difference_lists_what_was_changed_and_nothing_else(state, bench):
    assert states.difference(state, bench).empty
    moved = move(move(state, bench, "zone_growth", 8.0), bench, "pooling_weight", 70)
    assert list(states.difference(moved, bench)["parameter"]) == ["zone_growth", "pooling_weight"]
    shown = words.difference_shown(states.difference(moved, bench), bench, "en")
    assert shown.iloc[:, 1:3].to_numpy().tolist() == [["5", "8"], ["50", "70"]]


def test_scenarios_read_again_keep_what_was_set_where_its_preset_is_still_there(state, bench):
    moved = move(states.seen(state, "steel", "rail_fails"), bench, "zone_growth", 8.0)
    assert states.carried_over(moved, bench) == moved
    fewer = {k: v for k, v in bench.presets.items() if k not in ("baseline", "rail_fails")}
    gone = states.carried_over(moved, bench._replace(presets=fewer))
    assert gone.preset == next(iter(fewer)) and not gone.changes and gone.other == ""


# --- the line of code -----------------------------------------------------------------------------


def notebook_cells(root) -> list[str]:
    notebook = json.loads((root / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))
    return ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]


@pytest.mark.parametrize("preset", ["baseline", "plan_met", "actual_prices"])
def test_the_line_of_code_gives_the_same_numbers_in_a_plain_cell(root, bench, preset):
    state = states.start(bench, preset)
    for key, shown in (
        ("zone_growth", 7.2),
        ("growth_premium", 12.5),
        ("scope_factor", 1.2),
        ("base_year", 2019.0),
        ("price_path", "held_2021"),
        ("local_correlation", 0.4),
    ):
        state = move(state, bench, key, shown)
    if preset != "plan_met":
        state = move(state, bench, "investment_split", 50, "equipment")
    parameters, setup = notebook_cells(root)[:2]
    namespace: dict = {}
    exec(parameters, namespace)  # noqa: S102 - our own notebook
    namespace["draws"] = DRAWS
    exec(setup, namespace)  # noqa: S102
    line = states.code_line(state, bench)
    assert "\n" not in line and line.startswith("ze.simulate(cases[") and ".with_(" in line
    found = eval(line, namespace)  # noqa: S307 - what a person would paste into a cell
    assert found.equals(views.look(state, bench).summary)


# --- views ------------------------------------------------------------------------------------


def test_on_the_central_reading_the_chances_are_those_of_the_report(root, bench):
    """The grid's central cell holds concept and scope; on it both ways must agree."""
    one = bench.presets["baseline"].with_(concept_factor=1.0, scope_factor=1.0)
    published = pd.read_csv(root / "data/processed/anshan-edz/verdicts.csv").set_index("industry")
    draws, seed = 20_000, 20261123
    table = views.chance_table(
        one, simulation.simulate(one, draws, seed), bench._replace(draws=draws), bench.weight
    ).set_index("industry")
    for name in ("required", "inside", "outside", "pooled"):
        assert table[name].to_numpy() == pytest.approx(published[name].to_numpy(), rel=1e-8), name


def test_the_weight_moves_the_verdict_and_no_path(state, bench):
    inside_only = views.look(move(state, bench, "pooling_weight", 100), bench)
    outside_only = views.look(move(state, bench, "pooling_weight", 0), bench)
    assert inside_only.summary.equals(outside_only.summary)
    assert (inside_only.chances["pooled"] - inside_only.chances["inside"]).abs().max() < 1e-9
    assert (outside_only.chances["pooled"] - outside_only.chances["outside"]).abs().max() < 1e-9


def test_the_joint_chance_is_that_of_the_draws(state, bench):
    one = views.look(move(state, bench, "growth_premium", 45.0), bench)
    total = one.summary[one.summary["industry"].eq("total")].iloc[-1]
    assert one.joint["inside"] == total["joint_probability"]
    assert one.joint["pooled"] <= one.chances["pooled"].min() + 1e-6


def test_breakeven_can_be_given_up_and_otherwise_solves_for_the_target(state, bench):
    one = views.look(state, bench)
    assert views.breakeven(one, lambda: True) is None
    table = views.breakeven(one).set_index("variable")
    free = one.scenario.with_(capital_limit=0.0, funnel_limit=0.0)
    premium = table.at["growth", "value"] - one.scenario.values["zone_growth"]
    met = free.with_(**{"growth_premium.steel": premium})
    assert model.central_output(met, "steel") == pytest.approx(500.0)


def test_two_scenarios_stand_side_by_side_on_one_scale(state, bench):
    one = views.look(states.seen(state, "steel", "plan_met"), bench)
    other = views.look(states.plain_other(one.state), bench)
    table = views.comparison(one, other).set_index(["industry", "figure"])
    assert table.at[("steel", "p50"), "this"] < table.at[("steel", "p50"), "other"]
    figures = pictures.two_fans((one.fan, other.fan), ("a", "b"), "en")
    assert figures[0].axes[0].get_ylim() == figures[1].axes[0].get_ylim()
    html = words.comparison_html(one, other, bench, "en")
    assert html.count("<table") == 2 and "Plan fully met" in html
    assert "Plan fully met" not in words.comparison_html(one, None, bench, "en")


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preset", ["baseline", "plan_met"])
def test_every_control_says_unit_default_source_and_quality(bench, preset, language):
    state = states.start(bench, preset)
    for control in CONTROLS:
        of = controls.face(control, "steel", state, bench)
        tip = words.tooltip(control, of, preset, bench, language)
        default = words.number(control, of.default, bench, language)
        assert default and default in tip and words.title(preset, bench, language) in tip
        assert of.origin in tip and of.evidence["quality"] in words.MARKS
        assert words.say(of.evidence["quality"], language) in tip
        if not of.options:
            assert words.say(f"unit-{words.UNITS[control.key]}", language) in tip
            assert of.low <= controls.on_grid(of, of.value) <= of.high
            assert of.low <= of.default <= of.high or control.key == "base_year"
        label = words.label(control, "steel", of, bench, language)
        assert label.startswith(words.MARKS[of.evidence["quality"]])
        assert (re.search("[\u4e00-\u9fff]", label) is not None) == (language == "zh")


def test_every_preset_lies_inside_every_slider(bench):
    for name in bench.presets:
        for control in CONTROLS:
            for industry in bench.industries:
                of = controls.face(control, industry, states.start(bench, name), bench)
                if not of.options:
                    assert of.low <= of.value <= of.high, (name, control.key, industry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_line_says_what_the_table_holds(state, bench, language):
    one = views.look(state, bench)
    line, why = words.verdict_text(one, bench, language)
    row = one.chances.iloc[0]
    assert ("out of reach" if language == "en" else "不可达") in line
    assert f"{row['pooled'] * 100:.1f} %" in why and f"{row['target']:g}" in why
    shown = words.chances_shown(one, bench, language)
    assert shown.shape == (4, 8) and shown.iloc[0, 2] == words.money(row["p50"])


def test_text_from_data_is_shown_as_text(state, bench):
    titles = {name: {"en": MARKUP, "zh": MARKUP} for name in bench.titles}
    evidence = {
        flat: {"source": MARKUP, "rationale": MARKUP, "unit": MARKUP, "quality": "red"}
        for flat in bench.presets["baseline"].evidence
    }
    presets = {k: replace(v, evidence=MappingProxyType(evidence)) for k, v in bench.presets.items()}
    bench = bench._replace(titles=titles, presets=presets, paths={"constant": {"title": MARKUP}})
    moved = move(states.seen(state, "steel", "plan_met"), bench, "zone_growth", 7.0)
    one = views.look(moved, bench)
    other = views.look(states.plain_other(moved), bench)
    control = BY_KEY["zone_growth"]
    of = controls.face(control, "steel", moved, bench)
    for page in (
        words.verdict_html(one, bench, "en"),
        words.chances_html(one, bench, "zh"),
        words.breakeven_html(views.breakeven(one), one, bench, "en"),
        words.difference_html(states.difference(moved, bench), one, bench, "en"),
        words.difference_html(states.difference(state, bench), one, bench, "en"),
        words.comparison_html(one, other, bench, "en"),
        words.code_html(one, bench, "en"),
        words.about_html(control, "steel", of, moved, bench, "en"),
        explorer_page.note("bad", MARKUP),
    ):
        assert "<img" not in page and "<b> " not in page.replace("<b>&", ""), page


# --- pictures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_draw_the_numbers_of_the_tables_in_either_language(state, bench, language):
    one = views.look(state, bench)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # "Glyph … missing from font(s)"
        made = explorer_app.figure(one, bench, language)
        assert pictures.png(made)[:4] == b"\x89PNG"
    fan, waterfall = made.axes
    line = next(x for x in fan.lines if len(x.get_xdata()) == len(one.fan))
    assert line.get_ydata() == pytest.approx(one.fan["p50"].to_numpy())
    steps = views.waterfall(one)
    assert waterfall.patches[-1].get_width() == pytest.approx(steps["amount"].iloc[-1])
    names = [text.get_text() for text in waterfall.get_yticklabels()]
    assert (re.search("[\u4e00-\u9fff]", "".join(names)) is not None) == (language == "zh")


def test_the_same_state_is_the_same_picture(state, bench):
    one = views.look(state, bench)
    assert pictures.svg(explorer_app.figure(one, bench)) == pictures.svg(
        explorer_app.figure(one, bench)
    )


@pytest.mark.parametrize("title", ["short", "x" * 80, "精特钢及钢铁深加工产业集群" * 4])
def test_a_title_fits_its_picture(state, bench, title):
    made = pictures.fan(views.look(state, bench).fan, title, "en")
    made.canvas.draw()
    box = made.axes[0]._left_title.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= made.bbox.width


# --- only the newest ----------------------------------------------------------------------------


def test_only_the_newest_is_worked_on():
    begun, go, done = threading.Event(), threading.Event(), []

    def work(thing: int) -> None:
        if thing == 0:
            begun.set()
            go.wait(10)
        done.append(thing)

    latest = Latest(work, lambda error: None)
    latest.put(0)
    assert begun.wait(10)
    for thing in range(1, 50):
        latest.put(thing)
    assert latest.overtaken
    go.set()
    assert latest.wait(10)
    assert done == [0, 49] and not latest.overtaken


def test_a_failure_is_told_and_the_next_is_worked_on():
    said, done = [], []

    def work(thing: int) -> None:
        done.append(1 / thing)

    latest = Latest(work, said.append)
    for thing in (0, 2):
        latest.put(thing)
        assert latest.wait(10)
    assert done == [0.5] and isinstance(said[0], ZeroDivisionError)


# --- files ----------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+1+1", "-1+A1", "@sum", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\x01=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_exported_text_is_a_formula(text):
    table = pd.DataFrame({"title": [text], text: [1.5], "n": [-2.0]})
    content = downloads.csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig")
    assert read["title"][0].startswith("'") and read["n"][0] == -2.0
    sheet = openpyxl.load_workbook(io.BytesIO(downloads.xlsx({"a": table})))["a"]
    assert sheet["A2"].data_type == "s" and sheet["A2"].value.startswith("'")
    assert sheet["B1"].data_type == "s" and sheet["B1"].value.startswith("'")
    assert sheet["C2"].value == -2.0


@pytest.mark.parametrize("name", ["../../etc/passwd", "a b", "钢铁", "<b>", "x" * 30])
def test_an_exported_file_lies_in_its_folder(tmp_path, name):
    made = f"{downloads.file_name(name, 'steel')}.csv"
    told = downloads.write(tmp_path, "toytown", made, b"x")
    path = (tmp_path / told).resolve()
    assert path.parent == tmp_path / "reports" / "toytown" / downloads.FOLDER
    assert path.read_bytes() == b"x"
    assert downloads.link(made, b"x") == "data:text/csv;base64,eA=="


# --- the widgets wire -----------------------------------------------------------------------------


@pytest.fixture
def page(bench) -> explorer_app.Explorer:
    one = explorer_app.Explorer(bench)
    assert one.wait()
    return one


def test_headless_the_cell_shows_a_sentence_and_a_widget(page):
    bundle = page._repr_mimebundle_()
    assert "zoneecon explore --app" in bundle["text/plain"]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == page.page.model_id


def test_a_moved_slider_shows_what_the_pure_functions_say(page, bench):
    page.moved["zone_growth", ""].value = 8.0
    page.moved["growth_premium", "steel"].value = 20.0
    assert page.wait()
    expected = move(
        move(states.start(bench, "baseline"), bench, "zone_growth", 8.0),
        bench,
        "growth_premium",
        20.0,
    )
    one = views.look(expected, bench)
    assert page.state == expected
    assert page.verdict.value == words.verdict_html(one, bench, "en")
    assert page.chances.value == words.chances_html(one, bench, "en")
    assert page.fan.value == pictures.png(
        pictures.fan(one.fan, words.fan_title(one, bench, "en"), "en")
    )
    assert page.code.value == words.code_html(one, bench, "en")
    page.reset.click()
    assert page.wait() and page.state == states.start(bench, "baseline")
    assert page.moved["zone_growth", ""].value == 5.0


def test_many_changes_end_with_the_last_and_few_are_computed(page, bench, monkeypatch):
    looked = []
    plain = views.look
    monkeypatch.setattr(views, "look", lambda *a, **k: looked.append(a) or plain(*a, **k))
    for step in range(100):
        page.moved["zone_growth", ""].value = round(step * 0.2, 1)
    assert page.wait()
    assert page.look.state.changes["zone_growth"] == pytest.approx(0.198)
    assert len(looked) < 30


def test_nothing_is_lost_when_widgets_are_heard_in_threads_of_their_own(page):
    """As JupyterLab does it: what one handler sets is not another handler's user."""
    moves = [
        (page.moved["zone_growth", ""], [6.0, 7.0, 8.0, 9.0]),
        (page.moved["growth_premium", "steel"], [5.0, 10.0, 15.0, 20.0]),
        (page.moved["investment_split", "steel"], [10, 20, 30, 40]),
        (page.other, ["plan_met", "rail_fails", "plan_met", "actual_prices"]),
    ]
    start = threading.Barrier(len(moves))

    def hand(widget, values) -> None:
        start.wait(10)
        for value in values:
            widget.value = value

    threads = [threading.Thread(target=hand, args=one) for one in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert page.wait()
    held = page.look.state
    assert held == page.state and held.other == "actual_prices"
    assert held.changes["zone_growth"] == 0.09 and held.changes["growth_premium.steel"] == 0.2
    assert held.changes["investment_split.steel"] == 0.4


def test_a_refused_value_shows_its_reason_and_the_control_goes_back(page):
    slider = page.moved["zone_growth", ""]
    slider.max = 99.0  # as if a page had been tampered with
    slider.value = 50.0
    assert page.wait()
    assert page.state.changes == {} and slider.value == 5.0
    assert "must be between 0 and 28.6" in page.aside.value and "zx-bad" in page.aside.value


def test_the_language_changes_labels_verdict_and_pictures(page):
    before = page.fan.value
    page.speak.value = "zh"
    assert page.wait()
    texts = [
        page.verdict.value,
        page.preset.description,
        page.save.description,
        page.tabs.titles[0],
        page.moved["zone_growth", ""].description,
        page.moved["zone_growth", ""].tooltip,
    ]
    assert all(re.search("[\u4e00-\u9fff]", text) for text in texts)
    assert page.fan.value == before or len(page.fan.value) > 1000
    assert page.second.value and "不可达" in page.chances.value


@pytest.fixture
def copy(root, tmp_path, monkeypatch):
    """A checkout to write in."""
    from tests.browser import copied

    made = copied(root, tmp_path / "copy")
    monkeypatch.setenv("ZONEECON_ROOT", str(made))
    return made


def test_what_is_saved_is_a_preset_and_in_the_scenario_table(page, copy):
    page.moved["zone_growth", ""].value = 9.0
    page.name.value, page.reason.value = "my steel", "<b>because</b>"
    page.save.click()
    assert page.wait() and "zx-good" in page.kept.value
    assert page.preset.value == "my steel" and page.state.changes == {}
    assert page.look.scenario.values["zone_growth"] == 0.09
    again = named.named_scenarios(vintage.load(page.bench.zone))
    assert "my steel" in again and again["my steel"].held == {"zone_growth"}
    from zoneecon.scenarios.tables import scenario_table

    table = scenario_table(again.values(), 50)
    assert table["scenario"].iloc[-1] == "my steel"
    page.name.value, page.reason.value = "My Steel", "again"
    page.save.click()
    assert "already" in page.kept.value and "zx-bad" in page.kept.value


@pytest.mark.parametrize(
    ("name", "reason", "words_"),
    [
        ("", "why", "type a name"),
        ("a/b", "why", "no /"),
        ("<b>", "why", "no &lt;"),
        ("fine", "", "say why"),
        ("baseline", "why", "already"),
    ],
)
def test_what_cannot_be_saved_is_said_and_nothing_is_written(page, copy, name, reason, words_):
    before = sorted((copy / "data" / "assumptions").iterdir())
    page.name.value, page.reason.value = name, reason
    page.save.click()
    assert words_ in page.kept.value and "zx-bad" in page.kept.value
    assert sorted((copy / "data" / "assumptions").iterdir()) == before
    assert page.name.value == name  # what was typed is not lost


def test_a_saved_scenario_with_an_unknown_key_is_left_out_and_the_rest_works(page, copy):
    path = copy / "data" / "assumptions" / f"{page.bench.zone}.saved.toml"
    path.write_text(
        '[scenarios.good]\ntitle = "G"\n[scenarios.bad]\nzone_grwth = 0.1\n', encoding="utf-8"
    )
    page.load.click()
    assert page.wait()
    assert "did you mean &#x27;zone_growth&#x27;?" in page.kept.value
    assert "saved.toml" in page.kept.value
    assert "good" in page.bench.presets and "bad" not in page.bench.presets


def test_a_broken_file_leaves_the_session_as_it_was(page, copy):
    path = copy / "data" / "assumptions" / f"{page.bench.zone}.saved.toml"
    path.write_text("[scenarios.mine\n", encoding="utf-8")
    page.moved["zone_growth", ""].value = 9.0
    before = page.state
    page.load.click()
    page.name.value, page.reason.value = "new", "why"
    page.save.click()
    assert page.wait() and page.state == before
    assert "not valid TOML" in page.kept.value
    assert path.read_text(encoding="utf-8") == "[scenarios.mine\n"


def test_a_scenario_that_is_gone_from_the_file_is_said(page, copy):
    page.name.value, page.reason.value = "short lived", "why"
    page.save.click()
    (copy / "data" / "assumptions" / f"{page.bench.zone}.saved.toml").unlink()
    page.load.click()
    assert page.wait() and "no longer in the file" in page.kept.value
    assert page.state.preset == "baseline"


@pytest.mark.parametrize("key", ["figure-png", "figure-svg", "table-csv", "table-xlsx"])
def test_what_is_exported_is_a_file_and_a_link(page, copy, key):
    page.exports[key].click()
    (path,) = (copy / "reports" / page.bench.zone / downloads.FOLDER).iterdir()
    assert path.relative_to(copy).as_posix() in page.exported.value
    assert f'download="{path.name}"' in page.exported.value
    start = {"png": b"\x89PNG", "svg": b"<?xml", "csv": b"\xef\xbb\xbf", "xlsx": b"PK"}
    assert path.read_bytes().startswith(start[key.partition("-")[2]])
