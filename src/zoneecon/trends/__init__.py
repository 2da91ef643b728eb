"""Where does a short series lead, and how sure can we be?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "distribution": "zoneecon.trends.distribution",
    "MINIMUM_POINTS": "zoneecon.trends.models:MINIMUM_POINTS",
    "trend_tables": "zoneecon.trends.tables",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
