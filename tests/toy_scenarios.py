"""A made-up zone with two industries, round numbers and nothing random unless a test asks."""

import copy
import tomllib

from tests.conftest import ROOT
from zoneecon.scenarios.allowed import CONVERSIONS, PARAMETERS
from zoneecon.scenarios.named import from_assumptions
from zoneecon.scenarios.parameters import Scenario

TOY = tomllib.loads((ROOT / "tests/zones/toy-scenarios.toml").read_text(encoding="utf-8"))
NUMBERS, VALUES = TOY["numbers"], TOY["values"]


def toy_assumptions() -> dict:
    """Assumptions as a TOML file would give them."""
    made = copy.deepcopy(
        {key: part for key, part in TOY.items() if key not in ("numbers", "values")}
    )
    for name in ("iron", "tools"):
        made["industries"][name] |= {
            key: {"low": 1.0, "central": 1.0, "high": 1.0} for key in CONVERSIONS
        }
    about = {"quality": "amber", "unit": "u"}
    made["parameters"] = {
        name: {"value": value, "low": value, "high": value, **about}
        for name, value in VALUES.items()
    }
    return made


def toy(name: str = "baseline", **changes) -> Scenario:
    """The toy scenario with changes."""
    scenario = from_assumptions(toy_assumptions(), name, NUMBERS, file="toy.toml")
    return scenario.with_(**changes) if changes else scenario


def ranged(**ranges) -> Scenario:
    """The toy baseline with (low, value, high) for some parameters, drawn with shocks."""
    block = toy_assumptions()
    for name, (low, value, high) in ranges.items():
        block["parameters"][name] |= {"low": low, "value": value, "high": high}
    block["parameters"]["uncertainty"]["value"] = 1.0
    block["parameters"]["uncertainty"]["high"] = 1.0
    return from_assumptions(block, "baseline", NUMBERS)


assert set(VALUES) == set(PARAMETERS) - set(CONVERSIONS), "the toy zone lacks a parameter"
