"""Who did what, when, to what, and what changed."""
