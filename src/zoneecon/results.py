"""What is a result? A table like any other, that remembers what it was made from."""

from typing import Any, ClassVar, Self

import pandas as pd


class Result(pd.DataFrame):
    """A table with named columns that knows what lies behind it.

    `made_from` of a subclass lists the attributes that it keeps. They belong to the whole table:
    what is filtered, grouped or joined out of it is a plain table.

    Examples
    --------
    >>> class Sums(Result):
    ...     made_from = ("numbers",)
    >>> sums = Sums.of(pd.DataFrame({"sum": [3]}), numbers=(1, 2))
    >>> sums.numbers, type(sums[sums["sum"] > 0]).__name__
    ((1, 2), 'DataFrame')
    """

    made_from: ClassVar[tuple[str, ...]] = ()
    _metadata: ClassVar[list[str]] = []  # pandas' own list of what a subclass keeps

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._metadata = list(cls.made_from)

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    @classmethod
    def of(cls, table: pd.DataFrame, **made_from: object) -> Self:
        """The result that a table is, with what it was made from."""
        result = cls(table)
        for name in cls.made_from:
            setattr(result, name, made_from[name])
        return result
