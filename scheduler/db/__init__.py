"""Engine, transactions, guards, tables and migrations: everything that knows SQL."""
