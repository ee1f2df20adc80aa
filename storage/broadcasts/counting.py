"""Counting an audience before anything is sent to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, func, select

from handlers.broadcasts.audience import Audience
from storage.broadcasts import audience as audiences


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """People of one account who may be written to: all, those who did something within two days (free on
    Zalo), within seven (paid there), and the rest."""

    lane: str
    reachable: int
    fresh: int
    open: int

    @property
    def stale(self) -> int:
        return self.reachable - self.fresh - self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Whom a broadcast would mean if it began now: by lane, and why others are left out."""

    lanes: tuple[Lane, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def reachable(self) -> int:
        return sum(lane.reachable for lane in self.lanes)


def count(
    connection: Connection,
    audience: Audience,
    since: datetime,
    now: datetime,
    *,
    free: timedelta = timedelta(hours=48),
    window: timedelta = timedelta(days=7),
) -> Count:
    """Of everybody, in one statement; `since` is from when on what people did counts."""
    paths = audiences.roots(connection, audience)
    if not paths:
        return Count()
    meant = audiences.facts(audiences.people_of(audience, paths), since, audience).subquery()
    acted = meant.c.interacted_at
    rows = connection.execute(
        select(
            meant.c.lane,
            meant.c.why,
            func.count(),
            func.sum(case((acted >= now - free, 1), else_=0)),
            func.sum(case(((acted >= now - window) & (acted < now - free), 1), else_=0)),
        ).group_by(meant.c.lane, meant.c.why)
    ).all()
    left_out: dict[str, int] = {}
    for row in rows:
        if row.why:
            left_out[row.why] = left_out.get(row.why, 0) + row[2]
    lanes = [
        Lane(lane=row.lane, reachable=row[2], fresh=int(row[3] or 0), open=int(row[4] or 0))
        for row in rows
        if not row.why
    ]
    return Count(lanes=tuple(sorted(lanes, key=lambda one: one.lane)), left_out=left_out)
