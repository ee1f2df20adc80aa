"""What a broadcast will cost and how long it will take, channel by channel, before it is sent."""

from dataclasses import dataclass
from datetime import timedelta
from math import ceil


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLimits:
    """What a channel's account allows of broadcasts: `pace` messages per second, free words for `window`
    after a person's last act (at no cost for `free`), beyond it only with a `template`; prices in VND.
    `budget` is how many messages a month broadcasts may use, None for any number."""

    pace: float = 25.0
    window: timedelta | None = None
    free: timedelta | None = None
    template: bool = False
    price: int = 0
    template_price: int = 0
    budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePlan:
    """What one account will have to do: write to so many `people`, of whom `templated` get an approved
    form, for `cost` VND in `seconds`; so many lie `beyond` the window and cannot be written to.
    `budget` is the month's allowance where there are more people than it covers, else None; `unpriced` of
    its messages have to be paid for, and nobody said how much."""

    lane: str
    people: int
    beyond: int = 0
    templated: int = 0
    cost: int = 0
    seconds: int = 0
    budget: int | None = None
    unpriced: int = 0


def plan(lane: str, reachable: int, fresh: int, within: int, limits: LaneLimits) -> LanePlan:
    """`fresh` did something within the free time, `within` later than that but inside the window."""
    beyond = reachable - fresh - within if limits.window is not None else 0
    templated = beyond if limits.template else 0
    people = reachable - beyond + templated
    # Without a window nothing is said of anybody's last act: whoever is not fresh is simply paid for.
    paid = within if limits.window is not None else reachable - fresh
    return LanePlan(
        lane=lane,
        people=people,
        beyond=beyond - templated,
        templated=templated,
        cost=paid * limits.price + templated * limits.template_price,
        seconds=ceil(people / limits.pace) if limits.pace > 0 else 0,
        budget=limits.budget if limits.budget is not None and people > limits.budget else None,
        unpriced=_unpriced(paid, templated, limits),
    )


def _unpriced(paid: int, templated: int, limits: LaneLimits) -> int:
    if limits.free is None:
        return 0  # a channel that asks for nothing
    return (0 if limits.price else paid) + (0 if limits.template_price else templated)
