"""Measures the house beside what one would write with the libraries alone."""
