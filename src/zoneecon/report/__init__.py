"""How is it said, drawn and handed over?"""
