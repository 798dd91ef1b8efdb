"""The demonstration: a clock set into its sample data, and accounts to look around with."""
