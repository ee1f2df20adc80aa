"""Broadcasts: whom they are meant for, what they say, and how officers write, agree to and stop them."""
