"""Promises of a class of device: which unit it will be is settled late, and until then may change unseen."""
