"""What changed is said in sentences."""

import pandas as pd

from zoneecon.report.sentences import tracking


def test_a_new_fact_in_words_is_said_without_a_number():
    row = {"cause": "new observation", "kind": "new", "subject": "zone", "indicator": "event"}
    row |= {"period": "2025", "fact": "context", "new": float("nan"), "unit": "words"}
    (said,) = tracking.change_sentences(pd.DataFrame([row | {"new_id": "C001", "old": 1.0}]))
    assert "nan" not in said and said.endswith("is told in words (C001).")


def test_a_cause_that_moved_nothing_has_no_column_and_a_chance_moves_by_points(monkeypatch):
    parts = dict.fromkeys(tracking.CAUSES, 0.0)
    rows = [("chance steel", {"revision": 0.0077}), ("paths_at steel", {"revision": -12.345})]
    split = pd.DataFrame([{"result": name, **parts, **own} for name, own in rows])
    monkeypatch.setattr(tracking, "labelled", lambda split, state: split)
    shown = tracking.moved(split, None)
    assert list(shown.columns) == ["result", "revision"]
    assert shown["revision"].tolist() == ["+0.77 points", "-12.3"]
