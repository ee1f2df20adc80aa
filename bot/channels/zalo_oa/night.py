"""The hours in which Zalo takes no templates, and nobody wants them."""

from datetime import datetime, time, timedelta, tzinfo
from typing import Final

#: Official Account documentation: nothing is taken from 22:00 to 06:00 in Vietnam. Their clock may
#: differ a little from ours, so the morning begins later.
EVENING, MORNING = time(22, 0), time(6, 0)
AGAIN: Final = time(6, 5)


def rest(now: datetime, zone: tzinfo) -> timedelta | None:
    """How long until the morning; `None` by day."""
    local = now.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    # Both moments carry the zone, so the difference is right over a change of its offset too.
    return datetime.combine(day, AGAIN, zone).astimezone(now.tzinfo) - now
