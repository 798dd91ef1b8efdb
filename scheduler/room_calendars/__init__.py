"""The calendar a room had before: its entries become times at which the room cannot be booked."""
