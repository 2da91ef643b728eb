"""What changed since, and why?"""
