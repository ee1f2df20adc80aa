"""Decisions: pure functions from an event and facts to effects."""
