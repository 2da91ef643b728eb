"""Where do files lie, and are they as they were? Standard library only."""
