"""Broadcasts: whom each is meant for, their way into the outbox, and what became of them."""
