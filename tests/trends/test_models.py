"""Models of short series: known answers, closed forms, wrapped libraries, invariances."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.trends.conftest import (
    FAST_MODELS,
    FIRST_HYPERPARAMETERS,
    ZONE_GDP,
    by_year,
    fit_any,
    settings_of,
)
from zoneecon.data.derived_tables import load_derived
from zoneecon.data.files.checkout import Checkout
from zoneecon.trends import distribution
from zoneecon.trends import models as trend_models
from zoneecon.trends.distribution import fit, fit_shrunken_t, hyperparameters_of
from zoneecon.trends.models import MODELS


def test_zone_gdp_by_random_walk_with_drift_has_the_known_median():
    result = fit(ZONE_GDP, trend_models.random_walk_with_drift)
    assert result.quantile(0.5)[2025] == pytest.approx(126.8, abs=0.05)


def test_zone_gdp_by_log_linear_trend_has_the_known_median():
    assert fit(ZONE_GDP, trend_models.log_linear_trend).quantile(0.5)[2025] == pytest.approx(
        137.7, abs=0.05
    )


def test_zone_gdp_by_the_first_pooled_model_has_the_known_band():
    band = fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS).interval(0.8).loc[2025]
    assert band.tolist() == pytest.approx([75.4, 106.9, 151.5], abs=0.1)


def in_class(series, hyperparameters, drift, noise=None):
    known = {"hyperparameters": hyperparameters, "class_drift": drift, "class_noise": noise}
    return fit(series, trend_models.shrunken_t, **known)


def test_a_class_drift_of_the_chinese_cities_raises_the_pooled_median():
    bands = [
        in_class(by_year(values), FIRST_HYPERPARAMETERS, drift).interval(0.8)
        for values, drift in [
            ([60.5, 58.5, 67.6, 80.5, 84.05], 0.051),
            ([23.2, 28.7, 41.7, 40, 37.3], 0.043),
            ([77.9, 32.6, 39.7, 40, 45.4], 0.039),
        ]
    ]
    medians = [band.loc[2025, "median"] for band in bands]
    assert medians == pytest.approx([110, 48, 52], abs=3.5)


@pytest.mark.parametrize("growth", [-0.05, 0.0, 0.03, 0.2])
def test_every_trend_continues_a_geometric_series(growth):
    series = by_year(50 * (1 + growth) ** np.arange(5))
    for model in FAST_MODELS[1:]:
        result = fit(series, model)
        expected = series.iloc[-1] * (1 + growth) ** np.arange(1, 6)
        np.testing.assert_allclose(result.quantile(0.5), expected, rtol=1e-10)
        np.testing.assert_allclose(result.scale, 0, atol=1e-8)


def test_drift_variance_grows_as_h_plus_h_squared_over_the_number_of_steps():
    step = np.diff(np.log(ZONE_GDP))
    h = np.arange(1, 6)
    expected = step.var(ddof=1) * h * (1 + h / 4)
    scale = np.array(fit(ZONE_GDP, trend_models.random_walk_with_drift).scale)
    np.testing.assert_allclose(scale**2, expected, rtol=1e-12)


def test_naive_variance_grows_in_proportion_to_h():
    scale = np.array(fit(ZONE_GDP, trend_models.naive).scale)
    np.testing.assert_allclose(scale**2 / scale[0] ** 2, np.arange(1, 6), rtol=1e-12)


def test_a_quiet_history_is_believed_and_a_noisy_one_is_drawn_to_the_prior():
    quiet = 0.10 + 0.001 * np.array([[1, -1, 1, -1]])
    noisy = 0.10 + 0.6 * np.array([[1, -1, 1, -1]])
    levels = np.exp(np.cumsum(np.hstack([np.zeros((2, 1)), np.vstack([quiet, noisy])]), axis=1))
    growth = trend_models.shrunken_t(levels, 5, FIRST_HYPERPARAMETERS).location[:, 4] / 5
    assert growth[0] == pytest.approx(0.10, abs=0.01)
    assert abs(growth[1] - 0.0339) < 0.01


def test_unknown_class_figures_change_nothing():
    levels = np.exp(np.random.default_rng(2).normal(0.03, 0.1, (4, 5)).cumsum(axis=1))
    hyperparameters = {**FIRST_HYPERPARAMETERS, "class_pull": 0.4, "class_weight": 1.0}
    plain = trend_models.shrunken_t(levels, 5, hyperparameters)
    unknown = np.full(4, np.nan)
    given = trend_models.shrunken_t(levels, 5, hyperparameters, unknown, unknown)
    for ours, theirs in zip(given, plain, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_pull_of_a_class_rises_with_its_own_speed_and_stays_a_share():
    noisy = by_year([100, 140, 95, 150, 110])
    for growth, odds in ((-0.5, 1 / 3 * np.exp(-2)), (0.0, 1 / 3), (0.1, 1 / 3 * np.exp(0.4))):
        numbers = {**FIRST_HYPERPARAMETERS, "class_pull": 0.25, "class_speed": 0.2}
        none, whole = (
            in_class(noisy, {**FIRST_HYPERPARAMETERS, "class_pull": pull}, growth)
            for pull in (0.0, 1.0)
        )
        ours = in_class(noisy, numbers, growth).location[4]
        pull = (ours - none.location[4]) / (whole.location[4] - none.location[4])
        assert pull == pytest.approx(odds / (1 + odds), abs=1e-9)


def test_the_shipped_pull_rises_with_the_growth_of_the_class(root):
    table = load_derived("forecast_hyperparameters", Checkout(root))
    numbers = hyperparameters_of(table, "shrunken_t_class")
    pulls = [float(trend_models._pull(growth, numbers)) for growth in (-0.1, 0.0, 0.1, 0.3)]
    assert 0.1 < pulls[0] < pulls[1] == pytest.approx(numbers["class_pull"])
    assert pulls[1] + 0.05 < pulls[2] < pulls[3] < 0.6
    assert "class_speed" not in hyperparameters_of(table, "shrunken_t")


def test_a_class_without_speed_pulls_as_before():
    generator = np.random.default_rng(3)
    levels = np.exp(generator.normal(0.03, 0.1, (50, 5)).cumsum(axis=1))
    growth = np.where(np.arange(50) % 7, generator.normal(0.05, 0.05, 50), np.nan)
    numbers = {**FIRST_HYPERPARAMETERS, "class_pull": 0.38334, "class_weight": 1.0}
    known = {"class_drift": growth, "class_noise": np.full(50, 0.05)}
    without = trend_models.shrunken_t(levels, 5, numbers, **known)
    slow = trend_models.shrunken_t(levels, 5, {**numbers, "class_speed": 0.0}, **known)
    pull = np.where(np.isnan(growth), 0.0, 0.38334)
    prior = (1 - pull) * numbers["prior_drift"] + pull * np.nan_to_num(growth)
    unknown = {"class_pull": 1.0}
    by_hand = trend_models.shrunken_t(levels, 5, {**numbers, **unknown}, prior, np.full(50, 0.05))
    for ours, theirs, expected in zip(without, slow, by_hand, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
        np.testing.assert_allclose(ours, expected, rtol=1e-12)


def test_a_noisy_class_widens_the_band_of_a_quiet_history():
    quiet = by_year([100, 103, 106.1, 109.3, 112.5])
    hyperparameters = {**FIRST_HYPERPARAMETERS, "class_weight": 1.0}
    alone = fit_shrunken_t(quiet, hyperparameters)
    assert in_class(quiet, hyperparameters, 0.03, 0.10).scale[4] > 2 * alone.scale[4]


def test_trend_interval_is_the_prediction_interval_of_statsmodels():
    log_level, x = np.log(ZONE_GDP.to_numpy()), sm.add_constant(np.arange(5.0))
    frame = sm.OLS(log_level, x).fit().get_prediction(sm.add_constant(np.arange(5.0, 10)))
    expected = np.exp(frame.conf_int(obs=True, alpha=0.2))
    ours = fit(ZONE_GDP, trend_models.log_linear_trend).interval(0.8)
    np.testing.assert_allclose(ours[["lower", "upper"]], expected, rtol=1e-10)


def test_theta_damped_holt_and_local_trend_are_those_of_statsmodels():
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    from statsmodels.tsa.forecasting.theta import ThetaModel
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    years = pd.period_range("2016", periods=5, freq="Y")
    log_level = pd.Series(np.log(ZONE_GDP.to_numpy()), index=years)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theta = ThetaModel(log_level, period=1, deseasonalize=False).fit()
        holt = ETSModel(log_level, error="add", trend="add", damped_trend=True).fit(disp=False)
        trend = UnobservedComponents(log_level.to_numpy(), "lltrend").fit(disp=False)
    pairs = [
        (trend_models.theta, theta.forecast(5), theta.prediction_intervals(5, alpha=0.2)),
        (
            trend_models.damped_holt,
            holt.forecast(5),
            holt.get_prediction(start=5, end=9).summary_frame(alpha=0.2).iloc[:, -2:],
        ),
        (
            trend_models.local_linear_trend,
            trend.get_forecast(5).predicted_mean,
            trend.get_forecast(5).conf_int(alpha=0.2),
        ),
    ]
    for model, centre, bounds in pairs:
        ours = fit(ZONE_GDP, model)
        np.testing.assert_allclose(ours.quantile(0.5), np.exp(np.asarray(centre)), rtol=1e-9)
        interval = ours.interval(0.8)[["lower", "upper"]]
        np.testing.assert_allclose(interval, np.exp(np.asarray(bounds)), rtol=1e-6)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_change_of_unit_changes_nothing_but_the_unit(model):
    small, large = fit_any(ZONE_GDP, model), fit_any(ZONE_GDP * 1e4, model)
    # numerical optimisers stop within their tolerance, closed forms agree to rounding
    closed = model in FAST_MODELS or model is trend_models.shrunken_t
    tolerance = 1e-10 if closed else 5e-3
    np.testing.assert_allclose(large.quantile(0.5) / 1e4, small.quantile(0.5), rtol=tolerance)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_quantiles_rise_with_probability(model):
    table = fit_any(ZONE_GDP, model).quantile([0.025, 0.1, 0.5, 0.9, 0.975])
    assert (np.diff(table.to_numpy(), axis=1) > 0).all()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_many_series_at_once_equal_one_at_a_time(model):
    generator = np.random.default_rng(3)
    levels = np.exp(generator.normal(0.03, 0.1, (6, 5)).cumsum(axis=1))
    together = model(levels, 3, **settings_of(model))
    for i, row in enumerate(levels):
        alone = model(row[None], 3, **settings_of(model))
        for ours, theirs in zip(together, alone, strict=True):
            np.testing.assert_allclose(ours[i], theirs[0], rtol=1e-9)


def test_the_trend_covers_as_promised_on_series_of_its_own_kind():
    generator = np.random.default_rng(5)
    logs = 0.04 * np.arange(10) + generator.normal(0, 0.1, (20_000, 10))
    result = trend_models.log_linear_trend(np.exp(logs[:, :5]), 5)
    standard = (logs[:, 5:] - logs[:, 4:5] - result.location) / result.scale
    inside = np.abs(standard) < distribution.t_quantile(3.0, 0.9)
    assert inside.mean(axis=0) == pytest.approx(0.8, abs=0.012)


def test_the_pooled_model_covers_as_promised_on_futures_of_its_own_kind():
    generator = np.random.default_rng(5)
    history = np.exp(generator.normal(0.03, 0.1, (20_000, 5)).cumsum(axis=1))
    result = trend_models.shrunken_t(history, 5, FIRST_HYPERPARAMETERS)
    freedom = result.degrees_of_freedom
    future = result.location + result.scale * stats.t.rvs(freedom, random_state=generator)
    reach = result.scale * distribution.t_quantile(freedom, 0.975)
    inside = np.abs(future - result.location) < reach
    assert inside.mean(axis=0) == pytest.approx(0.95, abs=0.01)


ODD_SERIES = st.one_of(
    st.floats(1e-8, 1e12).map(lambda level: [level] * 5),
    st.tuples(st.floats(1e-3, 1e3), st.floats(1e-6, 1e6)).map(lambda p: [p[0]] * 4 + [p[1]]),
    st.lists(st.floats(1e-9, 1e15), min_size=4, max_size=9),
    st.lists(st.floats(1, 1 + 1e-9), min_size=4, max_size=9),
)


@settings(max_examples=150, deadline=None)
@given(ODD_SERIES)
def test_odd_series_give_ordered_quantiles_or_a_sentence(values):
    for model in (*FAST_MODELS, trend_models.shrunken_t):
        result = fit_any(by_year(values), model)
        log_level = np.log(result.quantile([0.1, 0.5, 0.9]).to_numpy(), where=True)
        assert not np.isnan(log_level).any()
        assert (np.diff(log_level, axis=1) >= 0).all() or np.isinf(log_level).any()
        assert 0 <= result.prob_at_least(result.years[-1], values[-1]) <= 1


@pytest.mark.parametrize(
    "values",
    [[100.0] * 5, [1.0, 1.0, 1.0, 1.0, 50.0], [1e-9, 2e-9, 1e-9, 3e-9], [1e15, 2e15, 5e15, 9e15]],
)
@pytest.mark.parametrize("model", MODELS[4:], ids=lambda model: model.__name__)
def test_library_models_answer_odd_series_with_numbers(values, model):
    result = fit(by_year(values), model)
    assert np.isfinite(result.location).all() and (np.array(result.scale) >= 0).all()
