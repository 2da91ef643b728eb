"""The widgets only wire: what is moved, saved and exported is what the pure functions say."""

import re
import threading
import tomllib
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from tests.browser import copied
from tests.cases import cases
from tests.conftest import at
from tests.explorer.conftest import move
from zoneecon.data import vintage
from zoneecon.explorer import app as explorer_app
from zoneecon.explorer import downloads, links, pictures, showing, solve, tables, views
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.scenarios import named
from zoneecon.scenarios.tables import scenario_table


@pytest.fixture
def page(inputs, monkeypatch) -> explorer_app.Explorer:
    """A page that works out what would have to be different only where a test asks for that."""
    monkeypatch.setattr(solve, "alone", lambda *_: [])
    monkeypatch.setattr(showing, "QUIET", 0.0)
    one = explorer_app.Explorer(inputs)
    assert one.wait()
    return one


@pytest.fixture
def solving(inputs, monkeypatch) -> explorer_app.Explorer:
    monkeypatch.setattr(showing, "QUIET", 0.0)
    one = explorer_app.Explorer(inputs)
    assert one.wait()
    return one


def shown(page, name: str) -> dict:
    """How a control stands on the page."""
    return page.panel.now[name]


def test_headless_the_cell_shows_a_sentence_and_a_widget(page):
    bundle = page._repr_mimebundle_()
    assert "zoneecon explore --app" in bundle["text/plain"]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == page.page.model_id


def test_a_moved_slider_shows_what_the_pure_functions_say(page, inputs):
    page.move("zone_growth", 8.0)
    page.move("growth_premium", 20.0, "steel")
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
    assert page.chances.value == tables.chances_html(one, inputs, "en")
    assert page.fan.value == pictures.png(
        pictures.fan(
            one.fan,
            words.title(one.state.industry, inputs, "en"),
            "en",
            beside=views.around(one, inputs),
        )
    )
    assert page.code.value == tables.code_html(one, inputs, "en")
    page.buttons["reset"].click()
    assert page.wait() and page.state == states.start(inputs, "baseline")
    assert shown(page, "zone_growth")["text"] == "4.3"


def test_many_changes_end_with_the_last_and_few_are_computed(page, inputs, monkeypatch):
    looked = []
    plain = views.result
    monkeypatch.setattr(views, "result", lambda *a, **k: looked.append(a) or plain(*a, **k))
    for step in range(100):
        page.move("zone_growth", round(step * 0.2, 1))
    assert page.wait()
    assert page.result.state.changes["zone_growth"] == pytest.approx(0.198)
    assert len(looked) < 30


def test_nothing_is_lost_when_widgets_are_heard_in_threads_of_their_own(page):
    """As JupyterLab does it: what one handler sets is not another handler's user."""
    moves = [
        (lambda x: page.move("zone_growth", x), [6.0, 7.0, 8.0, 9.0]),
        (lambda x: page.move("growth_premium", x, "steel"), [5.0, 10.0, 15.0, 20.0]),
        (lambda x: page.move("pooling_weight", x), [10, 20, 30, 40]),
        (partial(setattr, page.other, "value"), ["plan_met", "rail_lands", "prices_held"]),
    ]
    start = threading.Barrier(len(moves))

    def hand(move_to, values) -> None:
        start.wait(10)
        for value in values:
            with page._hands:  # what every wire of a browser waits for
                move_to(value)

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
    page.move("zone_growth", 50.0)  # as if a page had been tampered with
    assert page.wait()
    assert page.state.changes == {} and shown(page, "zone_growth")["text"] == "4.3"
    assert "the range is 0 to 28.6" in page.aside.value and "zx-bad" in page.aside.value


@cases
def test_what_is_typed_is_set_exactly_or_refused_beside_its_box(page, typed, value, reason):
    page.enter("zone_growth", typed)
    stands = shown(page, "zone_growth")
    if value is None or value == "":
        assert reason in stands["said"] and stands["wrong"] == typed
        assert page.state.changes == {}
        page.enter("zone_growth", "6")
        assert shown(page, "zone_growth")["said"] == ""
    else:
        assert page.state.changes["zone_growth"] == pytest.approx(value / 100, abs=1e-15)
        assert stands["said"] == "" and float(stands["text"]) == value


def test_what_a_box_shows_already_changes_nothing_and_its_default_can_be_left(page):
    page.enter("zone_growth", "4.3")  # as it stands there for 4.254
    assert page.state.changes == {}
    page.enter("zone_growth", "4.2")  # a stop beside it, which is not the default
    assert page.state.changes["zone_growth"] == pytest.approx(0.042)


