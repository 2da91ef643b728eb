"""Pictures draw the numbers of the tables, in either language."""

import re
import warnings

import pytest

from zoneecon.explorer import app as explorer_app
from zoneecon.explorer import pictures, views
from zoneecon.text.catalogue import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_draw_the_numbers_of_the_tables_in_either_language(state, inputs, language):
    one = views.result(state, inputs)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # "Glyph … missing from font(s)"
        made = explorer_app.figure(one, inputs, language)
        assert pictures.png(made)[:4] == b"\x89PNG"
    fan, waterfall = made.axes
    line = next(x for x in fan.lines if len(x.get_xdata()) == len(one.fan))
    assert line.get_ydata() == pytest.approx(one.fan["p50"].to_numpy())
    steps = views.waterfall(one)
    assert waterfall.patches[-1].get_width() == pytest.approx(steps["amount"].iloc[-1])
    names = [text.get_text() for text in waterfall.get_yticklabels()]
    assert (re.search("[\u4e00-\u9fff]", "".join(names)) is not None) == (language == "zh")


def test_the_same_state_is_the_same_picture(state, inputs):
    one = views.result(state, inputs)
    assert pictures.svg(explorer_app.figure(one, inputs)) == pictures.svg(
        explorer_app.figure(one, inputs)
    )


@pytest.mark.parametrize("title", ["short", "x" * 80, "精特钢及钢铁深加工产业集群" * 4])
def test_a_title_fits_its_picture(state, inputs, title):
    made = pictures.fan(views.result(state, inputs).fan, title, "en")
    made.canvas.draw()
    box = made.axes[0]._left_title.get_window_extent()
    assert box.x0 >= 0 and box.x1 <= made.bbox.width
