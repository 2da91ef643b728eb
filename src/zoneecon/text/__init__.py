"""How is everything said that people read? One catalogue in each language, and how numbers look.

What other wings may use of it; each is imported when it is asked for.
"""

from zoneecon import handing_out

#: Name -> where it is.
TABLE = {
    "numbers": "zoneecon.text.numbers",
    "compact": "zoneecon.text.numbers:compact",
    "catalogue": "zoneecon.text.catalogue",
    "told_again": "zoneecon.text.recovered:told_again",
    "short": "zoneecon.text.numbers:short",
}

__all__ = [*TABLE]

__getattr__, __dir__ = handing_out(__name__, TABLE)
