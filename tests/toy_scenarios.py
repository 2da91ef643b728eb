"""A made-up zone with two industries, round numbers and nothing random unless a test asks."""

from zoneecon.scenarios.named import from_assumptions
from zoneecon.scenarios.parameters import CONVERSIONS, PARAMETERS, Scenario

NUMBERS = {
    "S1": 150.0,
    "S2": 500.0,
    "S3": 50.0,
    "S4": 400.0,
    "S5": 80.0,
    "S6": 40.0,
    "S7": 45.4,
    "S8": 76.0,
    "S9": 24.0,
    "S10": 10.0,
    "S11": 219.0,
    "S12": 62.0,
    "S13": 15.0,
    "S14": 6.0,
}

VALUES = {
    "base_year": 2020.0,
    "uncertainty": 0.0,
    "zone_growth": 0.06,
    "phase_in_years": 3.0,
    "investment_growth": 0.08,
    "investment_share": 1.0,
    "investment_split": 0.0,
    "capital_limit": 0.0,
    "funnel_limit": 0.0,
    "negotiated_value": 219.0,
    "negotiated_growth": 0.0,
    "conversion": 0.07,
    "city_weight": 0.0,
    "project_size_variation": 1.0,
    "funds_in_place": 1.0,
    "landing_lag": 0.0,
    "other_industry_share": 0.0,
    "value_added_rate_factor": 1.0,
    "overlap_share": 0.0,
    "local_correlation": 0.3,
    "price_correlation": 0.5,
    "price_volume_correlation": 0.0,
    "degrees_of_freedom": 5.0,
    "elasticity": 1.0,
    "growth_premium": 0.0,
    "price_drift": 0.0,
    "transferred_output": 0.0,
    "project_output": 0.0,
    "realised_share": 0.0,
    "idle_output": 0.0,
    "utilisation": 1.0,
    "capital_output_ratio": 0.5,
    "depreciation": 0.0,
    "relative_value_added": 1.0,
    "volume_volatility": 0.1,
    "trend_uncertainty": 0.03,
    "price_volatility": 0.05,
}


def toy_assumptions() -> dict:
    """Assumptions as a TOML file would give them; targets add to 900 on a base of 200."""
    one = {"low": 1.0, "central": 1.0, "high": 1.0}
    industries = {
        key: {"baseline": base, "target": goal, **{name: dict(one) for name in CONVERSIONS}}
        for key, base, goal in (("iron", "S1", "S2"), ("tools", "S3", "S4"))
    }
    parameters = {
        name: {"value": value, "low": value, "high": value, "quality": "amber", "unit": "u"}
        for name, value in VALUES.items()
    }
    return {
        "target_year": 2025,
        "base_readings": [2019.0, 2020.0, 2021.5],
        "industries": {**industries, "shops": {"baseline": "S3"}},
        "accounts": {
            "2019": {"gdp": "S5", "industrial_value_added": "S6", "fixed_asset_investment": "S7"},
            "2020": {"gdp": "S5", "industrial_value_added": "S6", "fixed_asset_investment": "S7"},
        },
        "funnel": {
            "year": 2019,
            "negotiated_count": "S8",
            "signed_count": "S9",
            "landed_count": "S10",
            "negotiated_value": "S11",
            "signed_value": "S12",
            "landed_value": "S13",
        },
        "price_paths": {"up": {"iron": {"2021": 0.1}, "rest": {"2021": 0.02}}},
        "growth_paths": {},
        "parameters": parameters,
        "scenarios": {"baseline": {"title": "Toy"}, "fast": {"title": "F", "zone_growth": 0.2}},
    }


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
