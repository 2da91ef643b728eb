"""What do the documents say? The only wing that reads and writes `data/`.

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "add": "zoneecon.data.add",
    "hand_in": "zoneecon.data.add.hand_in",
    "amounts": "zoneecon.data.amounts",
    "amount": "zoneecon.data.amounts:amount",
    "assumed_files": "zoneecon.data.assumed_files",
    "assumptions": "zoneecon.data.assumptions",
    "cache": "zoneecon.data.cache",
    "check_output": "zoneecon.data.check_output",
    "central_reading": "zoneecon.data.checks.assumed:central_reading",
    "corrections": "zoneecon.data.corrections",
    "checkout": "zoneecon.data.files.checkout",
    "fingerprints": "zoneecon.data.files.fingerprints",
    "locks": "zoneecon.data.files.locks",
    "releases": "zoneecon.data.files.releases",
    "safe_files": "zoneecon.data.files.safe_files",
    "snapshot": "zoneecon.data.files.snapshot",
    "whole": "zoneecon.data.files.whole",
    "load_fitted": "zoneecon.data.fitted:load_fitted",
    "folders": "zoneecon.data.folders",
    "new": "zoneecon.data.new",
    "newest": "zoneecon.data.newest",
    "notebooks": "zoneecon.data.notebooks",
    "problems": "zoneecon.data.problems",
    "keys": "zoneecon.data.reading.keys",
    "schema": "zoneecon.data.reading.schema",
    "WORDS": "zoneecon.data.reading.vocabulary:WORDS",
    "CONFIDENCE": "zoneecon.data.reading.printed:CONFIDENCE",
    "saved_scenarios": "zoneecon.data.saved_scenarios",
    "translations": "zoneecon.data.translations",
    "vintage": "zoneecon.data.vintage",
    "writing": "zoneecon.data.writing",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
