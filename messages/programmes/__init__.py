"""Presets of the programmes that initiatives are collected for: data and how it is read."""
