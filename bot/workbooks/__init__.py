"""Workbooks that officers work in: written here, read when they come back."""
