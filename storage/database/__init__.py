"""The database itself: how it is opened, shaped and written to."""
