"""What was the series, and does the plan agree with itself?"""
