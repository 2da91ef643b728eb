"""What moved with news, on tables small enough to be read."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from zoneecon.tracking import answers


def split(chance: float, most: float) -> pd.DataFrame:
    """How far an industry's chance and its best reading moved."""
    moves = {"chance made-up": chance, "most made-up": most}
    rows = [
        {"result": name, "before": 0.3, "after": 0.3 + move, "move": move}
        for name, move in moves.items()
    ]
    return pd.DataFrame(rows)


def stands(remaining: float, latest_id: str) -> pd.DataFrame:
    """Where the industry's target stands."""
    row = {"id": "T", "required": 0.2, "remaining": remaining, "latest_id": latest_id}
    return pd.DataFrame([row | {"latest": 150.0, "latest_year": 2022.0}])


@pytest.mark.parametrize(
    ("chance", "most", "earlier", "kind"),
    [
        (-0.1, 0.0, "", "chance"),
        (-0.1, -0.1, "", "chance"),
        (0.0, -0.1, "", "reading"),
        (0.1, -0.1, "B2021", "best"),
        (0.0, 0.0, "", ""),
        (0.1, 0.0, "B2021", ""),
    ],
)
@pytest.mark.parametrize("left", [0.1, 0.2, 0.3])
def test_what_fell_on_good_news_is_named_and_nothing_else(
    monkeypatch, chance, most, earlier, kind, left
):
    states = [
        SimpleNamespace(
            assumptions={"industries": {"made-up": {"target": "T"}}},
            track=stands(remaining, latest),
        )
        for remaining, latest in ((0.2 if earlier else np.nan, earlier), (left, "B2022"))
    ]
    monkeypatch.setattr(answers, "track", lambda state: state.track)
    found = answers.against_news(*states, split(chance, most))
    expected = [kind] if kind and left < 0.2 else []  # less is required than the 20 % of before
    assert found.get("kind", pd.Series()).tolist() == expected
    if expected:
        assert found.loc[0, ["latest", "latest_id", "chance_before", "most_after"]].tolist() == [
            *(150.0, "B2022", 0.3, 0.3 + most),
        ]
