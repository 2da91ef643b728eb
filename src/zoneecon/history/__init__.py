"""What was the series, and does the plan agree with itself?

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "investment_needed": "zoneecon.history.consistency:investment_needed",
    "room_for_targets": "zoneecon.history.consistency:room_for_targets",
    "LINKED": "zoneecon.history.reconstruct:LINKED",
    "Facts": "zoneecon.history.findings:Facts",
    "GRADES": "zoneecon.history.findings:GRADES",
    "annual": "zoneecon.history.reconstruct:annual",
    "breaks": "zoneecon.history.reconstruct:breaks",
    "reconstructed": "zoneecon.history.reconstruct:from_plan",
    "known_levels": "zoneecon.history.reconstruct:known_levels",
    "linked_span": "zoneecon.history.reconstruct:linked_span",
    "real_against_printed": "zoneecon.history.reconstruct:real_against_printed",
    "Findings": "zoneecon.history.results:Findings",
    "History": "zoneecon.history.results:History",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
