"""Single faults by the thousand; `benchmarks/proofs.py` makes the 20,000 that the page counts."""

import pytest

from tests.bad import fuzz

#: The first of every batch of the page's 20,000, which take half an hour of two cores.
COUNT, SEED = 2_000, 0


@pytest.mark.long
def test_of_thousands_of_single_faults_none_is_accepted_changed_or_ends_in_a_traceback():
    outcomes = fuzz.run_many(COUNT, SEED)
    wrong = [one for one in outcomes if one.outcome in ("ACCEPTED CHANGED", "TRACEBACK")]
    assert wrong == [] and len(outcomes) == COUNT