def test_undo_and_redo_lead_back_and_forth_and_a_stroke_is_one_step(page, inputs):
    first = page.state
    for value in (6.0, 6.2, 6.4):
        page.move("zone_growth", value)
    page.move("growth_premium", 20.0, "steel")
    last = page.state
    page.buttons["undo"].click()
    assert dict(page.state.changes) == {"zone_growth": pytest.approx(0.064)}
    page.hear({"step": -1, "n": 1})
    assert page.state == first and page.buttons["undo"].disabled
    page.hear({"step": 1, "n": 2})
    page.buttons["redo"].click()
    assert page.state == last and page.buttons["redo"].disabled
    page.buttons["undo"].click()
    page.move("pooling_weight", 70)
    assert page.buttons["redo"].disabled  # another way was taken
    assert page.panel.heard == 2


def test_a_pinned_state_stands_beside_what_is_moved_from_there(page, inputs):
    page.move("zone_growth", 8.0)
    page.buttons["pin"].click()
    page.move("growth_premium", 20.0, "steel")
    assert page.wait()
    assert page.other.value == states.PINNED
    names = {key: name for name, key in page.other.options}
    assert "Pinned" in names[states.PINNED]
    table = page.compared.value
    assert "Growth on top of it" in table and "Volume growth of the zone" not in table


def test_what_is_solved_for_is_set_reached_and_said(page):
    for chooser, key in zip(page.unknowns, ("zone_growth", "price_drift"), strict=False):
        own = "" if key == "zone_growth" else "steel"
        chooser.value = (key, own)
    page.buttons["solve"].click()
    assert page.wait()
    row = page.result.chances.set_index("industry").loc["steel"]
    assert row["p50"] >= row["target"] and "zx-good" in page.aside.value
    assert "all else is held as set" in page.aside.value
    page.buttons["undo"].click()
    assert page.wait() and page.state.changes == {}
    for chooser in page.unknowns:
        chooser.value = ""
    page.buttons["solve"].click()
    assert "Choose a driver" in page.aside.value
    page.unknowns[0].value = page.unknowns[1].value = ("zone_growth", "")
    page.buttons["solve"].click()
    assert "different drivers" in page.aside.value and page.state.changes == {}


def test_a_mark_sets_what_it_says(solving):
    page = solving
    mark = page.panel.needed["growth_premium.steel"]
    page.hear({"id": "growth_premium.steel", "needed": True, "n": 1})
    assert page.wait()
    assert float(shown(page, "growth_premium.steel")["text"]) == mark["value"]
    row = page.result.chances.set_index("industry").loc["steel"]
    assert row["p50"] >= row["target"]


def test_a_switch_unlocks_what_it_governs_and_landed_investment_moves_with_conversion(page):
    assert shown(page, "landed_investment")["locked"]
    page.move("capital_limit", 1.0)
    page.move("funnel_limit", 1.0)
    assert not shown(page, "landed_investment")["locked"]
    before = float(shown(page, "landed_investment")["text"])
    page.move("conversion", 40.0)
    assert float(shown(page, "landed_investment")["text"]) > before
    assert "Landed investment moved with it" in page.aside.value
    page.enter("landed_investment", "60")
    scenario = states.scenario_of(page.state, page.inputs)
    assert states.landed_investment(scenario) == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("cut", "cut"),
        ("v=1&zone=anshan-edz", "cut"),
        ("<script>alert(1)</script>", "cut"),
        ("old", "another version"),
        ("zone", "of the zone elsewhere"),
        ("gone", "not here"),
        ("refused", "the model cannot take; what is set here stays.</div>"),
    ],
)
def test_a_link_that_cannot_be_shown_says_so_and_loses_nothing(page, inputs, told, message):
    page.move("zone_growth", 8.0)
    before, text = page.state, links.link_of(page.state, None, inputs, "en")
    body = text.rpartition("&check=")[0]
    made = {
        "cut": text[:-20],
        "old": signed(body.replace("v=1", "v=0")),
        "zone": signed(body.replace(inputs.zone, "elsewhere")),
        "gone": signed(body.replace("scenario=baseline", "scenario=mine")),
        "refused": signed(body.replace("zone_growth=0.08", "zone_growth=-5")),
    }
    page.hear({"restore": made.get(told, told), "from": "link", "n": 1})
    assert page.wait() and page.state == before
    assert message in page.aside.value and "zx-bad" in page.aside.value
    assert page.panel.link == text and "<script" not in page.aside.value


def signed(body: str) -> str:
    return f"{body}&check={links._check(body)}"


