"""Where does a short series lead, and how sure can we be?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "distribution": "zoneecon.trends.distribution",
    "USUAL_SHARE": "zoneecon.trends.industry:USUAL_SHARE",
    "class_noise_of": "zoneecon.trends.industry:class_noise_of",
    "own_noise": "zoneecon.trends.industry:own_noise",
    "parameters_of": "zoneecon.trends.industry:parameters_of",
    "MINIMUM_POINTS": "zoneecon.trends.models:MINIMUM_POINTS",
    "MOST_YEARS": "zoneecon.trends.news:MOST_YEARS",
    "nowcasts": "zoneecon.trends.nowcast",
    "trust_of": "zoneecon.trends.news:trust_of",
    "updated_noise": "zoneecon.trends.news:updated_noise",
    "trend_tables": "zoneecon.trends.tables",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
