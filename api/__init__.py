"""Every door of the product: JSON, pages, feeds, the command line."""
