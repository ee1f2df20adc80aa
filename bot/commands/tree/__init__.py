"""Commands about the union tree."""
