"""The library's pieces and the stories of units."""
