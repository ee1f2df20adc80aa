"""Finds initiatives that tell the same, however they are worded."""
