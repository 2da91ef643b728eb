"""What changed is said in sentences."""

import pandas as pd

from zoneecon.report.sentences import tracking


def test_a_new_fact_in_words_is_said_without_a_number():
    row = {"cause": "new observation", "kind": "new", "subject": "zone", "indicator": "event"}
    row |= {"period": "2025", "fact": "context", "new": float("nan"), "unit": "words"}
    (said,) = tracking.change_sentences(pd.DataFrame([row | {"new_id": "C001", "old": 1.0}]))
    assert "nan" not in said and said.endswith("is told in words (C001).")
