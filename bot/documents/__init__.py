"""Papers as files: for printing and for editing."""
