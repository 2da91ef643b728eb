"""How is a report rerun and published?"""
