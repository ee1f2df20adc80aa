"""Words: every text a person can read."""
