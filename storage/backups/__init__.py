"""Everything the database holds, out of it and back into an empty one."""
