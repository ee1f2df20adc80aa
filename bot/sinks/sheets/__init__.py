"""A spreadsheet of Google's, written and read through its API."""
