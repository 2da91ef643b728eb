"""Which parameters does a scenario have, and where does each make sense at all?"""

import math
from typing import NamedTuple


class Allowed(NamedTuple):
    """Where a parameter makes sense at all, wider than what we find plausible."""

    low: float
    high: float
    per_industry: bool = False
    open_low: bool = False  # the low end itself is not allowed
    default: float | None = None  # where an assumptions file need not name it

    def holds(self, value: float) -> bool:
        """Whether a value is inside."""
        above = value > self.low if self.open_low else value >= self.low
        return math.isfinite(value) and above and value <= self.high

    def __str__(self) -> str:
        return f"{'(' if self.open_low else '['}{self.low:g}, {self.high:g}]"


MONEY = "CNY 100m"  # 亿元
TOTAL = "total"  # all industries together

PARAMETERS: dict[str, Allowed] = {
    "base_year": Allowed(1990, 2100),
    "uncertainty": Allowed(0, 3),
    "zone_growth": Allowed(-0.9, 3),
    "phase_in_years": Allowed(0, 50, open_low=True),
    "investment_growth": Allowed(-0.9, 3),
    "investment_share": Allowed(0, 1),
    "investment_split": Allowed(0, 1, per_industry=True, default=0.0),
    "capital_limit": Allowed(0, 1),
    "funnel_limit": Allowed(0, 1),
    "negotiated_value": Allowed(0, 1e6),
    "negotiated_growth": Allowed(-0.9, 3),
    "conversion": Allowed(0, 1),
    "city_weight": Allowed(0, 1),
    "project_size_variation": Allowed(0, 10),
    "funds_in_place": Allowed(0, 1),
    "landing_lag": Allowed(0, 10),
    "other_industry_share": Allowed(0, 1),
    "value_added_rate_factor": Allowed(0, 10),
    "overlap_share": Allowed(0, 1),
    "local_correlation": Allowed(0, 0.9),
    "price_correlation": Allowed(0, 0.9),
    "price_volume_correlation": Allowed(-0.9, 0.9),
    "degrees_of_freedom": Allowed(2, 1e6, open_low=True),
    "elasticity": Allowed(-10, 10, per_industry=True),
    "growth_premium": Allowed(-0.9, 5, per_industry=True),
    "price_drift": Allowed(-0.9, 5, per_industry=True),
    "concept_factor": Allowed(0, 20, per_industry=True, open_low=True),
    "scope_factor": Allowed(0, 100, per_industry=True, open_low=True),
    "transferred_output": Allowed(0, 1e6, per_industry=True),
    "project_output": Allowed(0, 1e6, per_industry=True),
    "realised_share": Allowed(0, 1, per_industry=True),
    "idle_output": Allowed(0, 1e6, per_industry=True),
    "utilisation": Allowed(0, 1, per_industry=True, open_low=True),
    "capital_output_ratio": Allowed(0, 100, per_industry=True, open_low=True),
    "depreciation": Allowed(0, 0.99, per_industry=True),
    "relative_value_added": Allowed(0, 100, per_industry=True, open_low=True),
    "volume_volatility": Allowed(0, 5, per_industry=True),
    "trend_uncertainty": Allowed(0, 5, per_industry=True),
    "price_volatility": Allowed(0, 5, per_industry=True),
}
SWITCHES = ("capital_limit", "funnel_limit")
# Central values of these two sit beside the industry they convert, not under [parameters].
CONVERSIONS = ("concept_factor", "scope_factor")
ABOUT = ("title", "title_zh", "author_role", "date", "sources", "rationale", "quality", "impact")
EVIDENCE = ("unit", "statements", "source", "quality", "impact", "rationale", "drawn")
REST_KEYS = ("rest", "zone", "investment")
BLOCK_SETTINGS = ("price_path", "growth_path", "target_year", "solve")
