"""Who is told of changes, and how far each has come."""
