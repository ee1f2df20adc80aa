"""Figures, tallies and points of phases, as the database counts them."""