def test_the_address_of_one_page_restores_it_in_another(page, inputs):
    page.move("zone_growth", 8.0)
    page.buttons["pin"].click()
    page.move("price_path", "constant")
    page.industry.value = "equipment"
    page.speak.value = "zh"
    page.hear({"restore": "", "from": "tab", "n": 1})
    other = explorer_app.Explorer(inputs)
    other.hear({"restore": page.panel.link, "from": "link", "n": 1})
    assert other.wait()
    assert (other.state, other.pinned, other.language) == (page.state, page.pinned, "zh")
    assert other.panel.link == page.panel.link == other.address.value.removeprefix("#zx:")


def test_the_language_changes_labels_verdict_and_pictures(page):
    before = page.fan.value
    page.speak.value = "zh"
    assert page.wait()
    texts = [
        page.verdict.value,
        page.preset.description,
        page.buttons["save"].description,
        page.tabs.titles[0],
        page.panel.fixed[1]["label"],
        page.panel.fixed[1]["tip"],
        page.heading.value,
        page.breakeven.value,
    ]
    assert all(re.search("[\u4e00-\u9fff]", text) for text in texts)
    assert page.fan.value == before or len(page.fan.value) > 1000
    assert page.second.value and "不可达" in page.chances.value


@pytest.fixture
def copy(root, tmp_path, page):
    """A checkout to write in, which the page was read from; not the one that one stands in."""
    made = copied(root, tmp_path / "copy")
    page.inputs = page.inputs._replace(plan=page.inputs.plan._replace(root=made))
    return made


@pytest.fixture
def saved(copy, page) -> Path:
    """Where scenarios that are saved on the page are kept."""
    return copy / "data" / "assumptions" / f"{page.inputs.zone}.saved.toml"


def save(page, name: str, reason: str) -> str:
    """Save what is on the page; what it says of that."""
    page.name.value, page.reason.value = name, reason
    page.buttons["save"].click()
    return page.kept.value


def test_what_is_saved_is_a_preset_and_in_the_scenario_table(page, copy):
    page.move("zone_growth", 9.0)
    save(page, "my steel", "<b>because</b>")
    assert page.wait() and "zx-good" in page.kept.value
    assert page.preset.value == "my steel" and page.state.changes == {}
    assert page.result.scenario.values["zone_growth"] == 0.09
    again = named.named_scenarios(vintage.load(page.inputs.zone, root=copy))
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
    page.buttons["load"].click()
    assert page.wait()
    assert "did you mean &#x27;zone_growth&#x27;?" in page.kept.value
    assert "saved.toml" in page.kept.value
    assert "good" in page.inputs.presets and "bad" not in page.inputs.presets


def test_what_is_read_again_is_what_was_read_first(page, copy):
    """Sources that committed results do not rest on stay out; and nothing comes from elsewhere."""
    pin, left_out = at(copy, page.inputs.zone).pin, page.inputs.plan.reference["source"].iloc[-1]
    pin.write_text(pin.read_text("utf-8").replace(f'    "{left_out}",\n', ""), "utf-8")
    first = vintage.load(page.inputs.zone, root=copy)
    assert len(first.reference) < len(page.inputs.plan.reference)
    page.inputs = page.inputs._replace(plan=first)
    page.buttons["load"].click()
    assert page.wait() and page.inputs.plan is not first
    again = page.inputs.plan
    assert (again.root, again.pinned, again.as_of) == (copy, True, first.as_of)
    for part in ("statements", "context", "reference"):
        pd.testing.assert_frame_equal(getattr(again, part), getattr(first, part))


def test_a_broken_file_leaves_the_session_as_it_was(page, saved):
    saved.write_text("[scenarios.mine\n", encoding="utf-8")
    page.move("zone_growth", 9.0)
    before = page.state
    page.buttons["load"].click()
    save(page, "new", "why")
    assert page.wait() and page.state == before
    assert "not valid TOML" in page.kept.value and page.kept.value.count("\n") == 0
    page.speak.value = "zh"
    page.buttons["load"].click()
    assert "不是有效的 TOML" in page.kept.value
    assert saved.read_text(encoding="utf-8") == "[scenarios.mine\n"


def test_a_scenario_that_is_gone_from_the_file_is_said(page, saved):
    save(page, "short lived", "why")
    saved.unlink()
    page.buttons["load"].click()
    assert page.wait() and "no longer in the file" in page.kept.value
    assert page.state.preset == "baseline"


def on_mine(page, key: str, name: str = "", reason: str = "") -> str:
    """Press a button beside the list of saved scenarios; what it says."""
    page.name.value, page.reason.value = name, reason
    page.buttons[key].click()
    assert page.wait()
    return page.kept.value


