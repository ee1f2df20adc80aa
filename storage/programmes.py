"""The programme that is running."""

from typing import Any

from sqlalchemy import Connection, insert, select, update

from handlers.initiative import Review
from handlers.rules import Programme
from storage.tables import programmes


def running(connection: Connection) -> Programme | None:
    """The programme new initiatives belong to."""
    row = connection.execute(
        select(programmes).where(programmes.c.active).order_by(programmes.c.id.desc()).limit(1)
    ).first()
    if row is None:
        return None
    return Programme(
        id=row.id,
        name=row.name,
        slogan=row.slogan,
        prefix=row.prefix,
        applied_from=row.applied_from,
        applied_to=row.applied_to,
        opens=row.opens,
        closes=row.closes,
        review=review_of(row),
        answer_days=row.answer_days,
    )


def review_of(row: Any) -> Review:
    """How the programme in this row reviews."""
    return Review(row.levels, row.recognition, row.lease_minutes)


def run(connection: Connection, fields: dict[str, Any]) -> None:
    """Make this the running programme; the key names it, so that running it again changes its dates."""
    connection.execute(update(programmes).values(active=False))
    known = connection.scalar(select(programmes.c.id).where(programmes.c.key == fields["key"]))
    if known is None:
        connection.execute(insert(programmes).values(**fields, active=True))
    else:
        connection.execute(update(programmes).where(programmes.c.id == known).values(**fields, active=True))
