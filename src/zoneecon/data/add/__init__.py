"""How does a new document enter, and what would it change? Tried out, shown, asked, written."""

from zoneecon.data.add.new_rows import slug as slug
from zoneecon.data.add.preview import sentences as sentences
from zoneecon.data.add.trial import Prepared as Prepared
from zoneecon.data.add.trial import prepare as prepare
from zoneecon.data.add.trial import write as write

__all__ = ["Prepared", "prepare", "sentences", "slug", "write"]
