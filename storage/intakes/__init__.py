"""Workbooks that people sent, from the file to its last row."""
