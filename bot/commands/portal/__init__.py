"""Commands about the national portal."""
