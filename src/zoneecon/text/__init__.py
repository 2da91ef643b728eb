"""How is everything said that people read? One catalogue in each language, and how numbers look."""
