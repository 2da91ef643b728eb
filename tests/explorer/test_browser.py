"""The explorer in a real browser: JupyterLab and the page, as a person meets them.

Everything happens in a copy of the checkout, on a machine that knows no Chinese font.
"""

import json
import re
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import matplotlib
import pytest

from tests import browser
from tests.cases import tables
from zoneecon.data import vintage
from zoneecon.explorer import controls, pictures, views
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.inputs import SessionInputs, inputs_of
from zoneecon.report.charts import history as history_charts
from zoneecon.targets.answer import panels_of

CHROMIUM = browser.find_chromium()
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here (apt install chromium); the browser tests need one"
)
ZONE = "anshan-edz"
DRAWS, SEED = 20_000, 20261123
#: What is asked inside the page.
JS = tables(__file__)


@pytest.fixture(scope="module")
def copy(tmp_path_factory, root) -> Path:
    return browser.copied(root, tmp_path_factory.mktemp("explorer") / "zoneecon")


@pytest.fixture(scope="module")
def chromium(tmp_path_factory) -> Iterator:
    """A browser on a machine that has the Latin fonts of matplotlib and no others."""
    latin = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    place = tmp_path_factory.mktemp("fonts")
    config = place / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{latin}</dir><cachedir>{place}</cachedir></fontconfig>", encoding="utf-8"
    )
    with browser.chromium(CHROMIUM, env={"FONTCONFIG_FILE": str(config)}) as running:
        yield running


@pytest.fixture(scope="module")
def lab_server(copy, tmp_path_factory) -> Iterator[browser.Server]:
    with browser.served(copy, tmp_path_factory.mktemp("log") / "lab.txt") as server:
        yield server
        browser.expect_clean(server)


@pytest.fixture(scope="module")
def app_server(copy, tmp_path_factory) -> Iterator[browser.Server]:
    with browser.served(copy, tmp_path_factory.mktemp("log") / "app.txt", "--app") as server:
        yield server
        browser.expect_clean(server)


@pytest.fixture(scope="module")
def lab(chromium, lab_server) -> Iterator:
    """JupyterLab at the notebook, all cells run."""
    with browser.opened(chromium, lab_server.link) as page:
        browser.run_all(page)
        ready(page)
        yield page
        assert page.complaints == []


@pytest.fixture(scope="module")
def app(chromium, app_server) -> Iterator:
    """The page."""
    with browser.opened(chromium, app_server.link) as page:
        ready(page)
        yield page
        assert page.complaints == []


@pytest.fixture(params=[pytest.param("lab", marks=pytest.mark.long), "app"])
def page(request):
    """Either of them, at the baseline, in English."""
    one = request.getfixturevalue(request.param)
    one.locator(".zx-language button").nth(0).click()
    settled(one)
    for name, value in (("preset", "Baseline"), ("industry", "Special steel"), ("other", "–")):
        choose(one, name, value)
    one.locator(".zx-reset").click()
    settled(one)
    return one


@pytest.fixture(scope="module")
def inputs(copy) -> SessionInputs:
    """What the page works with, for the pure functions to say what it should show."""
    history_charts.use_style()
    plan = vintage.load(ZONE, root=copy)
    return inputs_of(plan, panels_of(plan), DRAWS, SEED)


def ready(page) -> None:
    page.locator(".zx-verdict b").first.wait_for(timeout=90_000)
    page.locator(".zx-breakeven table").wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(1500)  # the page is brought into view a second after it is there
    page.evaluate(JS["count"])


def settled(page) -> None:
    """Wait until nothing is asked or computed any more, on three looks: a page may wait, too."""
    quiet, end = 0, time.monotonic() + 120
    while quiet < 3:
        busy = any(page.unanswered.values()) or page.locator(".zx.zx-busy").count()
        assert not busy or time.monotonic() < end, page.unanswered
        quiet = 0 if busy else quiet + 1
        page.wait_for_timeout(120)


def choose(page, name: str, text: str) -> None:
    menu = page.locator(f".zx-{name} select")
    names = [one.replace("\xa0", " ") for one in menu.locator("option").all_text_contents()]
    menu.select_option(index=next(i for i, one in enumerate(names) if one.startswith(text)))


def chosen(page) -> str:
    """Name of the scenario that is shown."""
    return page.locator(".zx-preset option:checked").text_content().replace("\xa0", " ")


def handle(page, key: str):
    return page.locator(f".zx-c-{key}:visible input[type=range]").first


def box(page, key: str):
    return page.locator(f".zx-c-{key}:visible .zx-box").first


