"""What units are to reach: set, divided and moved."""
