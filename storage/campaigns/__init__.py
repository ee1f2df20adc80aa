"""Programmes' phases and targets, and campaigns with their plans."""
