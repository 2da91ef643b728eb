"""Trends beside one another: breaks, dummies, and the coverage that models reach."""

import numpy as np
import pandas as pd
import pytest

from tests.trends.conftest import FIRST_HYPERPARAMETERS, ZONE_GDP, by_year
from zoneecon.trends import models as trend_models
from zoneecon.trends import tables as trend_tables
from zoneecon.trends.distribution import fit
from zoneecon.trends.models import MODELS


def test_closed_form_trend_agrees_with_statsmodels():
    generator = np.random.default_rng(7)
    for n in (4, 5, 9):
        series = by_year(np.exp(generator.normal(0.05, 0.1, n).cumsum() + 4))
        ours = fit(series, trend_models.log_linear_trend)
        theirs = trend_tables.fit_trend(series)
        for field in ("location", "scale", "degrees_of_freedom"):
            np.testing.assert_allclose(getattr(ours, field), getattr(theirs, field), atol=1e-10)


def test_inputs_stay_as_they_were():
    series, before = ZONE_GDP.copy(), ZONE_GDP.copy()
    trend_tables.compare_models(series, 5, FIRST_HYPERPARAMETERS)
    pd.testing.assert_series_equal(series, before)


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


def test_errors_of_medians_stand_beside_those_of_naive_by_panel():
    rows = [
        (panel, model, h, error)
        for panel in ("a", "b")
        for model, error in (("shrunken_t", 0.1), ("shrunken_t_class", 9.0), ("naive", 0.3))
        for h in (1, 2)
    ]
    coverage = pd.DataFrame(rows, columns=["panel", "model", "h", "mean_error"]).assign(n=7)
    coverage["mean_error"] *= coverage["h"]
    for name in ("mean_absolute_error", "root_mean_squared_error"):
        coverage[name] = 2 * coverage["mean_error"]
    table = trend_tables.errors_beside_naive(coverage)
    assert table["panel"].tolist() == ["a", "b"] and table["windows"].eq(7).all()
    assert table["mean_error"].to_numpy() == pytest.approx(0.15)  # the mean of .1 and .2
    assert table["mean_error_naive"].to_numpy() == pytest.approx(0.45)
    assert table["root_mean_squared_error_naive"].to_numpy() == pytest.approx(0.9)
