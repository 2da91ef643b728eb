"""Facts about the inside view of an industry: the published vector, closed forms, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.vintage import load_derived
from zoneecon.errors import BadInput
from zoneecon.trends import industry
from zoneecon.trends.distribution import Forecast
from zoneecon.trends.models import LogForecast

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
PARENT = Forecast(
    indicator="value added",
    unit="CNY 100m",
    price_basis="current",
    model="shrunken_t",
    n=5,
    origin_year=2020,
    origin_level=37.3,
    location=(0.0344, 0.0712, 0.1089, 0.1470, 0.1854),
    scale=(0.1439, 0.2125, 0.2668, 0.3136, 0.3555),
    degrees_of_freedom=(2.85, 3.18, 3.51, 3.85, 4.18),
)


def forecast(level=150.0, share=0.75, noise=0.231, numbers=PUBLISHED, **labels):
    return industry.forecast_industry(PARENT, level, share, noise, numbers, **labels)


@pytest.fixture(scope="module")
def committed(root):
    return load_derived("inside_view", Checkout(root))


# --- known answers ----------------------------------------------------------------------------


def test_the_published_vector_is_reproduced():
    ours = forecast()
    assert float(industry.own_noise(0.75, 0.231, PUBLISHED)) == pytest.approx(0.0993, abs=5e-5)
    assert ours.location == pytest.approx((0.0346, 0.0712, 0.1087, 0.1466, 0.1847), abs=1e-4)
    assert ours.scale == pytest.approx((0.1749, 0.2547, 0.3175, 0.3713, 0.4192), abs=1.5e-4)
    assert ours.degrees_of_freedom == pytest.approx((3.17, 3.40, 3.63, 3.85, 4.08), abs=5e-3)
    assert ours.prob_at_least(2025, 500) == pytest.approx(0.0353, abs=1e-4)


@pytest.mark.parametrize(
    ("level", "share", "noise", "target", "median", "chance"),
    [
        (150, 0.75, 0.231, 500, 180, 0.035),
        (40, 0.20, 0.097, 300, 48, 0.0040),
        (10, 0.05, 0.152, 100, 12, 0.0033),
    ],
)
def test_three_industries_have_the_published_medians_and_chances(
    level, share, noise, target, median, chance
):
    ours = forecast(level, share, noise)
    assert round(ours.quantile(0.5)[2025]) == median
    assert ours.prob_at_least(2025, target) == pytest.approx(chance, rel=0.02)


def test_the_refit_is_the_published_form_within_its_bootstrap(committed):
    rows = committed[committed["form"] == "industry"].set_index("name")
    for name, value in PUBLISHED.items():
        if name != "prior_drift":
            assert rows["lower"][name] <= value <= rows["upper"][name]
    numbers = industry.parameters_of(committed)
    assert numbers["prior_drift"] == PUBLISHED["prior_drift"]
    assert forecast(numbers=numbers).prob_at_least(2025, 500) == pytest.approx(0.0353, abs=5e-4)
    assert forecast(numbers=numbers).scale == pytest.approx(forecast().scale, rel=2e-3)


def test_the_prior_drift_is_that_of_the_shipped_trend_model(committed, root):
    trend = load_derived("forecast_hyperparameters", Checkout(root)).set_index(["model", "name"])
    shipped = trend["value"]["shrunken_t", "prior_drift"]
    assert industry.parameters_of(committed)["prior_drift"] == shipped


# --- closed forms -----------------------------------------------------------------------------


def test_a_usual_child_has_the_usual_noise():
    assert float(industry.own_noise(0.05, 0.08, PUBLISHED)) == pytest.approx(np.exp(-2.883))


def test_a_child_that_follows_wholly_without_noise_is_its_parent():
    numbers = {**PUBLISHED, "follow": 1.0}
    ours = forecast(share=1.0, noise=1e-9, numbers=numbers)
    np.testing.assert_allclose(ours.location, PARENT.location, rtol=1e-12)
    np.testing.assert_allclose(ours.scale, PARENT.scale, rtol=1e-9)


def test_a_child_that_does_not_follow_drifts_as_the_prior_does():
    ours = forecast(numbers={**PUBLISHED, "follow": 0.0})
    np.testing.assert_allclose(ours.location, 0.03569 * np.arange(1, 6), rtol=1e-12)


def test_what_a_child_adds_to_its_parents_variance_grows_as_the_years():
    added = np.array(forecast().scale) ** 2 - np.array(PARENT.scale) ** 2
    np.testing.assert_allclose(added / added[0], np.arange(1, 6), rtol=1e-9)


def test_chances_are_those_of_students_t():
    ours = forecast()
    z = (np.log(500 / 150) - ours.location[4]) / ours.scale[4]
    expected = stats.t.sf(z, ours.degrees_of_freedom[4])
    assert ours.prob_at_least(2025, 500) == pytest.approx(expected, rel=1e-9)


shares = st.floats(0.001, 1.0)
class_noises = st.floats(0.005, 1.0)


@given(shares, class_noises, st.floats(1e-3, 1e6))
def test_no_fan_is_narrower_than_its_parents_and_the_level_changes_no_growth(share, noise, level):
    ours, other = forecast(level, share, noise), forecast(1.0, share, noise)
    assert all(own > parent for own, parent in zip(ours.scale, PARENT.scale, strict=True))
    np.testing.assert_allclose(ours.quantile(0.9), level * other.quantile(0.9), rtol=1e-12)


@given(shares, class_noises)
def test_a_noisier_class_and_a_smaller_share_widen_the_fan(share, noise):
    assert forecast(noise=1.5 * noise, share=share).scale > forecast(noise=noise, share=share).scale
    assert forecast(noise=noise, share=share / 2).scale > forecast(noise=noise, share=share).scale


def test_many_children_at_once_are_each_child_alone():
    share, noise = np.array([0.75, 0.2, 0.05]), np.array([0.231, 0.1, 0.16])
    parents = LogForecast(
        np.tile(PARENT.location, (3, 1)), np.tile(PARENT.scale, (3, 1)), np.ones((3, 5))
    )
    together = industry.follow_parent(
        parents, industry.own_noise(share, noise, PUBLISHED), PUBLISHED
    )
    for place in range(3):
        alone = forecast(1.0, share[place], noise[place])
        np.testing.assert_allclose(together.location[place], alone.location, rtol=1e-12)
        np.testing.assert_allclose(together.scale[place], alone.scale, rtol=1e-12)
        np.testing.assert_allclose(
            together.degrees_of_freedom[place], alone.degrees_of_freedom, rtol=1e-12
        )


def test_widening_moves_the_scale_and_not_the_median():
    wide = forecast(widening=1.3)
    assert wide.location == forecast().location
    np.testing.assert_allclose(wide.scale, 1.3 * np.array(forecast().scale), rtol=1e-12)
    assert wide.prob_at_least(2025, 500) == pytest.approx(0.067, abs=5e-4)


def test_labels_are_the_industrys_and_the_table_round_trips():
    ours = forecast(indicator="steel_output", unit="CNY 100m", price_basis="current")
    assert (ours.indicator, ours.model, ours.n, ours.origin_level) == (
        "steel_output",
        "industry",
        1,
        150.0,
    )
    assert ours.years == PARENT.years
    assert Forecast.from_frame(ours.to_frame()) == ours


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
        forecast(share=share)


@pytest.mark.parametrize("noise", [0.0, -0.1, np.nan, np.inf])
def test_a_noise_that_is_none_is_refused(noise):
    with pytest.raises(BadInput, match="noise"):
        forecast(noise=noise)


@pytest.mark.parametrize("level", [0.0, -1.0, np.nan])
def test_a_level_that_has_no_logarithm_is_refused(level):
    with pytest.raises(BadInput, match="positive"):
        forecast(level)


@pytest.mark.parametrize("widening", [0.0, -1.0, np.nan, np.inf])
def test_a_widening_that_is_no_factor_is_refused(widening):
    with pytest.raises(BadInput, match="widening"):
        forecast(widening=widening)


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
