"""What a figure draws, as text: what can be seen moves it, and the picture carries its digest."""

import io

import matplotlib.pyplot as plt
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from zoneecon.report.charts import drawn


@pytest.fixture
def figure():
    figure, (left, right) = plt.subplots(1, 2, figsize=(6, 3))
    left.plot([2020, 2021], [150, 160.123456], "o--", color="#0072b2", label="median")
    left.fill_between([2020, 2021], [140, 150], [160, 170], color="red")
    left.set(title="Two\nyears", xlabel="year", xlim=(2019, 2022), ylim=(0, 200))
    left.legend()
    right.bar([1, 2], [3, 4])
    right.scatter([1], [5])
    right.annotate("here", (1, 5), xytext=(3, 3), textcoords="offset points")
    yield figure
    plt.close(figure)


def test_limits_labels_and_values_stand_in_the_text(figure):
    lines = drawn.drawn(figure).splitlines()
    assert lines[:4] == [
        "Figure 6 3",
        "panel x 2019 2022 y 0 200",
        "  title: Two years",
        "  x: year",
    ]
    assert "  legend: median" in lines
    assert "  line #0072b2ff -- 1.5 o 2020 150 2021 160.12" in lines
    assert "  text 1 5 here" in lines
    assert sum(line.startswith("  patch") for line in lines) == 2


CHANGES = {
    "a value": lambda left, right: left.lines[0].set_ydata([150, 161]),
    "a colour": lambda left, right: left.lines[0].set_color("black"),
    "a mark": lambda left, right: left.lines[0].set_marker("s"),
    "a band": lambda left, right: left.collections[0].set_paths(
        [[(2020, 1), (2021, 2), (2021, 3)]]
    ),
    "a bar": lambda left, right: right.patches[0].set_height(3.1),
    "a point": lambda left, right: right.collections[0].set_offsets([[1, 6]]),
    "a word": lambda left, right: right.texts[0].set_text("there"),
    "where a word points": lambda left, right: setattr(right.texts[0], "xy", (2, 5)),
    "a title": lambda left, right: left.set_title("Three years"),
    "a name in the legend": lambda left, right: left.get_legend().get_texts()[0].set_text("mean"),
    "a limit": lambda left, right: left.set_ylim(0, 201),
    "a tick": lambda left, right: left.set_yticks([0, 100], ["none", "all"]),
    "what is hidden": lambda left, right: left.lines[0].set_visible(False),
    "a panel": lambda left, right: right.remove(),
    "the size": lambda left, right: left.figure.set_size_inches(7, 3),
    "a headline of all panels": lambda left, right: left.figure.suptitle("Reached"),
    "a source at the foot": lambda left, right: left.figure.supxlabel("Q001"),
    "a word beside the panels": lambda left, right: left.figure.text(0.5, 0.5, "not reached"),
    "a legend of all panels": lambda left, right: left.figure.legend(left.lines, ["mean"]),
    "how thick a line is": lambda left, right: left.lines[0].set_linewidth(4),
    "how faint a line is": lambda left, right: left.lines[0].set_alpha(0.1),
    "a hatch": lambda left, right: right.patches[0].set_hatch("//"),
    "an image": lambda left, right: right.imshow([[1.0, 2.0]]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_can_be_seen_moves_the_text(figure, change):
    before = drawn.drawn(figure)
    assert drawn.drawn(figure) == before
    change(*figure.axes)
    assert drawn.drawn(figure) != before


def test_what_no_eye_sees_and_machines_compute_differently_does_not(figure):
    before = drawn.drawn(figure)
    figure.axes[0].lines[0].set_ydata([150, 160.123456 * (1 + 1e-12)])
    assert drawn.drawn(figure) == before


# --- the picture --------------------------------------------------------------------------------


@pytest.fixture
def picture(figure) -> Image.Image:
    figure.savefig(out := io.BytesIO(), format="png")
    content = drawn.marked(out.getvalue(), drawn.drawn(figure))
    assert drawn.is_picture_of(content, drawn.drawn(figure))
    return Image.open(io.BytesIO(content))


def saved_anew(picture: Image.Image, kept: dict[str, str]) -> bytes:
    """A picture as another program saves it, which keeps what stood in its metadata."""
    said = PngInfo()
    for key, value in kept.items():
        said.add_text(key, value)
    picture.save(out := io.BytesIO(), "png", pnginfo=said)
    return out.getvalue()


def painted(picture: Image.Image) -> Image.Image:
    own = picture.convert("RGB")
    own.paste("red", (0, 0, own.width // 2, own.height))
    return own


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: picture,  # the same dots, packed another way
        painted,
        lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda picture: Image.new("RGB", (1, 1)),
    ],
    ids=["saved anew", "painted", "turned", "a dot"],
)
@pytest.mark.parametrize("keeps", [True, False])
def test_a_picture_that_was_changed_is_none_of_its_text(figure, picture, change, keeps):
    picture.load()
    kept = dict(picture.text) if keeps else {}
    assert not drawn.is_picture_of(saved_anew(change(picture), kept), drawn.drawn(figure))


def test_a_picture_is_of_its_own_text_alone_and_any_byte_counts(figure):
    figure.savefig(out := io.BytesIO(), format="png")
    text = drawn.drawn(figure)
    content = drawn.marked(out.getvalue(), text)
    assert not drawn.is_picture_of(content, text.replace("150", "151"))
    assert not drawn.is_picture_of(content, "")
    assert not drawn.is_picture_of(out.getvalue(), text)
    for at in range(0, len(content), len(content) // 50):
        other = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        assert not drawn.is_picture_of(other, text)
