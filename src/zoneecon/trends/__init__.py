"""Where does a short series lead, and how sure can we be?"""
