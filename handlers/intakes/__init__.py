"""Workbooks that come back: what they would change, before anything is changed."""
