"""The fictional federation that a first start without a channel shows: data and how it is read."""
