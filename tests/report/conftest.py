"""What the tests of sentences and figures share: no window, no figure left open, small tables."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from tests.cases import tables

mpl.use("Agg")


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    plt.close("all")


MODELS = pd.DataFrame(tables(__file__)["models"])


def fan(**bands: float) -> pd.DataFrame:
    names = ("p2.5", "p10", "p25", "p50", "p75", "p90", "p97.5")
    levels = dict(zip(names, (60, 80, 90, 100, 115, 130, 500), strict=True)) | bands
    return pd.DataFrame({"year": [2021], **{name: [float(v)] for name, v in levels.items()}})
