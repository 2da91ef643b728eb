"""What if? The sliders.

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "serve": "zoneecon.explorer.serve",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
