"""Facts about an industry's noise and numbers; what follows from them is in `targets`."""

import numpy as np
import pandas as pd
import pytest

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.vintage import load_derived
from zoneecon.errors import BadInput
from zoneecon.trends import industry

# The numbers that were published with the test vector, fixed here so that a refit moves no answer.
PUBLISHED = {
    "follow": 0.9105,
    "prior_drift": 0.03569,
    "noise": -2.883,
    "noise_share": -0.107,
    "noise_class": 0.814,
    "tail": 0.7765,
    "tail_step": 0.2257,
}


@pytest.fixture(scope="module")
def committed(root):
    return load_derived("inside_view", Checkout(root))


# --- known answers ----------------------------------------------------------------------------


def test_the_refit_is_the_published_form_within_its_bootstrap(committed):
    rows = committed[committed["form"] == "industry"].set_index("name")
    for name, value in PUBLISHED.items():
        if name != "prior_drift":
            assert rows["lower"][name] <= value <= rows["upper"][name]
    numbers = industry.parameters_of(committed)
    assert numbers["prior_drift"] == PUBLISHED["prior_drift"]
    refitted, published = (industry.own_noise(0.75, 0.231, one) for one in (numbers, PUBLISHED))
    assert refitted == pytest.approx(published, rel=5e-3)


def test_the_prior_drift_is_that_of_the_shipped_trend_model(committed, root):
    trend = load_derived("forecast_hyperparameters", Checkout(root)).set_index(["model", "name"])
    shipped = trend["value"]["shrunken_t", "prior_drift"]
    assert industry.parameters_of(committed)["prior_drift"] == shipped


# --- closed forms -----------------------------------------------------------------------------


def test_a_usual_child_has_the_usual_noise():
    assert float(industry.own_noise(0.05, 0.08, PUBLISHED)) == pytest.approx(np.exp(-2.883))
    assert float(industry.own_noise(0.75, 0.231, PUBLISHED)) == pytest.approx(0.0993, abs=5e-5)


# --- the committed tables ---------------------------------------------------------------------


def test_noise_of_a_class_is_looked_up_by_parent_and_child(root):
    table = load_derived("class_noise", Checkout(root))
    metal = industry.class_noise_of(table, "state_manufacturing", "primary_metal_manufacturing")
    everyone = industry.class_noise_of(table, "state_manufacturing")
    assert metal == pytest.approx(0.231, abs=5e-4)
    assert everyone == pytest.approx(0.14, abs=5e-3)


def test_every_parent_has_a_noise_of_all_its_children(root):
    table = load_derived("class_noise", Checkout(root))
    for parent in set(table["parent"]):
        assert industry.class_noise_of(table, parent) > 0


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, -0.1, 1.2, np.nan, np.inf])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(BadInput, match="share"):
        industry.own_noise(share, 0.231, PUBLISHED)


@pytest.mark.parametrize("noise", [0.0, -0.1, np.nan, np.inf])
def test_a_noise_that_is_none_is_refused(noise):
    with pytest.raises(BadInput, match="noise"):
        industry.own_noise(0.75, noise, PUBLISHED)


def test_an_unknown_form_or_class_is_refused_with_those_known(committed, root):
    noises = load_derived("class_noise", Checkout(root))
    with pytest.raises(BadInput, match="industry"):
        industry.parameters_of(committed, "sector")
    with pytest.raises(BadInput, match="state_manufacturing"):
        industry.class_noise_of(noises, "state_manufacture")
    with pytest.raises(BadInput, match="machinery_manufacturing"):
        industry.class_noise_of(noises, "state_manufacturing", "machinery")


def test_a_missing_or_altered_table_is_refused(root, tmp_path):
    folder = tmp_path / "data" / "raw" / "reference"
    folder.mkdir(parents=True)
    with pytest.raises(BadInput, match=r"inside_view\.csv"):
        load_derived("inside_view", Checkout(tmp_path))
    table = pd.read_csv(root / "data" / "raw" / "reference" / "class_noise.csv")
    table.assign(noise=-table["noise"]).to_csv(folder / "class_noise.csv", index=False)
    with pytest.raises(BadInput, match="noise"):
        load_derived("class_noise", Checkout(tmp_path))
