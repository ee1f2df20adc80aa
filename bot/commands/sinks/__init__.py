"""Commands about those who are told of changes."""
