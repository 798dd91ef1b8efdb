"""The people of the office, as far as its rules need to know them."""
