"""Staggered hours: seasons, wishes, coverage, the plans of sections, and what is published."""
