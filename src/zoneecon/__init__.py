"""Can a development zone reach its plan targets, and what would have to be true?"""

__version__ = "0.1.0"
