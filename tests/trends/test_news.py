"""Facts about news: the noise is updated, and own growth believed as far as was published."""

import numpy as np
import pytest

from zoneecon.data.files.checkout import Checkout
from zoneecon.data.vintage import load_derived
from zoneecon.trends import industry, news


@pytest.fixture(scope="module")
def table(root):
    return load_derived("inside_view", Checkout(root))


def test_noise_is_updated_as_if_the_class_were_so_many_years():
    deviation, class_noise = np.array([[0.2, -0.1, 0.3]]), 0.1
    expected = np.sqrt((0.04 + 0.01 + 0.09 + 2.5 * 0.01) / 5.5)
    assert news.updated_noise(deviation, class_noise, 2.5)[0] == pytest.approx(expected)


def test_a_class_that_counts_for_ever_is_believed_and_one_that_counts_for_nothing_is_not():
    deviation = np.array([[0.2, -0.1]])
    assert news.updated_noise(deviation, 0.1, 1e12)[0] == pytest.approx(0.1)
    assert news.updated_noise(deviation, 0.1, 0.0)[0] == pytest.approx(np.sqrt(0.025))


def test_belief_in_own_growth_is_as_published(table):
    noise = np.array([0.02, 0.04, 0.08, 0.15])
    published = {2: [0.22, 0.12, 0.06, 0.03], 3: [0.14, 0.08, 0.05, 0.03]}
    published[4] = [0.18, 0.12, 0.07, 0.05]
    for years, weights in published.items():
        ours = news.trust_of(noise, industry.parameters_of(table, f"news_{years}"))
        np.testing.assert_allclose(ours, weights, atol=0.015)
    assert (news.trust_of(noise, industry.parameters_of(table, "news_1")) == 0).all()
