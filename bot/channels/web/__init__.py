"""The web chat: a conversation in a browser page, with no account."""
