"""How is a result drawn?"""
