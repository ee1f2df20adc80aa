"""Writes down what decisions want done, a whole batch at a time."""

from storage.apply.batch import Conflict, Turn, apply
from storage.apply.telling import Render

__all__ = ["Conflict", "Render", "Turn", "apply"]
