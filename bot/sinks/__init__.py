"""Everything that is told of changes: other programs, spreadsheets, folders."""
