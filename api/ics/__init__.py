"""The door of calendar apps."""
