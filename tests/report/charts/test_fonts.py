"""Chinese is drawn, not boxed, wherever the package runs; English figures stay as they are."""

import json
import logging
import re
import warnings

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from zoneecon.report.charts import fonts
from zoneecon.report.charts import history as history_charts

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
SOURCES = ("src/zoneecon/**/*.py", "src/zoneecon/**/*.toml", "data/**/*.csv", "data/**/*.toml")


@pytest.fixture(scope="module")
def texts(root) -> list[str]:
    """Every run of Chinese that the package or its data may put in a figure or a page."""
    files = [path for pattern in SOURCES for path in root.glob(pattern)]
    said = [path.read_text(encoding="utf-8-sig") for path in files]
    said += [
        "".join(cell["source"])
        for path in root.glob("notebooks/*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    return sorted({run for text in said for run in CHINESE.findall(text)})


@pytest.fixture
def without_system_fonts(monkeypatch):
    """A machine that has matplotlib's own fonts only."""
    own = [one for one in font_manager.fontManager.ttflist if "mpl-data" in one.fname]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)


def drawn(text: str, **options) -> bytes:
    figure = Figure(figsize=(3, 1))
    figure.text(0.1, 0.5, text, **options)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return bytes(canvas.buffer_rgba())


def test_the_font_has_every_chinese_character_of_the_project(texts):
    assert len(texts) > 500
    has = TTFont(fonts.FILE).getBestCmap()
    lacking = sorted({sign for text in texts for sign in text if ord(sign) not in has})
    assert lacking == []


@pytest.mark.every(2)
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_no_chinese_text_is_drawn_as_boxes(texts, weight, without_system_fonts, caplog):
    history_charts.use_style()
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error", UserWarning)  # "Glyph 22686 missing from font(s)"
        for start in range(0, len(texts), 40):
            drawn("\n".join(texts[start : start + 40]), weight=weight, fontsize=4)
    assert caplog.records == []


def test_without_the_font_matplotlib_would_warn(texts, without_system_fonts):
    """What the tests above stand on."""
    history_charts.use_style()
    with pytest.warns(UserWarning, match="missing from font"):
        drawn("产值", family="DejaVu Sans")


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_latin_text_is_drawn_as_before(weight):
    history_charts.use_style()
    text = "Steel 2025: CNY 100m, 12.5 % ≤ −3 · “quote” – × ± →"
    assert drawn(text, weight=weight) == drawn(text, weight=weight, family="DejaVu Sans")
    assert drawn("产值") != drawn("目标")


def test_the_licence_is_beside_the_font():
    licence = fonts.FILE.with_name("OFL.txt").read_text(encoding="utf-8")
    assert fonts.FILE.name in licence and "SIL OPEN FONT LICENSE Version 1.1" in licence
    name = TTFont(fonts.FILE)["name"]
    assert name.getDebugName(1) == fonts.FAMILY and "Source" not in name.getDebugName(4)
    assert "SIL Open Font License" in name.getDebugName(13)


def test_names_of_people_and_places_and_units_of_one_sign_can_be_written():
    assert fonts.missing("硚昇喆堃㎡钢铁（亿元）") == []
    assert fonts.missing("钢\U00020000铁\U00020000") == ["\U00020000"]
