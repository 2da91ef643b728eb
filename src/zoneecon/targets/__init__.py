"""Can the targets be reached?"""
