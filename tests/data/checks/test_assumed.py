"""What assumptions name is held against the documents' numbers."""

import pandas as pd
import pytest

from zoneecon.data.checks.assumed import check_divisors

NUMBERS = pd.Series({"Q001": 0.0, "Q002": 5.0, "Q003": -1.0})


@pytest.mark.parametrize(
    ("kind", "content", "named"),
    [
        ("relations", {"quotient": [{"part": "Q002", "whole": "Q001", "share": "Q001"}]}, ["Q001"]),
        ("relations", {"at_least": [{"statement": "Q001", "per": "Q003"}]}, ["Q003"]),
        ("relations", {"at_least": [{"statement": "Q001", "per": "Q002"}]}, []),
        (
            "relations",
            {"investment_against_path": [{"elsewhere": [["Q002", "Q001"], ["Q002", "Q002"]]}]},
            ["Q001"],
        ),
        ("zone", {"funnel": {"signed_count": "Q001", "landed_count": 0}}, ["Q001", "0"]),
        ("zone", {"funnel": {"signed_count": "Q002", "landed_count": 3}}, []),
        ("zone", {"industries": {"a": {"baseline": "Q001", "target": "Q002"}}}, ["Q001"]),
        (
            "zone",
            {"parameters": {"conversion": {"value": {"times": ["Q001"], "over": ["Q003"]}}}},
            ["Q003"],
        ),
    ],
)
def test_what_is_divided_by_or_grows_is_above_nothing(kind, content, named):
    problems = check_divisors(content, kind, "x.toml", NUMBERS)
    assert [(one.rule, one.value) for one in problems] == [("id-nothing", id_) for id_ in named]
