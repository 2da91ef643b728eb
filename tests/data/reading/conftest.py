"""What the tests of reading share."""

import pandas as pd
import pytest

from tests.conftest import ROOT
from zoneecon.data.reading import vocabulary


@pytest.fixture(scope="session")
def names() -> vocabulary.Names:
    lists = (
        pd.read_csv(ROOT / "data" / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("indicators", "units")
    )
    return vocabulary.names(*lists, ["甲乙经济开发区"], ["China", "Liaoning", "Toytown city"])
