"""The widgets only wire: what is moved, saved and exported is what the pure functions say."""

import re
import threading
from pathlib import Path

import pytest

from tests.browser import copied
from tests.cases import cases
from tests.explorer.conftest import move
from zoneecon.data import vintage
from zoneecon.explorer import app as explorer_app
from zoneecon.explorer import downloads, pictures, views
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.scenarios import named
from zoneecon.scenarios.tables import scenario_table


@pytest.fixture
def page(inputs) -> explorer_app.Explorer:
    one = explorer_app.Explorer(inputs)
    assert one.wait()
    return one


def test_headless_the_cell_shows_a_sentence_and_a_widget(page):
    bundle = page._repr_mimebundle_()
    assert "zoneecon explore --app" in bundle["text/plain"]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == page.page.model_id


def test_a_moved_slider_shows_what_the_pure_functions_say(page, inputs):
    page.moved["zone_growth", ""].value = 8.0
    page.moved["growth_premium", "steel"].value = 20.0
    assert page.wait()
    expected = move(
        move(states.start(inputs, "baseline"), inputs, "zone_growth", 8.0),
        inputs,
        "growth_premium",
        20.0,
    )
    one = views.result(expected, inputs)
    assert page.state == expected
    assert page.verdict.value == words.verdict_html(one, inputs, "en")
    assert page.chances.value == words.chances_html(one, inputs, "en")
    assert page.fan.value == pictures.png(
        pictures.fan(one.fan, words.fan_title(one, inputs, "en"), "en")
    )
    assert page.code.value == words.code_html(one, inputs, "en")
    page.reset.click()
    assert page.wait() and page.state == states.start(inputs, "baseline")
    assert page.moved["zone_growth", ""].value == 4.2


def test_many_changes_end_with_the_last_and_few_are_computed(page, inputs, monkeypatch):
    looked = []
    plain = views.result
    monkeypatch.setattr(views, "result", lambda *a, **k: looked.append(a) or plain(*a, **k))
    for step in range(100):
        page.moved["zone_growth", ""].value = round(step * 0.2, 1)
    assert page.wait()
    assert page.result.state.changes["zone_growth"] == pytest.approx(0.198)
    assert len(looked) < 30


def test_nothing_is_lost_when_widgets_are_heard_in_threads_of_their_own(page):
    """As JupyterLab does it: what one handler sets is not another handler's user."""
    moves = [
        (page.moved["zone_growth", ""], [6.0, 7.0, 8.0, 9.0]),
        (page.moved["growth_premium", "steel"], [5.0, 10.0, 15.0, 20.0]),
        (page.moved["pooling_weight", ""], [10, 20, 30, 40]),
        (page.other, ["plan_met", "rail_lands", "plan_met", "prices_held"]),
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
    held = page.result.state
    assert held == page.state and held.other == "prices_held"
    assert held.changes["zone_growth"] == 0.09 and held.changes["growth_premium.steel"] == 0.2
    assert held.weight == 0.4


def test_a_refused_value_shows_its_reason_and_the_control_goes_back(page):
    slider = page.moved["zone_growth", ""]
    slider.max = 99.0  # as if a page had been tampered with
    slider.value = 50.0
    assert page.wait()
    assert page.state.changes == {} and slider.value == 4.2
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
    made = copied(root, tmp_path / "copy")
    monkeypatch.setenv("ZONEECON_ROOT", str(made))
    return made


@pytest.fixture
def saved(copy, page) -> Path:
    """Where scenarios that are saved on the page are kept."""
    return copy / "data" / "assumptions" / f"{page.inputs.zone}.saved.toml"


def save(page, name: str, reason: str) -> str:
    """Save what is on the page; what it says of that."""
    page.name.value, page.reason.value = name, reason
    page.save.click()
    return page.kept.value


def test_what_is_saved_is_a_preset_and_in_the_scenario_table(page, copy):
    page.moved["zone_growth", ""].value = 9.0
    save(page, "my steel", "<b>because</b>")
    assert page.wait() and "zx-good" in page.kept.value
    assert page.preset.value == "my steel" and page.state.changes == {}
    assert page.result.scenario.values["zone_growth"] == 0.09
    again = named.named_scenarios(vintage.load(page.inputs.zone))
    assert "my steel" in again and again["my steel"].held == {"zone_growth"}
    table = scenario_table(again.values(), 50)
    assert table["scenario"].iloc[-1] == "my steel"
    said = save(page, "My Steel", "again")
    assert "already" in said and "zx-bad" in said


@cases
def test_what_cannot_be_saved_is_said_and_nothing_is_written(page, copy, name, reason, words_):
    before = sorted((copy / "data" / "assumptions").iterdir())
    said = save(page, name, reason)
    assert words_ in said and "zx-bad" in said
    assert sorted((copy / "data" / "assumptions").iterdir()) == before
    assert page.name.value == name  # what was typed is not lost


def test_a_saved_scenario_with_an_unknown_key_is_left_out_and_the_rest_works(page, saved):
    saved.write_text('[scenarios.good]\ntitle = "G"\n[scenarios.bad]\nzone_grwth = 0.1\n', "utf-8")
    page.load.click()
    assert page.wait()
    assert "did you mean &#x27;zone_growth&#x27;?" in page.kept.value
    assert "saved.toml" in page.kept.value
    assert "good" in page.inputs.presets and "bad" not in page.inputs.presets


def test_a_broken_file_leaves_the_session_as_it_was(page, saved):
    saved.write_text("[scenarios.mine\n", encoding="utf-8")
    page.moved["zone_growth", ""].value = 9.0
    before = page.state
    page.load.click()
    save(page, "new", "why")
    assert page.wait() and page.state == before
    assert "not valid TOML" in page.kept.value
    assert saved.read_text(encoding="utf-8") == "[scenarios.mine\n"


def test_a_scenario_that_is_gone_from_the_file_is_said(page, saved):
    save(page, "short lived", "why")
    saved.unlink()
    page.load.click()
    assert page.wait() and "no longer in the file" in page.kept.value
    assert page.state.preset == "baseline"


@pytest.mark.parametrize("key", ["figure-png", "figure-svg", "table-csv", "table-xlsx"])
def test_what_is_exported_is_a_file_and_a_link(page, copy, key):
    page.exports[key].click()
    (path,) = (copy / "reports" / page.inputs.zone / downloads.FOLDER).iterdir()
    assert path.relative_to(copy).as_posix() in page.exported.value
    assert f'download="{path.name}"' in page.exported.value
    start = {"png": b"\x89PNG", "svg": b"<?xml", "csv": b"\xef\xbb\xbf", "xlsx": b"PK"}
    assert path.read_bytes().startswith(start[key.partition("-")[2]])
