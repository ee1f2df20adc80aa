"""A campaign from its row."""

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any

from sqlalchemy import Row

from handlers.campaigns.campaign import SHIFTS, Campaign, Courtesy, Window


def campaign_of(row: Row[Any], unit_ids: Sequence[int] = ()) -> Campaign:
    """A campaign from its row."""
    shifts = tuple(time.fromisoformat(one) for one in row.shifts) if row.shifts is not None else SHIFTS
    return Campaign(
        id=row.id,
        name=row.name,
        slogan=row.slogan,
        kind=row.kind,
        window=Window(starts=row.starts, ends=row.ends, closes_at=row.closes_at, shifts=shifts),
        courtesy=Courtesy(
            quiet_from=time.fromisoformat(row.quiet_from),
            quiet_until=time.fromisoformat(row.quiet_until),
            per_day=row.per_day,
            per_week=row.per_week,
            holidays=row.holidays,
        ),
        grace=timedelta(minutes=row.grace_minutes),
        target=row.target,
        approve_above=row.approve_above,
        unit_ids=tuple(unit_ids),
        programme_id=row.programme_id,
        phase_id=row.phase_id,
        created_at=row.created_at,
    )
