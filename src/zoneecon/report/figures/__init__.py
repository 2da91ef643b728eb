"""How is each result drawn, with its finding as the title and its source at the foot?"""
