"""Presets of campaigns: their days and all that they say, as data, and how it is read."""