def press(page, key: str, arrow: str, times: int) -> None:
    from playwright.sync_api import expect  # only where there is a browser

    slider = handle(page, key)
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    for _ in range(times):
        page.keyboard.press(arrow)
    expect(slider).not_to_have_attribute("aria-valuetext", before, timeout=30_000)


def verdict(page) -> str:
    return page.locator(".zx-verdict").inner_text()


def expected(state: states.State, inputs: SessionInputs, language: str = "en") -> str:
    return " ".join(words.verdict_text(views.result(state, inputs), inputs, language))


def moved(state, inputs, key: str, shown, industry: str = "steel"):
    return controls.moved(controls.BY_KEY[key], industry, shown, state, inputs)


# --- what is moved is what is shown ---------------------------------------------------------------


def test_a_slider_moved_by_keyboard_moves_verdict_and_picture_as_the_pure_function(page, inputs):
    start = states.start(inputs, "baseline")
    assert verdict(page).split() == expected(start, inputs).split()
    before, picture = verdict(page), page.locator("img.zx-fan").get_attribute("src")
    press(page, "growth_premium", "PageUp", 4)
    settled(page)
    shown = float(box(page, "growth_premium").input_value())
    assert shown > 5
    state = moved(start, inputs, "growth_premium", shown)
    assert verdict(page) != before
    assert verdict(page).split() == expected(state, inputs).split()
    assert page.locator("img.zx-fan").get_attribute("src") != picture
    one = views.result(state, inputs)
    beside = views.around(one, inputs)
    title = words.title(one.state.industry, inputs, "en")
    drawn = pictures.fan(one.fan, title, "en", beside=beside)
    assert bytes(page.evaluate(JS["picture"])) == pictures.png(drawn)
    changed = page.locator(".zx-difference tbody tr").all_text_contents()
    assert len(changed) == 1 and "Growth on top of it" in changed[0]


def test_only_the_last_of_many_values_is_computed(page, inputs):
    page.evaluate("window.pictures = 0")
    handle(page, "zone_growth").evaluate(JS["forty_stops"])
    settled(page)
    shown = float(box(page, "zone_growth").input_value())
    assert shown == 12.2  # 40 stops of 0.2 above 4.2
    state = moved(states.start(inputs, "baseline"), inputs, "zone_growth", shown)
    assert verdict(page).split() == expected(state, inputs).split()
    assert 1 <= page.evaluate("window.pictures") <= 20


