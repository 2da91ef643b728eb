"""Can a row be?"""
