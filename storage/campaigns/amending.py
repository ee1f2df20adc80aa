"""Changes of a campaign that was set up already."""

from datetime import datetime, time

from sqlalchemy import Connection, update

from storage.tables import campaigns


def amend(
    connection: Connection,
    campaign_id: int,
    *,
    closes_at: datetime | None = None,
    grace_minutes: int | None = None,
    quiet: tuple[time, time] | None = None,
    per_day: int | None = None,
    per_week: int | None = None,
    holidays: bool | None = None,
    shifts: list[time] | None = None,
    approve_above: int | None = None,
) -> bool:
    """Change what is given, from now on; false for an unknown campaign. What was counted by an earlier
    closing minute stays counted."""
    given = {
        "closes_at": closes_at,
        "grace_minutes": grace_minutes,
        "quiet_from": f"{quiet[0]:%H:%M}" if quiet else None,
        "quiet_until": f"{quiet[1]:%H:%M}" if quiet else None,
        "per_day": per_day,
        "per_week": per_week,
        "holidays": holidays,
        "shifts": [f"{one:%H:%M}" for one in sorted(shifts)] if shifts else None,
        "approve_above": approve_above,
    }
    values = {name: value for name, value in given.items() if value is not None}
    known = update(campaigns).where(campaigns.c.id == campaign_id)
    return connection.execute(known.values(values or {"id": campaign_id})).rowcount == 1
