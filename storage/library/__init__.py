"""Files that people sent: what they are and where they lie."""
