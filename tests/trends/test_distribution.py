"""Facts about forecasts from short series: closed forms, wrapped libraries, invariances."""

import io
import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from zoneecon.trends import distribution
from zoneecon.trends import models as trend_models
from zoneecon.trends import tables as trend_tables
from zoneecon.trends.distribution import Forecast, fit, fit_shrunken_t
from zoneecon.trends.models import MODELS

# The 15 numbers of the first measurement, fixed here so that a refit cannot move these answers.
FIRST_HYPERPARAMETERS = {
    "noise_floor": -4.7430,
    "trust": -0.1380,
    "trust_noise": -1.2497,
    "echo": -1.2865,
    "echo_noise": -1.7798,
    "echo_fade": 0.4434,
    "prior_drift": 0.0339,
    "rise": 0.2994,
    "fall": 0.7538,
    "width": -0.1512,
    "width_noise": 0.7447,
    "power": 0.7479,
    "power_noise": -0.1807,
    "tail": 0.5886,
    "tail_step": 0.1391,
}
FAST_MODELS = (
    trend_models.naive,
    trend_models.random_walk_with_drift,
    trend_models.log_linear_trend,
)


def by_year(values, name="gdp", first=2016):
    return pd.Series(values, index=range(first, first + len(values)), name=name, dtype=float)


ZONE_GDP = by_year([60.5, 58.5, 67.6, 80.5, 84.05])


def settings_of(model):
    pooled = {"hyperparameters": FIRST_HYPERPARAMETERS}
    return pooled if model is trend_models.shrunken_t else {}


def fit_any(series, model, horizon=5):
    return fit(series, model, horizon, **settings_of(model))


# --- known answers -------------------------------------------------------------------------


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


def test_a_class_drift_of_the_chinese_cities_raises_the_pooled_median():
    bands = [
        fit_shrunken_t(by_year(values), FIRST_HYPERPARAMETERS, class_drift=drift).interval(0.8)
        for values, drift in [
            ([60.5, 58.5, 67.6, 80.5, 84.05], 0.051),
            ([23.2, 28.7, 41.7, 40, 37.3], 0.043),
            ([77.9, 32.6, 39.7, 40, 45.4], 0.039),
        ]
    ]
    medians = [band.loc[2025, "median"] for band in bands]
    assert medians == pytest.approx([110, 48, 52], abs=3.5)


# --- closed forms --------------------------------------------------------------------------


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


def test_a_noisy_class_widens_the_band_of_a_quiet_history():
    quiet = by_year([100, 103, 106.1, 109.3, 112.5])
    hyperparameters = {**FIRST_HYPERPARAMETERS, "class_weight": 1.0}
    alone = fit_shrunken_t(quiet, hyperparameters)
    in_class = fit_shrunken_t(quiet, hyperparameters, class_drift=0.03, class_noise=0.10)
    assert in_class.scale[4] > 2 * alone.scale[4]


def test_infinite_freedom_is_the_normal_distribution():
    probability = np.array([0.01, 0.5, 0.9])
    np.testing.assert_allclose(
        distribution.t_quantile(np.inf, probability), stats.norm.ppf(probability), rtol=1e-12
    )
    np.testing.assert_allclose(
        distribution.t_quantile(2.8, probability), stats.t.ppf(probability, 2.8), atol=1e-9
    )
    np.testing.assert_allclose(
        distribution.t_probability(2.8, np.array([-1, 0, 3])),
        stats.t.cdf([-1, 0, 3], 2.8),
        atol=1e-9,
    )


# --- libraries reproduced ------------------------------------------------------------------


def test_closed_form_trend_agrees_with_statsmodels():
    generator = np.random.default_rng(7)
    for n in (4, 5, 9):
        series = by_year(np.exp(generator.normal(0.05, 0.1, n).cumsum() + 4))
        ours = fit(series, trend_models.log_linear_trend)
        theirs = trend_tables.fit_trend(series)
        for field in ("location", "scale", "degrees_of_freedom"):
            np.testing.assert_allclose(getattr(ours, field), getattr(theirs, field), atol=1e-10)


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


# --- invariances ---------------------------------------------------------------------------


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


def test_inputs_stay_as_they_were():
    series, before = ZONE_GDP.copy(), ZONE_GDP.copy()
    trend_tables.compare_models(series, 5, FIRST_HYPERPARAMETERS)
    pd.testing.assert_series_equal(series, before)


# --- the distribution ----------------------------------------------------------------------


def test_prob_at_least_is_the_inverse_of_quantile():
    result = fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS)
    for probability in (0.05, 0.5, 0.95):
        level = result.quantile(probability)[2024]
        assert result.prob_at_least(2024, level) == pytest.approx(1 - probability, abs=1e-9)
    assert result.prob_at_least(2024, 0) == 1.0
    assert result.prob_at_least(2024, np.array([-1.0, np.inf])).tolist() == [1.0, 0.0]


def test_samples_repeat_with_the_seed_and_follow_the_quantiles():
    result = fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS)
    first, again = result.sample(20_000, seed=11), result.sample(20_000, seed=11)
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(result.sample(20_000, seed=12))
    below = (first < result.quantile(0.9)).mean()
    assert below.to_numpy() == pytest.approx(0.9, abs=0.01)
    ranks = first.rank().corr(method="pearson")
    assert ranks.loc[2021, 2025] == pytest.approx(np.sqrt(1 / 5), abs=0.05)


def test_a_sample_is_the_same_on_every_machine():
    drawn = fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS).sample(2, seed=2025)
    expected = [83.6270598567, 84.6924248553, 97.9576331378, 118.0464908942, 99.5835449845]
    assert drawn.loc[1].tolist() == pytest.approx(expected, rel=1e-9)


