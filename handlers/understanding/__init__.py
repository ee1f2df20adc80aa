"""What a typed answer means."""
