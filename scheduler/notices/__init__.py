"""What the office tells a person on the screen."""
