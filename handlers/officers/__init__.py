"""What officers see and decide, and how they come in."""
