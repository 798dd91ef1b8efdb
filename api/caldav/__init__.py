"""The door of calendar apps that ask for what has changed: CalDAV (RFC 4791), to be read and not written."""
