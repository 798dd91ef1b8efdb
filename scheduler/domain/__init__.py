"""Pure values and rules of the office; no database, no clock."""
