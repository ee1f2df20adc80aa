"""How far a long piece of work has come."""

from collections.abc import Callable

#: Called with what is done and what there is in all.
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """For whoever does not watch."""
