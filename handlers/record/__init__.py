"""One initiative with all that is known of it: its card, what changed in it, what was said about it."""
