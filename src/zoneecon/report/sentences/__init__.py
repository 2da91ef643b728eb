"""How is a result said?"""
