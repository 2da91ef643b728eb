"""How does a file become rows?"""
