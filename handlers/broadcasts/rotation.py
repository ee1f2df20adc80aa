"""Which piece of the library comes next, so that nobody reads the same one again too soon."""

from collections.abc import Collection, Iterable

from handlers.broadcasts.content import Piece


def choose(wanted: Piece, keys: Iterable[str], had: Collection[str], turn: int) -> str:
    """The key of the piece for somebody who `had` these lately, or "" when there is none left.

    `turn` moves the start by one from broadcast to broadcast, so that neighbours who had nothing yet all
    begin alike and the library is gone through from end to end.
    """
    if wanted.key:
        return wanted.key if wanted.key in set(keys) - set(had) else ""
    fitting = sorted(key for key in keys if not wanted.themes or key.partition(".")[0] in wanted.themes)
    if not fitting:
        return ""
    start = turn % len(fitting)
    return next((key for key in fitting[start:] + fitting[:start] if key not in had), "")
