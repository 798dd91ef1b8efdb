"""The stock: pools, their units, and the times at which they cannot be used."""
