"""Files become the office's memory: previewed first, then taken whole or row by row."""
