"""Facts: tables, statements, migrations and files."""
