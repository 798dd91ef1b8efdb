"""The office's truth: its rules, its memory and its use cases."""
