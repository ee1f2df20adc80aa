"""What units are to reach, and every change of it."""