def test_a_drag_ends_at_the_value_where_the_mouse_let_go(page, inputs):
    shape = handle(page, "zone_growth").bounding_box()
    x, y = shape["x"] + 8 + 4.25 / 28.6 * (shape["width"] - 16), shape["y"] + shape["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 31):
        page.mouse.move(x + step, y)
    page.mouse.up()
    settled(page)
    shown = float(box(page, "zone_growth").input_value())
    assert shown > 5
    state = moved(states.start(inputs, "baseline"), inputs, "zone_growth", shown)
    assert verdict(page).split() == expected(state, inputs).split()


def test_shares_of_investment_add_up_and_the_reason_shows(page):
    choose(page, "preset", "Output cannot pass capacity")
    settled(page)
    press(page, "investment_split", "Home", 1)
    settled(page)
    shown = [
        float(one.input_value()) for one in page.locator(".zx-c-investment_split .zx-box").all()
    ]
    assert shown[0] == 0 and abs(sum(shown) - 100) <= 1
    assert "add up to 100 %" in page.locator(".zx-aside").inner_text()


def test_other_presets_and_industries_show_themselves_unchanged(page, inputs):
    for preset, industry in (("Plan fully met", "Equipment"), ("Lanzhou", "Fine chemicals")):
        choose(page, "preset", preset)
        choose(page, "industry", industry)  # at once, before the first answer is there
        settled(page)
        assert "Nothing is changed" in page.locator(".zx-difference").text_content()
    state = states.State("lanzhou_path", "chemicals")
    assert verdict(page).split() == expected(state, inputs).split()
    assert "cannot be set" in page.locator(".zx-locked-why").inner_text()


def test_two_scenarios_stand_side_by_side(page):
    choose(page, "other", "Prices of 2021 hold")
    settled(page)
    page.locator(".lm-TabBar-tab").filter(has_text="Compare").last.click()
    assert "Prices of 2021 hold" in page.locator(".zx-compared").inner_text()
    assert page.locator(".zx-compared table").count() == 2


# --- seen at 1280 x 800, in either language -------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080)])
def test_answer_and_sliders_are_on_one_screen_and_nothing_is_cut(page, size, language):
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.locator(".zx-language button").nth(["en", "zh"].index(language)).click()
    settled(page)
    page.evaluate("document.querySelector('.zx-preset select').blur()")
    page.evaluate("document.querySelector('.zx-preset select').focus()")
    page.wait_for_timeout(300)
    seen = ("zx-verdict", "zx-fan", "zx-c-base_year", "zx-c-pooling_weight")
    for name in seen if height >= 800 else seen[:3]:
        shape = page.locator(f".{name}:visible").first.bounding_box()
        assert shape["y"] >= 0 and shape["y"] + shape["height"] <= height, name
        assert shape["x"] >= 0 and shape["x"] + shape["width"] <= width, name
    wide = page.evaluate(JS["wide"])
    cut = page.evaluate(JS["cut"])
    scrolled = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(browser.SIZE)
    assert (wide, cut, scrolled) == ([], [], True)


def test_chinese_is_readable_without_a_chinese_font(page, inputs):
    page.locator(".zx-language button").nth(1).click()
    settled(page)
    assert verdict(page).split() == expected(states.start(inputs, "baseline"), inputs, "zh").split()
    for place in (
        ".zx-verdict",
        ".zx-c-zone_growth .zx-label",
        ".zx-preset select",
        ".zx-reset",
        ".zx-chances th",
        ".zx-tabs .lm-TabBar-tabLabel",
    ):
        element = page.locator(place).first
        assert re.search("[\u4e00-\u9fff]", element.inner_text()), place
        assert element.evaluate(JS["readable"]), f"{place} shows boxes"
    assert page.evaluate("document.fonts.check('14px \"Zoneecon Sans SC\"', '钢')")


def test_every_control_is_reached_by_keyboard_in_the_order_of_the_page(app):
    app.locator(".zx-preset select").focus()
    reached: list[str] = []
    for _ in range(80):
        names = app.evaluate(JS["focused"])
        reached += [one for one in names if one not in reached]
        app.keyboard.press("Tab")
    moved = [f"zx-c-{one.key}" for one in controls.CONTROLS if not one.needs]
    others = ["zx-preset", "zx-industry", "zx-other", "zx-reset", "zx-pin", "zx-language"]
    last = ["zx-solve", "zx-tabs"]
    assert [one for one in reached if one in {*moved, *others, *last}] == [*others, *moved, *last]


def test_sliders_have_names_and_spoken_values_and_the_verdict_is_told(page):
    slider = page.get_by_role("slider", name="Volume growth of the zone")
    box(page, "zone_growth").fill("5")
    box(page, "zone_growth").press("Enter")
    settled(page)
    assert slider.get_attribute("aria-valuetext") == "5.0 % a year"
    unnamed = [
        one.get_attribute("id")
        for one in page.locator(".zx input[type=range], .zx .zx-box, .zx-rows select").all()
        if not (one.get_attribute("aria-label") or one.evaluate("e => e.labels?.length"))
    ]
    assert unnamed == []
    live = page.locator(".zx-live")
    assert live.get_attribute("aria-live") == "polite"
    live.get_by_text("With these settings: very unlikely").wait_for(state="attached")
    assert page.locator("img.zx-fan").get_attribute("alt")


def test_a_tooltip_says_unit_default_source_and_quality_on_focus_too(page):
    tip = page.locator(".zx-c-zone_growth .zx-tip")
    told = ("Unit: % a year", "Default: 4.3", "Source: ", "amber ▲")
    assert all(word in tip.text_content() for word in told)
    assert not tip.is_visible()
    page.locator(".zx-other select").focus()
    page.keyboard.press("Tab")  # by keyboard: what a mouse focuses shows none
    handle(page, "zone_growth").focus()
    page.keyboard.press("ArrowRight")
    tip.wait_for()
    shape = tip.bounding_box()
    assert shape["x"] + shape["width"] <= browser.SIZE["width"]


def test_text_is_told_from_its_ground_by_contrast(page):
    assert page.evaluate(JS["contrast"]) == []


# --- what is typed, solved, taken back, and found again -------------------------------------------


def test_what_is_typed_is_set_or_refused_beside_its_box(page, inputs):
    field, row = box(page, "zone_growth"), page.locator(".zx-c-zone_growth")
    before = verdict(page)
    for typed, said in (
        ("abc", "not a number"),
        ("99", "range is 0 to 28.6"),
        ("1,234", "two ways"),
    ):
        field.fill(typed)
        field.press("Enter")
        row.get_by_text(said).wait_for()
        assert field.input_value() == typed and field.get_attribute("aria-invalid") == "true"
        assert verdict(page) == before
    field.fill("6,5")
    field.press("Enter")
    settled(page)
    assert field.input_value() == "6.5" and field.get_attribute("aria-invalid") == "false"
    assert not row.locator(".zx-said").is_visible() or row.locator(".zx-said").inner_text() == ""
    state = controls.entered(
        controls.BY_KEY["zone_growth"], "steel", 6.5, states.start(inputs, "baseline"), inputs
    )
    assert verdict(page).split() == expected(state, inputs).split()


def test_a_mark_is_where_the_target_is_reached(page):
    mark = page.locator(".zx-c-growth_premium:visible .zx-need")
    mark.wait_for()
    track = handle(page, "growth_premium").bounding_box()
    shape, needed = mark.bounding_box(), float(re.search(r"[\d.]+", mark.get_attribute("title"))[0])
    at = 8 + (needed + 5) / 55 * (track["width"] - 16)
    assert abs(shape["x"] + shape["width"] / 2 - track["x"] - at) < 2
    mark.click()
    settled(page)
    median, target = map(float, re.search(r"ends at ([\d.]+) of ([\d.]+)", verdict(page)).groups())
    assert median >= target and float(box(page, "growth_premium").input_value()) == needed


def test_two_drivers_are_solved_for_at_once_and_taken_back(page):
    choose(page, "unknown-0", "Volume growth")
    choose(page, "unknown-1", "Prices on top")
    page.locator(".zx-solve").click()
    page.locator(".zx-aside .zx-good").wait_for()
    settled(page)
    assert "all else is held" in page.locator(".zx-aside").inner_text()
    after = verdict(page)
    page.locator(".zx-undo").click()
    settled(page)
    assert "Nothing is changed" in page.locator(".zx-difference").text_content()
    handle(page, "zone_growth").focus()
    page.keyboard.press("Control+y")
    settled(page)
    assert verdict(page) == after
    page.keyboard.press("Control+z")
    settled(page)
    assert verdict(page) != after


def test_a_reload_keeps_what_is_set_and_a_copied_address_leads_to_it(chromium, app_server):
    with browser.opened(chromium, app_server.link) as one:
        ready(one)
        press(one, "growth_premium", "PageUp", 3)
        one.locator(".zx-pin").click()
        press(one, "zone_growth", "ArrowRight", 5)
        settled(one)
        told, value = verdict(one), box(one, "zone_growth").input_value()
        one.reload()
        ready(one)
        settled(one)
        assert verdict(one) == told and box(one, "zone_growth").input_value() == value
        assert "Pinned" in one.locator(".zx-other option:checked").text_content()
        address = one.url
        assert "#zx:" in address
        with browser.opened(chromium, address) as two:
            ready(two)
            settled(two)
            assert verdict(two) == told
        with browser.opened(chromium, address[:-30]) as three:
            ready(three)
            settled(three)
            assert "link is cut" in three.locator(".zx-aside").inner_text()
            assert "Nothing is changed" in three.locator(".zx-difference").text_content()
            assert three.complaints == []


def test_the_page_s_title_and_table_change_their_language(app):
    app.locator(".zx-language button").nth(1).click()
    settled(app)
    assert re.search("[\u4e00-\u9fff]", app.locator(".zx-heading h1").inner_text())
    english = app.evaluate(JS["english"])
    app.locator(".zx-language button").nth(0).click()
    settled(app)
    assert english == []


def test_work_shows_a_spinner_only_after_300_ms(page):
    spinner = page.locator(".zx-spinner")
    assert spinner.evaluate("e => getComputedStyle(e).visibility") == "hidden"
    seen = [spinner.evaluate(JS["busy_for"], milliseconds) for milliseconds in (0, 299, 301)]
    assert seen == ["hidden", "hidden", "visible"]


# --- saving, exporting ----------------------------------------------------------------------------


def save(page, name: str, reason: str) -> str:
    page.locator(".zx-tabs .lm-TabBar-tab").nth(3).click()
    page.locator(".zx-name input").fill(name)
    page.locator(".zx-reason textarea").fill(reason)
    page.locator(".zx-kept").evaluate("e => { e.dataset.was = e.innerText; }")
    page.locator(".zx-save").click()
    settled(page)
    return page.locator(".zx-kept").inner_text()


def saved_scenarios(copy: Path) -> dict:
    path = copy / "data" / "assumptions" / f"{ZONE}.saved.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["scenarios"] if path.exists() else {}


def test_a_scenario_is_saved_and_chosen_and_a_second_of_that_name_refused(page, copy, request):
    name = f"by {request.node.callspec.params['page']}"
    press(page, "zone_growth", "ArrowRight", 5)
    settled(page)
    assert "Saved as" in save(page, name, "because <b>we</b> think so")
    kept = saved_scenarios(copy)[name]
    assert kept["zone_growth"] == pytest.approx(0.052)
    assert kept["rationale"] == "because <b>we</b> think so"
    assert name in chosen(page)
    assert "Nothing is changed" in page.locator(".zx-difference").text_content()
    before = saved_scenarios(copy)
    assert "already" in save(page, name.upper(), "again")
    assert saved_scenarios(copy) == before


@pytest.mark.parametrize("name", ["../../evil", "<img src=x onerror=alert(1)>", ""])
def test_a_name_with_path_or_markup_is_refused_as_text(page, copy, name):
    before = saved_scenarios(copy)
    assert "Not saved" in save(page, name, "why")
    assert page.locator(".zx-kept img").count() == 0
    assert saved_scenarios(copy) == before


@pytest.mark.long
def test_a_page_that_is_closed_ends_its_kernel_and_no_other(chromium, app_server):
    def connected() -> dict[str, int]:
        """Kernel -> pages that are connected to it."""
        asked = urllib.request.Request(
            f"{app_server.home}/api/kernels",
            headers={"Authorization": f"token {app_server.token}"},
        )
        answer = json.load(urllib.request.urlopen(asked, timeout=20))
        return {one["id"]: one["connections"] for one in answer}

    before = connected()
    others = {one for one, pages in before.items() if pages}
    with browser.opened(chromium, app_server.link) as page:
        ready(page)
        (own,) = {one for one, pages in connected().items() if pages} - others
        page.close(run_before_unload=True)
    for _ in range(100):
        if own not in connected():
            break
        time.sleep(0.1)
    left = connected()
    assert own not in left and others <= set(left)
    assert len(set(left) - set(before)) <= 1  # one waits for the next page


@pytest.mark.long
def test_two_tabs_save_at_once_and_see_each_other_s_after_loading(chromium, app_server, copy):
    with (
        browser.opened(chromium, app_server.link) as one,
        browser.opened(chromium, app_server.link) as two,
    ):
        for tab in (one, two):
            ready(tab)
        assert "Saved as" in save(one, "tab one", "first")
        assert "already" in save(two, "Tab One", "second")
        assert "Saved as" in save(two, "tab two", "second")
        assert {"tab one", "tab two"} <= set(saved_scenarios(copy))
        one.locator(".zx-load").click()
        settled(one)
        choose(one, "preset", "tab two")
        settled(one)
        assert one.complaints == [] and two.complaints == []


@pytest.mark.parametrize("key", ["figure-png", "table-csv"])
def test_an_export_is_a_file_and_a_download(page, copy, key, tmp_path):
    page.locator(".zx-tabs .lm-TabBar-tab").nth(4).click()
    page.locator(f".zx-{key}").click()
    link = page.locator(".zx-exported a")
    link.wait_for()
    with page.expect_download() as got:
        link.click()
    got.value.save_as(tmp_path / "got")
    (file,) = re.findall(r"reports/\S+", page.locator(".zx-exported").inner_text())
    assert (copy / file).read_bytes() == (tmp_path / "got").read_bytes()
    page.evaluate("document.querySelector('.zx-exported .widget-html-content').innerHTML = ''")


# --- when the kernel goes -------------------------------------------------------------------------


@pytest.mark.long
def test_after_a_restart_in_the_midst_of_solving_nothing_that_was_set_is_lost(lab):
    press(lab, "growth_premium", "PageUp", 4)
    settled(lab)
    before, value = verdict(lab), box(lab, "growth_premium").input_value()
    lab.locator(".zx-solve").click()
    lab.get_by_role("menuitem", name="Kernel", exact=True).click()
    lab.get_by_text("Restart Kernel…", exact=True).click()
    lab.get_by_role("button", name="Confirm Kernel Restart").click()
    lab.locator(".zx.jupyter-widgets-disconnected").wait_for()
    said = lab.evaluate("getComputedStyle(document.querySelector('.zx'), '::before').content")
    assert "Run All Cells" in said and "kept" in said
    browser.run_all(lab)
    lab.locator(".zx:not(.jupyter-widgets-disconnected) .zx-verdict b").first.wait_for()
    ready(lab)
    settled(lab)
    assert box(lab, "growth_premium").input_value() == value
    # the rest is as it was set or, if solving had ended before the kernel did, as it was solved
    ends, target = re.search(r"ends at ([\d.]+) of ([\d.]+)", verdict(lab)).groups()
    assert verdict(lab) == before or float(ends) >= float(target)
    lab.locator(".zx-reset").click()
    settled(lab)
    press(lab, "growth_premium", "PageUp", 4)
    settled(lab)
    assert verdict(lab) == before
