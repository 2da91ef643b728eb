"""How is a report rerun and published?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "progress": "zoneecon.refresh.progress",
    "cluster": "zoneecon.refresh.cluster",
    "committed": "zoneecon.refresh.committed",
    "outcomes": "zoneecon.refresh.outcomes",
    "request": "zoneecon.refresh.request",
    "run": "zoneecon.refresh.run",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
