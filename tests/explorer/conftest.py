"""What the tests of the explorer share: the real zone's session, with few draws."""

import pytest

from zoneecon.explorer import controls, showing
from zoneecon.explorer import state as states
from zoneecon.explorer.controls import BY_KEY
from zoneecon.explorer.inputs import SessionInputs, inputs_of
from zoneecon.report.charts import history as history_charts
from zoneecon.targets.answer import panels_of

DRAWS, SEED = 400, 3


@pytest.fixture(autouse=True)
def no_browser(monkeypatch) -> None:
    """Nothing waits for a browser to show a picture."""
    monkeypatch.setattr(showing, "PATIENCE", 0.0)


@pytest.fixture(scope="session")
def inputs(plan) -> SessionInputs:
    history_charts.use_style()
    return inputs_of(plan, panels_of(plan), DRAWS, SEED)


@pytest.fixture
def state(inputs) -> states.State:
    return states.start(inputs, "baseline")


def move(state, inputs, key: str, shown, industry: str = "steel") -> states.State:
    return controls.moved(BY_KEY[key], industry, shown, state, inputs)
