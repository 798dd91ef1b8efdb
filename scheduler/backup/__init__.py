"""The whole memory of the office in one file, for either database."""
