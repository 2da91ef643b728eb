"""What stands around a chart: every line is whole, inside the figure, and apart from the others."""

import itertools

import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import zoneecon as ze
from zoneecon.report.charts import frame, pictures
from zoneecon.report.charts.history import use_style
from zoneecon.text.catalogue import speaking

LONG = "A finding that is so long that no figure of this width could ever hold it on a single line"
CHINESE = "这是一条非常长的图题，长到任何这样宽度的图都不可能在一行之内写下，因此必须换行。"


@pytest.fixture(autouse=True)
def style():
    with plt.style.context("default"):
        use_style()
        yield


def inside(figure, text: Text) -> bool:
    box, whole = text.get_window_extent(), figure.bbox
    return whole.x0 - 2 <= box.x0 and box.x1 <= whole.x1 + 2


@pytest.mark.parametrize("words", [LONG, CHINESE])
def test_a_long_line_is_broken_and_nothing_of_it_is_lost(words):
    figure, ax = plt.subplots(figsize=(4, 3))
    frame.entitle(ax, words, words)
    frame.sign(figure, words)
    frame.fit(figure)
    figure.draw_without_rendering()
    lines = [ax.title, ax._left_title, *ax.texts, *figure.texts]
    for text in filter(Text.get_text, lines):
        assert "\n" in text.get_text() and inside(figure, text)
        assert "".join(text.get_text().split()) == "".join(words.split())
        assert not any(line[0] in frame.CLOSING for line in text.get_text().split("\n"))


def test_a_figure_is_fitted_once_and_titles_of_panels_stay_in_their_column():
    figure, (left, right) = plt.subplots(1, 2, figsize=(6, 3))
    for ax in (left, right):
        frame.entitle(ax, LONG)
    frame.fit(figure)
    before = left.get_title("left")
    frame.fit(figure)
    assert left.get_title("left") == before
    assert left._left_title.get_window_extent().x1 < right.bbox.x0


# --- every chart that a notebook draws, in both languages ----------------------------------------


def shown(figure) -> list[Text]:
    """Every text of a figure that can be seen: a tick beyond its axis is none."""
    figure.draw_without_rendering()
    texts = list(figure.texts)
    for ax in figure.axes:
        legend = ax.get_legend()
        texts += [*frame.titles_of(ax), *ax.texts, ax.xaxis.label, ax.yaxis.label]
        texts += legend.get_texts() if legend else []
        for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            low, high = sorted(limits)
            ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=False)
            texts += [label for at, label in ticks if low <= at <= high]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]


def overlaps(one: Text, other: Text) -> bool:
    a, b = one.get_window_extent(), other.get_window_extent()
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return wide > 3 and high > 3


@pytest.fixture(scope="module")
def drawn_from(plan):
    series = ze.reconstruct(plan)
    baseline = ze.named_scenarios(plan)["baseline"]
    paths, fans = ze.simulate(baseline, draws=300, seed=1), ze.forecast(series)
    answer = ze.assess(plan, draws=300, seed=1)
    return {
        "growth_gap": (series,),
        "levels": (series, "gdp"),
        "models": (fans, "gdp"),
        "coverage": (fans,),
        "forecasts": (fans,),
        "fans": (paths,),
        "waterfalls": (paths,),
        "feasible_set": (paths, 0.06),
        "tornado": (ze.tornado(baseline),),
        "asked_and_achieved": (answer,),
        "cases": (answer,),
        "readings": (answer,),
    }


CHARTS = (
    *("growth_gap", "levels", "models", "coverage", "forecasts", "fans", "waterfalls"),
    *("feasible_set", "tornado", "asked_and_achieved", "cases", "readings"),
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_of_a_chart_is_cut_or_written_over(drawn_from, name, language):
    with speaking(language):
        made = getattr(ze.plot, name)(*drawn_from[name])
        ax = made[0] if hasattr(made, "__len__") else made
        figure = pictures.told(ax.figure)
        texts = shown(figure)
        assert [text.get_text() for text in texts if not inside(figure, text)] == []
        pairs = itertools.combinations(texts, 2)
        assert [(a.get_text(), b.get_text()) for a, b in pairs if overlaps(a, b)] == []
        assert pictures.description(figure)
        assert figure.get_supxlabel()  # the source
    plt.close("all")
