"""Quotas: a group's fair share of a scarce kind, which a round respects without leaving anything unused."""
