"""What is free: for a kind, a time and a place, nearest first."""
