"""What the clock does each minute: duties that are due, as notices to people."""
