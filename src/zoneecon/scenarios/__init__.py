"""Where do drivers lead, and what must be true?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "evaluate": "zoneecon.scenarios.model:evaluate",
    "ENTRIES": "zoneecon.scenarios.allowed:ENTRIES",
    "CONVERSIONS": "zoneecon.scenarios.allowed:CONVERSIONS",
    "MONEY": "zoneecon.scenarios.allowed:MONEY",
    "PARAMETERS": "zoneecon.scenarios.allowed:PARAMETERS",
    "SWITCHES": "zoneecon.scenarios.allowed:SWITCHES",
    "TOTAL": "zoneecon.scenarios.allowed:TOTAL",
    "available": "zoneecon.scenarios.assumed:available",
    "Breakeven": "zoneecon.scenarios.breakeven:Breakeven",
    "central_output": "zoneecon.scenarios.model:central_output",
    "central_levels": "zoneecon.scenarios.model:central_levels",
    "central_split": "zoneecon.scenarios.model:central_split",
    "ScenarioTable": "zoneecon.scenarios.named:ScenarioTable",
    "Scenarios": "zoneecon.scenarios.named:Scenarios",
    "named_scenarios": "zoneecon.scenarios.named:named_scenarios",
    "one_named": "zoneecon.scenarios.named:one_named",
    "printed_numbers": "zoneecon.scenarios.named:printed_numbers",
    "Scenario": "zoneecon.scenarios.parameters:Scenario",
    "beyond_investment": "zoneecon.scenarios.parameters:beyond_investment",
    "require_scenario": "zoneecon.scenarios.parameters:require_scenario",
    "Paths": "zoneecon.scenarios.paths:Paths",
    "Swings": "zoneecon.scenarios.sensitivity:Swings",
    "simulation": "zoneecon.scenarios.simulate",
    "starts": "zoneecon.scenarios.starts",
    "soundness": "zoneecon.scenarios.soundness",
    "scenario_tables": "zoneecon.scenarios.tables",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
