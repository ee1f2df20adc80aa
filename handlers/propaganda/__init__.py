"""The propaganda library in the chat, and the stories that units tell of their own."""
