"""What stands at every door: who it is, what they may open, and what no answer goes out without."""
