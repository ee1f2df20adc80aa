"""One folder per channel, all behind the same port."""
