"""Facts about the children and parents that the inside view was fitted on, and its tables."""

import importlib.util
import sys

import numpy as np
import pandas as pd
import pytest

from tests.conftest import ROOT
from zoneecon.data.files.checkout import Checkout
from zoneecon.data.vintage import load_derived
from zoneecon.targets.inside_view import InsideView
from zoneecon.trends.distribution import fit_shrunken_t, hyperparameters_of
from zoneecon.trends.industry import parameters_of
from zoneecon.trends.models import LogForecast
from zoneecon.trends.news import MOST_YEARS

PANELS = ROOT.parent / "shared" / "panels"
needs_panels = pytest.mark.skipif(
    not PANELS.is_dir() or importlib.util.find_spec("pyarrow") is None,
    reason="needs the growth panels beside the project (../shared/panels) and pyarrow",
)
YEARS = range(2001, 2011)


@pytest.fixture(scope="module")
def benchmark():
    """The benchmark's modules by name."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import inside_fitting
        import parents
        import windows
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    return {"parents": parents, "windows": windows, "fitting": inside_fitting}


def panel(levels, category="c"):
    """A growth panel from (series, split) -> level in every year."""
    rows = [
        (series, category, year, level * (1 + 0.01 * (year - 2001)), "all", split)
        for (series, split), level in levels.items()
        for year in YEARS
    ]
    return pd.DataFrame(rows, columns=["series", "category", "year", "value", "part", "split"])


def pairs_of(benchmark, table, **settings):
    parents = benchmark["parents"]
    kinship = parents.Kinship("whole", "part", "part, whole", "toy", **settings)
    cut = benchmark["windows"].windows_of(table, "toy")
    return parents.pairs_of(kinship, table, *cut)


def everyone(_):
    return "all"


def test_a_dev_parent_is_summed_from_dev_series_alone(benchmark):
    levels = {(name, "dev"): 10.0 for name in "abcd"} | {("e", "open"): 60.0}
    found = pairs_of(benchmark, panel(levels), groups=(everyone,))
    share = found.rows.set_index("series")["share"]
    assert share["a"] == pytest.approx(10 / 40)  # 10 of 100 if open series were in it
    assert share["e"] == pytest.approx(60 / 100)
    dev = (found.rows["split"] == "dev").to_numpy()
    np.testing.assert_allclose(found.parent[dev], 4 * found.child[dev])


def test_open_values_move_no_dev_number(benchmark):
    fitting = benchmark["fitting"]
    generator = np.random.default_rng(1)
    table = panel({(f"s{i}", "dev" if i < 8 else "open"): 10.0 + i for i in range(12)})
    table["value"] *= np.exp(generator.normal(0, 0.1, len(table)))
    other = table.assign(value=table["value"].where(table["split"] == "dev", 5.0))
    first, second = (pairs_of(benchmark, one, groups=(everyone,)) for one in (table, other))
    pd.testing.assert_frame_equal(fitting.class_noises(first), fitting.class_noises(second))
    dev = [(one.rows["split"] == "dev").to_numpy() for one in (first, second)]
    np.testing.assert_array_equal(first.parent[dev[0]], second.parent[dev[1]])


def test_few_siblings_and_a_child_that_is_nearly_all_have_no_parent(benchmark):
    few = panel({(name, "dev"): 10.0 for name in "abc"})
    assert len(pairs_of(benchmark, few, groups=(everyone,)).rows) == 0
    large = panel({(name, "dev"): 10.0 for name in "abc"} | {("d", "dev"): 1000.0})
    found = pairs_of(benchmark, large, groups=(everyone,))
    assert sorted(found.rows["series"]) == ["a", "b", "c"]


def test_the_nearest_group_with_enough_siblings_is_the_parent(benchmark):
    levels = {(f"AA{i}", "dev"): 10.0 for i in range(4)} | {(f"AB{i}", "dev"): 5.0 for i in (1, 2)}
    found = pairs_of(benchmark, panel(levels), groups=(lambda s: s[:2], lambda s: s[:1]))
    group = found.rows.set_index("series")["group"]
    assert group["AA0"] == "AA" and group["AB1"] == "A"
    assert found.rows.set_index("series")["share"]["AB1"] == pytest.approx(5 / 50)


def test_a_whole_is_taken_as_published_or_summed_from_its_parts(benchmark):
    tree = benchmark["parents"].load_tree()
    ones = np.ones(10)
    halves = tree.parts[12]
    known = {halves[0]: 5 * ones} | dict.fromkeys(tree.leaves(halves[1]), ones)
    levels, covered = tree.resolve(12, known)
    assert levels[0] == 5 + len(tree.leaves(halves[1])) and covered == len(tree.leaves(12))
    levels, covered = tree.resolve(12, {12: 9 * ones, halves[0]: ones})
    assert levels[0] == 9 and covered == len(tree.leaves(12))
    assert tree.resolve(12, {})[1] == 0


def test_every_industry_of_a_state_is_part_of_one_whole(benchmark):
    tree = benchmark["parents"].load_tree()
    leaves = tree.leaves(1)
    assert len(leaves) == len(set(leaves))
    assert tree.below(1) | {1} == set(pd.read_csv(benchmark["parents"].TREE)["code"])


def test_free_and_bound_parameters_are_inverse(benchmark):
    fitting = benchmark["fitting"]
    free = fitting._free(fitting.NOWCAST_START)
    assert fitting._bound(list(fitting.NOWCAST_START), free) == pytest.approx(fitting.NOWCAST_START)


def test_the_form_that_was_measured_is_the_one_in_use(benchmark, root):
    table = load_derived("inside_view", Checkout(root))
    forms = {name: parameters_of(table, name) for name in table["form"].unique()}
    trend = hyperparameters_of(load_derived("forecast_hyperparameters", Checkout(root)))
    child = np.array([[5.0, 8.0, 9.0, 10.0, 11.0], [10.0, 9.0, 8.0, 8.5, 9.5]])
    parent = pd.Series([50.0, 52.0, 55.0, 57.0, 60.0], range(2016, 2021))
    fan, fitting = fit_shrunken_t(parent, trend), benchmark["fitting"]
    many = [np.tile(row, (2, 1)) for row in (fan.location, fan.scale, fan.degrees_of_freedom)]
    material = fitting.Material(
        rows=None,
        outcome=None,
        parent_outcome=None,
        parent=LogForecast(*many),
        growth=np.diff(np.log(child)),
        parent_growth=np.tile(np.diff(np.log(parent)), (2, 1)),
        share=np.array([0.75, 0.2]),
        noise=np.array([0.231, 0.1]),
    )
    for years in range(MOST_YEARS + 1):
        form = forms["industry"]
        measured = fitting.form(material, form)
        if years:
            measured = fitting.with_news(material, years, form, forms[f"news_{years}"])
        for place, levels in enumerate(child):
            own = pd.Series(levels, parent.index)[-years - 1 :]
            share, noise = ({"one": row[place]} for row in (material.share, material.noise))
            view = InsideView(parent, fan, share, noise, forms, {"one": own})
            ways = [view.way("one", 2020, year) for year in fan.years]
            np.testing.assert_allclose(np.transpose(ways), [row[place] for row in measured])


# --- the committed tables ---------------------------------------------------------------------


def test_coverage_is_stated_for_every_parent_by_year_and_by_era(root):
    table = load_derived("inside_coverage", Checkout(root))
    ours = table[table["source"].str.startswith("benchmarks")]
    assert set(ours["parent"]) <= set(load_derived("class_noise", Checkout(root))["parent"])
    for _, rows in ours.groupby("parent"):
        assert rows["h"].dropna().tolist() == [1, 2, 3, 4, 5]
        assert rows.loc[rows["end"].notna(), "n"].sum() == rows["n"].iloc[0]
    assert (table["coverage_80"] < table["coverage_95"] + 1e-9).all()


def test_pooled_coverage_is_near_the_nominal(root):
    table = load_derived("inside_coverage", Checkout(root))
    ours = table[table["source"].str.startswith("benchmarks") & table["h"].notna()]
    for column, low, high in (("coverage_80", 0.77, 0.83), ("coverage_95", 0.93, 0.97)):
        assert low <= np.average(ours[column], weights=ours["n"]) <= high


def test_every_number_says_where_it_comes_from(root):
    for name in ("inside_view", "class_noise", "nowcast", "inside_coverage"):
        source = load_derived(name, Checkout(root))["source"]
        ours = source.str.match(r"benchmarks/inside_view\.py, (dev|open) series of ")
        assert ours.any() and source[~ours].str.contains("published").all()


@needs_panels
def test_panels_are_those_of_the_fit(root, benchmark):
    table = load_derived("inside_provenance", Checkout(root)).set_index("panel")["sha256"]
    sums = benchmark["windows"].checksums(PANELS)
    assert sums[table.index].to_dict() == table.to_dict()


@needs_panels
@pytest.mark.long
def test_the_committed_form_is_what_the_dev_pairs_give(root, benchmark):
    parents, fitting = benchmark["parents"], benchmark["fitting"]
    panels = benchmark["windows"].load_panels(PANELS)
    pairs = parents.all_pairs(panels, parents.cut_windows(panels))
    trend = hyperparameters_of(load_derived("forecast_hyperparameters", Checkout(root)))
    noises = fitting.class_noises(pairs)
    material = fitting.material_of(pairs, trend, noises)
    dev = material.take((pairs.rows["split"] == "dev").to_numpy())
    fitted, _ = fitting.fit_form(dev, trend["prior_drift"])
    committed = parameters_of(load_derived("inside_view", Checkout(root)))
    assert fitted == pytest.approx(committed, abs=2e-4)
    table = load_derived("class_noise", Checkout(root))
    table = table[table["source"].str.startswith("benchmarks")].set_index(["parent", "child"])
    found = noises.set_index(["panel", "kind"])["noise"]
    np.testing.assert_allclose(table["noise"], found[table.index], atol=6e-5)
