"""Commands about broadcasts, groups and propaganda."""
