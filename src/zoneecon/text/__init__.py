"""What is said, and how are numbers written? One catalogue."""
