"""Reads initiatives for lists outside the chat."""
