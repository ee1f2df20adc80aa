"""Edges: settings, channels, web server, pump, sender, clock and command line."""
