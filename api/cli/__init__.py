"""The command line: the same use cases as the pages, for the people who look after the server."""
