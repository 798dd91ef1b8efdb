"""People's own calendars: when they are busy elsewhere, so that plans leave those hours alone."""
