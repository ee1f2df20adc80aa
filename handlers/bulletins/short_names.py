"""Names of units cut to fit a line, with what tells them apart left in."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from handlers.units import Unit
from messages import words

_GAP: Final = "…"
_HEADS: Final = tuple(sorted(words.spoken("unit_heads")["before"], key=len, reverse=True))


def shorten(units: Sequence[Unit], most: int) -> list[str]:
    """One name for each, of at most so many letters: first without the words that stand before nearly every
    name, then without its middle. Two that come out alike have their codes behind them."""
    names = [_cut(one.name, most) for one in units]
    seen = Counter(names)
    return [
        name if seen[name] == 1 else f"{_cut(name, most - len(unit.code) - 3)} ({unit.code})"
        for name, unit in zip(names, units, strict=True)
    ]


def _cut(name: str, most: int) -> str:
    while len(name) > most and (rest := _without_head(name)):
        name = rest
    if len(name) <= most:
        return name
    said = name.split()
    # The end tells branches of one company apart, so it is kept before the middle is.
    end = said[-2:] if len(" ".join(said[-2:])) <= most // 2 else said[-1:]
    begin: list[str] = []
    room = most - len(" ".join(end)) - 3
    for one in said[: -len(end)]:
        if len(" ".join([*begin, one])) > room:
            break
        begin.append(one)
    if not begin:
        return name[: most - 1].rstrip() + _GAP
    return f"{' '.join(begin)} {_GAP} {' '.join(end)}"


def _without_head(name: str) -> str:
    """Without the general words in front; "" when it begins with none, or nothing would be left."""
    folded = name.casefold()
    for head in _HEADS:
        if folded.startswith(f"{head.casefold()} "):
            rest = name[len(head) :].strip()
            return rest[0].upper() + rest[1:] if rest else ""
    return ""
