"""What instances without a line bring and take: rows, twins, numbers and files."""
