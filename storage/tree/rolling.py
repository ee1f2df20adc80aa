"""Sums over a tree, with nobody counted twice who is in several units below another."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

#: Which unit each one hangs below; what is missing here, or hangs below nothing that is here, is a top.
Parents = Mapping[int, int | None]


def rolled(
    downward: Sequence[int], parents: Parents, own: Mapping[int, Sequence[int]]
) -> dict[int, list[int]]:
    """What each unit has with all below it. `downward` lists every unit after the one above it; each of
    `own` has the same length."""
    width = len(next(iter(own.values()), ()))
    totals = {one: list(own.get(one) or [0] * width) for one in downward}
    # The list runs downward, so going back through it every unit is complete before the one above.
    for one in reversed(downward):
        above = totals.get(parents.get(one) or 0)
        if above is not None:
            for place, count in enumerate(totals[one]):
                above[place] += count
    return totals


def repeats(parents: Parents, places: Iterable[int]) -> dict[int, int]:
    """For somebody who was counted at each of these places: how often too often they are counted in the
    sum of every unit above."""
    times: Counter[int] = Counter()
    for place in places:
        one: int | None = place
        while one is not None and one in parents:
            times[one] += 1
            one = parents[one]
    return {one: count - 1 for one, count in times.items() if count > 1}
