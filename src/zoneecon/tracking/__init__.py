"""What changed since, and why?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "answers": "zoneecon.tracking.answers",
    "Comparison": "zoneecon.tracking.comparison:Comparison",
    "evaluation": "zoneecon.tracking.evaluation",
    "Evaluation": "zoneecon.tracking.evaluation:Evaluation",
    "CAUSES": "zoneecon.tracking.revisions:CAUSES",
    "State": "zoneecon.tracking.revisions:State",
    "state": "zoneecon.tracking.state",
    "status": "zoneecon.tracking.status",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
