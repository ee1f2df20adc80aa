"""The propaganda library: short pieces by theme, in our own words."""
