"""Backups: one sealed file with the database and the files that people sent."""
