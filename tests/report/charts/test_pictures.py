"""A figure reaches a report as a drawing that names its values, and as dots; both are described."""

import base64
import io

from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot as plt
from PIL import Image

from zoneecon.report import markup
from zoneecon.report.charts import drawn, pictures
from zoneecon.report.charts.axes import point_out_at
from zoneecon.text.catalogue import named, speaking


def figure():
    ax = plt.subplots(figsize=(4, 3))[1]
    ax.plot([1, 2], [1, 2])
    ax.set_title("Steel ends at 173 <of> 500", loc="left")
    point_out_at(ax, 1, 1, "2025: <173>")
    return ax.figure


def test_a_drawing_names_its_values_and_says_what_it_shows():
    svg, said = pictures.drawing(figure())
    assert said == {"alt": "Steel ends at 173 <of> 500"}
    assert "<title>2025: &lt;173&gt;</title>" in svg and "shown: " not in svg
    kept = markup.clean_drawing(svg, "d")
    assert "<title>2025: &lt;173&gt;</title>" in kept and kept.count("<path") == svg.count("<path")


def test_dots_are_twice_as_many_as_their_place_is_wide():
    content, said = pictures.dots(figure())
    wide, _ = Image.open(io.BytesIO(base64.b64decode(content))).size
    assert abs(wide - 2 * said["width"]) <= 1 and said["alt"].startswith("Steel")


def test_titles_of_panels_are_said_once():
    axes = plt.subplots(1, 3)[1]
    for ax, title in zip(axes, ("Steel", "Steel", "Chemicals\nin all"), strict=True):
        ax.set_title(title)
    assert pictures.description(axes[0].figure) == "Steel; Chemicals in all"


def test_a_notebook_stores_what_is_drawn_beside_a_picture_that_carries_its_digest(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr(shell, "kernel", object(), raising=False)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    pictures.arrange()
    shown = figure()
    data, _ = shell.display_formatter.format(shown)
    assert data["text/plain"] == drawn.drawn(shown) and "image/svg+xml" not in data
    picture = base64.b64decode(data["image/png"])
    assert drawn.is_picture_of(picture, data["text/plain"])
    opened = Image.open(io.BytesIO(picture))
    opened.load()  # any reader takes it, and finds the digest where metadata are
    assert opened.info[drawn.DIGEST] == drawn.digest(data["text/plain"])
    monkeypatch.setenv("ZONEECON_PICTURES", pictures.DRAWN)
    pictures.arrange()
    assert "image/svg+xml" in shell.display_formatter.format(shown)[0]


def test_outside_a_notebook_nothing_is_arranged(monkeypatch):
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    assert pictures.arrange() is None


def test_names_beside_an_axis_are_told_in_the_language_that_is_spoken():
    """They are no texts of the figure until it is drawn; numbers stay as they are."""
    named(en="Sprockets of Toytown", zh="玩具城链轮")
    figure, ax = plt.subplots()
    ax.barh([0], [2.5])
    ax.set_yticks([0], ["Sprockets of Toytown"])
    numbers = [label.get_text() for label in ax.get_xticklabels()]
    with speaking("zh"):
        pictures.told(figure)
    figure.canvas.draw()
    assert [label.get_text() for label in ax.get_yticklabels()] == ["玩具城链轮"]
    assert [label.get_text() for label in ax.get_xticklabels()] == numbers
