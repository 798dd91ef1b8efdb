"""The waiting list: who waits for a place, what is offered to them when one becomes free, and their answers."""
