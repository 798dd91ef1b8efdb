"""Calendar subscriptions: who may read what, and the bytes they get."""