def test_a_forecast_round_trips_through_a_csv():
    for model in (trend_models.shrunken_t, trend_models.naive):
        result = fit(ZONE_GDP, model, unit="CNY 100m", price_basis="current", **settings_of(model))
        text = result.to_frame().to_csv(index=False)
        read = pd.read_csv(io.StringIO(text))
        assert Forecast.from_frame(read) == result


def test_a_year_outside_the_forecast_is_refused_with_the_years_inside():
    with pytest.raises(ValueError, match="2021 to 2025; 2030 is outside"):
        fit_shrunken_t(ZONE_GDP, FIRST_HYPERPARAMETERS).prob_at_least(2030, 100)


def test_a_table_of_two_forecasts_is_not_read_as_one():
    one = fit(ZONE_GDP, trend_models.naive).to_frame()
    two = fit(ZONE_GDP, trend_models.log_linear_trend).to_frame()
    with pytest.raises(ValueError):
        Forecast.from_frame(pd.concat([one, two]))


# --- what models may see -------------------------------------------------------------------


def test_models_see_reported_and_derived_values_only():
    table = pd.DataFrame(
        {
            "year": [2018, 2016, 2017, 2019],
            "value": [3.0, 1.0, 2.0, np.nan],
            "status": ["derived", "reported", "interpolated", "reported"],
        }
    )
    assert distribution.usable(table).to_dict() == {2016: 1.0, 2018: 3.0}


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([1.0, 2.0, 3.0], "at least 4"),
        ([1.0, 2.0, 0.0, 3.0], "above zero"),
        ([1.0, 2.0, np.nan, 3.0], "above zero"),
        ([1.0, 2.0, np.inf, 3.0], "above zero"),
    ],
)
def test_short_or_impossible_series_are_refused_with_a_sentence(values, sentence):
    for model in MODELS:
        with pytest.raises(ValueError, match=sentence):
            fit_any(by_year(values), model)


def test_a_gap_is_refused_with_the_missing_year():
    with pytest.raises(ValueError, match="2018"):
        fit(ZONE_GDP.drop(2018), trend_models.naive)


# --- level breaks --------------------------------------------------------------------------


def test_dropping_a_break_equals_starting_after_it():
    kept, dummies = trend_tables.with_switch(ZONE_GDP, [2016], "drop")
    assert kept.index.tolist() == [2017, 2018, 2019, 2020] and dummies is None


def test_a_dummy_on_the_first_year_gives_the_trend_of_the_other_years():
    series, dummies = trend_tables.with_switch(ZONE_GDP, [2016], "dummy")
    with_dummy = trend_tables.fit_trend(series, dummies=dummies)
    without = trend_tables.fit_trend(ZONE_GDP.loc[2017:])
    np.testing.assert_allclose(with_dummy.location, without.location, atol=1e-10)
    np.testing.assert_allclose(with_dummy.scale, without.scale, atol=1e-10)


def test_an_impulse_dummy_leaves_its_year_out_of_the_trend():
    clean = by_year(100 * 1.1 ** np.arange(6.0))
    squeezed = clean.copy()
    squeezed[2018] /= 2
    series, dummies = trend_tables.with_switch(squeezed, [2018], "dummy", kind="impulse")
    median = trend_tables.fit_trend(series, dummies=dummies).quantile(0.5)
    assert median[2026] == pytest.approx(100 * 1.1**10, rel=1e-9)


def test_switches_are_reported_side_by_side():
    table = trend_tables.compare_switches(ZONE_GDP, [2016], 5, FIRST_HYPERPARAMETERS)
    assert set(table["switch"]) == {"keep", "drop", "dummy"}
    short = trend_tables.compare_switches(ZONE_GDP, [2017], 5, FIRST_HYPERPARAMETERS)
    assert "3 values left" in short.loc[short["switch"] == "drop", "note"].iloc[0]
    with pytest.raises(ValueError, match="Known: keep, drop, dummy"):
        trend_tables.with_switch(ZONE_GDP, [2016], "ignore")


def test_models_stand_beside_the_coverage_they_reach():
    coverage = pd.DataFrame(
        [
            {"panel": "m4_yearly", "model": "naive", "h": h, "n": 9}
            | {"coverage_80": 0.6, "coverage_95": 0.8}
            for h in range(1, 6)
        ]
    )
    table = trend_tables.compare_models(ZONE_GDP, 5, FIRST_HYPERPARAMETERS, coverage)
    assert table.groupby("model")["year"].count().to_dict() == {m.__name__: 5 for m in MODELS}
    naive = table[table["model"] == "naive"]
    assert naive["coverage_80"].eq(0.6).all() and naive["windows"].eq(9).all()
    assert table.loc[table["model"] == "theta", "coverage_80"].isna().all()


def test_a_known_class_shows_the_coverage_of_the_model_that_knows_it():
    row = {"panel": "m4_yearly", "model": "shrunken_t_class", "h": 1, "n": 9}
    coverage = pd.DataFrame([row | {"coverage_80": 0.8, "coverage_95": 0.95}])
    hyperparameters = {**FIRST_HYPERPARAMETERS, "class_pull": 0.4, "class_weight": 1.0}
    both = trend_tables.compare_models(ZONE_GDP, 1, hyperparameters, coverage, 0.05, 0.08)
    neither = trend_tables.compare_models(ZONE_GDP, 1, hyperparameters, coverage)
    assert both["coverage_80"].iloc[0] == 0.8 and neither["coverage_80"].isna().all()


# --- calibration and odd series ------------------------------------------------------------


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
