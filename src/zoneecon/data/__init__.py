"""What do the documents say? The only wing that reads and writes `data/`."""
