"""The bridge to the national portal, into which staff type what is valid."""
