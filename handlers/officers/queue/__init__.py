"""What waits for officers: the list, its filters, the morning's digest, many at once."""