@pytest.mark.long
def test_saved_scenarios_are_listed_with_verdicts_changed_renamed_and_deleted(page, saved):
    page.move("growth_premium", 24.0, "steel")
    save(page, "mine", "a <b>reason</b>")
    assert page.wait()
    assert page.mine.value == "mine" and "a &lt;b&gt;reason" in page.list.value
    row = page.result.chances.iloc[0]
    assert f"{words.money(row['p50'])} of 500" in page.list.value
    page.move("zone_growth", 9.0)
    assert "now holds" in on_mine(page, "update")
    assert page.state.changes == {}
    kept = tomllib.loads(saved.read_text("utf-8"))["scenarios"]["mine"]
    assert kept["zone_growth"] == 0.09 and kept["rationale"] == "a <b>reason</b>"
    assert "now called" in on_mine(page, "rename", "yours")
    assert page.preset.value == "yours" and list(page.inputs.saved) == ["yours"]
    assert "stands beside" in on_mine(page, "annotate", reason="another reason")
    assert "another reason" in page.list.value
    page.preset.value = "baseline"
    assert "another reason" in on_mine(page, "open") and page.state.preset == "yours"
    assert "Nothing is deleted yet" in on_mine(page, "delete")
    assert "yours" in tomllib.loads(saved.read_text("utf-8"))["scenarios"]
    assert "is deleted" in on_mine(page, "delete") and page.state.preset == "baseline"
    assert "yours" not in page.inputs.presets and "No scenario is saved" in page.list.value
    page.buttons["undo"].click()  # to the state before, not to a scenario that is gone
    assert page.state.preset in page.inputs.presets


def test_a_scenario_written_by_hand_without_day_and_reason_is_changed_on_the_page(page, saved):
    saved.write_text('[scenarios.mine]\ntitle = "M"\nzone_growth = 0.09\n', "utf-8")
    page.buttons["load"].click()
    assert "“mine” is shown." in on_mine(page, "open")
    page.move("zone_growth", 8.0)
    before = saved.read_bytes()
    assert "say why" in on_mine(page, "update") and saved.read_bytes() == before
    assert "now holds" in on_mine(page, "update", reason="why")
    kept = tomllib.loads(saved.read_text("utf-8"))["scenarios"]["mine"]
    assert kept["zone_growth"] == 0.08 and str(kept["date"]) == page.date.value


@pytest.mark.parametrize("name", ["../../evil", "Baseline"])
def test_a_name_that_cannot_be_is_refused_for_renaming_too(page, saved, name):
    save(page, "mine", "why")
    before = saved.read_bytes()
    assert "Not saved" in on_mine(page, "rename", name)
    assert saved.read_bytes() == before and "<img" not in page.kept.value


@pytest.mark.long
def test_what_another_tab_deleted_or_changed_is_said_and_nothing_is_written(page, saved, inputs):
    save(page, "mine", "why")
    save(page, "yours", "why")
    other = explorer_app.Explorer(page.inputs)
    assert other.wait()
    page.mine.value = other.mine.value = "mine"
    on_mine(page, "annotate", reason="changed here")
    before = saved.read_bytes()
    assert "was changed elsewhere" in on_mine(other, "annotate", reason="and there")
    assert saved.read_bytes() == before
    on_mine(page, "delete")
    on_mine(page, "delete")
    before = saved.read_bytes()
    on_mine(other, "delete")
    assert "no longer in the file" in on_mine(other, "delete")
    assert saved.read_bytes() == before and "yours" in saved.read_text("utf-8")


def test_a_file_edited_to_nonsense_is_left_and_said_by_every_button(page, saved):
    save(page, "mine", "why")
    saved.write_text("[scenarios.mine\n", encoding="utf-8")
    page.move("zone_growth", 9.0)
    before = page.state
    for key in ("update", "rename", "annotate", "delete", "delete"):
        said = on_mine(page, key, "name", "reason")
        assert "zx-bad" in said, key
    assert page.state == before and saved.read_text("utf-8") == "[scenarios.mine\n"


@pytest.mark.parametrize("key", ["figure-png", "figure-svg", "table-csv", "table-xlsx"])
def test_what_is_exported_is_a_file_and_a_link(page, copy, key):
    page.exports[key].click()
    (path,) = (copy / "reports" / page.inputs.zone / downloads.FOLDER).iterdir()
    assert path.relative_to(copy).as_posix() in page.exported.value
    assert f'download="{path.name}"' in page.exported.value
    start = {"png": b"\x89PNG", "svg": b"<?xml", "csv": b"\xef\xbb\xbf", "xlsx": b"PK"}
    assert path.read_bytes().startswith(start[key.partition("-")[2]])
