"""What becomes of steps that were taken without a line, and who is told of it."""
