"""Broadcasts on their way: agreed to, held, stopped, followed and reported on."""
