"""What the tests of targets share: made-up later figures of the zone."""

import datetime

import pandas as pd

DAY = datetime.date


def later(plan, id: str, like: str, period: str, number: float) -> pd.DataFrame:
    """The zone's statements and a MADE-UP later figure, printed as the statement `like` is."""
    first, _, last = period.partition("/")
    last = int(last or first)
    new = plan.statements[plan.statements["id"] == like].assign(
        id=id,
        source="made-up",
        role="actual",
        period=period,
        first=int(first),
        last=last,
        year=last if period == first else pd.NA,
        number=number,
        value=f"{number:g}",
        published=DAY(last + 1, 3, 15),
    )
    return pd.concat([plan.statements, new], ignore_index=True)
