"""Workbooks that come back, from the command line."""
