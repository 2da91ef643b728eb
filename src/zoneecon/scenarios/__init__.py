"""Where do drivers lead, and what must be true?"""
