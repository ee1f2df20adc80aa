"""Backups made, looked at and brought back from the command line."""
