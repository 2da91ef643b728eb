"""All the single faults that the README counts, made again."""

import pytest

from tests.bad import fuzz

COUNT, SEED = 20_000, 0


@pytest.mark.long
def test_of_20000_single_faults_none_is_accepted_changed_or_ends_in_a_traceback():
    outcomes = fuzz.run_many(COUNT, SEED)
    wrong = [one for one in outcomes if one.outcome in ("ACCEPTED CHANGED", "TRACEBACK")]
    assert wrong == []
    assert fuzz.headline(outcomes) in fuzz.PAGE.read_text(encoding="utf-8")
