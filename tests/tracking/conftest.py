"""What the tests of tracking share: the real zone on its first publication, with nothing later."""

import pytest

from zoneecon.data.newest import known


@pytest.fixture(scope="session")
def plan(plan):
    first = plan.statements["published"].min()
    return plan._replace(statements=known(plan.statements, first).reset_index(drop=True))
