"""Pictures draw the numbers of the tables, in either language."""

import re
import warnings
from contextlib import suppress

import pytest

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer import controls, panel, pictures, views
from zoneecon.explorer import state as states
from zoneecon.explorer.controls import BY_KEY
from zoneecon.report.charts.colours import BLUE
from zoneecon.text.catalogue import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_draw_the_numbers_of_the_tables_in_either_language(state, inputs, language):
    one = views.result(state, inputs)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # "Glyph … missing from font(s)"
        made = pictures.both(one, inputs, language)
        assert pictures.png(made)[:4] == b"\x89PNG"
    fan, waterfall = made.axes
    line = next(x for x in fan.lines if x.get_color() == BLUE and x.get_linewidth() == 2)
    assert line.get_ydata() == pytest.approx(one.fan["p50"].to_numpy())
    steps = views.waterfall(one)
    assert waterfall.patches[-1].get_width() == pytest.approx(steps["amount"].iloc[-1])
    names = [text.get_text() for text in waterfall.get_yticklabels()]
    assert (re.search("[\u4e00-\u9fff]", "".join(names)) is not None) == (language == "zh")


def test_the_same_state_is_the_same_picture(state, inputs):
    one = views.result(state, inputs)
    assert pictures.svg(pictures.both(one, inputs)) == pictures.svg(pictures.both(one, inputs))


@pytest.mark.parametrize("title", ["short", "x" * 80, "精特钢及钢铁深加工产业集群" * 4])
def test_a_title_fits_its_picture(state, inputs, title):
    made = pictures.fan(views.result(state, inputs).fan, title, "en")
    made.canvas.draw()
    box = made.axes[0]._left_title.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= made.bbox.width


def corners(inputs, preset: str, industries):
    """The states at either end of every slider and list, and with all of them there at once."""
    for industry in industries:
        start = states.start(inputs, preset, industry)
        every = {"low": start, "high": start}
        for (key, own), of in panel.standings(start, inputs).items():
            if of.locked:
                continue
            control = BY_KEY[key]
            ends = (of.options[0], of.options[-1]) if of.options else (of.low, of.high)
            for name, end in zip(every, ends, strict=True):
                with suppress(BadSetting):
                    yield controls.entered(control, own or industry, end, start, inputs)
                if key in ("investment_split", "base_year", "capital_limit", "funnel_limit"):
                    continue
                with suppress(BadSetting):
                    every[name] = controls.entered(
                        control, own or industry, end, every[name], inputs
                    )
        yield from every.values()


def clipped(figure) -> list[str]:
    """Texts that leave the picture, write over one another at its right, or are powers of ten."""
    figure.canvas.draw()
    width, height = figure.bbox.width, figure.bbox.height
    wrong = []
    for ax in figure.axes:
        ends = sorted(ax.get_ylim())
        ticks = [one for one in ax.get_yticklabels() if ends[0] <= one.get_position()[1] <= ends[1]]
        texts = [*ax.texts, *ticks]
        texts += [ax.xaxis.label, ax.yaxis.label, ax._left_title, ax.xaxis.get_offset_text()]
        texts.append(ax.yaxis.get_offset_text())
        for text in texts:
            said = text.get_text()
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
            if said and text.get_visible() and (not inside or re.search(r"\de[+-]?\d|10\^", said)):
                wrong.append(said)
    return wrong


def sweep(inputs, preset: str, languages, industries) -> int:
    count = 0
    for state in corners(inputs, preset, industries):
        one = views.result(state, inputs)
        for language in languages:
            made = pictures.both(one, inputs, language)
            assert clipped(made) == [], (preset, state, language)
            labels = [text for text in made.axes[0].texts if text.get_gid() != "beside"]
            first, second = (text.get_window_extent() for text in labels[:2])
            assert first.y0 >= second.y1 - 2 or second.y0 >= first.y1 - 2, (preset, state)
            count += 1
    return count


def test_nothing_is_clipped_at_any_corner_of_the_sliders(inputs):
    assert sweep(inputs, "baseline", ["en"], ["steel"]) > 15


@pytest.mark.long
@pytest.mark.parametrize("preset", ["baseline", "plan_met", "luoyuan_path", "capital_as_a_law"])
def test_nothing_is_clipped_at_any_corner_in_other_scenarios_and_languages(inputs, preset):
    assert sweep(inputs, preset, LANGUAGES, inputs.industries) > 80
