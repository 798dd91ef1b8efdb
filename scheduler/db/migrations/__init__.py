"""Every change of the tables, in order, for both databases."""
