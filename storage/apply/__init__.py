"""Writes down what decisions want done, a whole batch at a time."""

from storage.apply.batch import Conflict, Render, Turn, apply

__all__ = ["Conflict", "Render", "Turn", "apply"]
