"""Commands about other programs."""
