"""How each channel stands: its people, their windows, the month's messages, what waits and what failed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal_column, select

from handlers.values import dataclass
from storage.tables import conversations, credentials, outbox, usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One lane in figures.

    `people` is everybody who ever spoke there; those who can still be reached are split by their last
    act into `free`, `paid` (window open, no longer free) and `closed`. `sent` is this month's count,
    `failed` and `unknown` are of the time asked for, everything else is of this moment.
    """

    lane: str
    people: int = 0
    blocked: int = 0
    free: int = 0
    paid: int = 0
    closed: int = 0
    sent: int = 0
    queued: int = 0
    sending: int = 0
    held: int = 0
    failed: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """An account's changing key, without the key. `state`: ready, asking, unsure, dead."""

    name: str
    state: str
    expires_at: datetime | None
    why: str
    changed_at: datetime


def read(
    connection: Connection, *, month: str, since: datetime, free_since: datetime, open_since: datetime
) -> dict[str, Standing]:
    """Every lane that anything is known of.

    Whoever did something after `free_since` can be written to for nothing, after `open_since` at
    all; `since` is from when failures are counted. Of the two large tables, `conversations` is walked
    once, and of `outbox` only the rows since then and what indexes lead to: a table of years costs no
    more than one of a week.
    """
    figures: dict[str, dict[str, Any]] = {}
    for row in connection.execute(_people(free_since, open_since)).mappings():
        figures[row["lane"]] = dict(row)
    for lane, sent in connection.execute(select(usage.c.lane, usage.c.sent).where(usage.c.period == month)):
        figures.setdefault(lane, {"lane": lane})["sent"] = sent
    before = _last_before(connection, since)
    for query in (_open("queued"), _open("sending"), _held(), *(_ended(s, before) for s in _ENDED)):
        for lane, state, count in connection.execute(query):
            figures.setdefault(lane, {"lane": lane})[state] = count
    return {lane: Standing(**row) for lane, row in figures.items()}


def accesses(connection: Connection) -> list[Access]:
    """By name; the columns that hold the keys are not read."""
    rows = connection.execute(
        select(
            credentials.c.name,
            credentials.c.state,
            credentials.c.expires_at,
            credentials.c.why,
            credentials.c.changed_at,
        ).order_by(credentials.c.name)
    )
    return [Access(**row) for row in rows.mappings()]


#: How a message may end without having surely arrived.
_ENDED = ("failed", "unknown")


def _people(free_since: datetime, open_since: datetime) -> Select[Any]:
    acted = conversations.c.interacted_at
    reachable = conversations.c.reachable

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    return select(
        conversations.c.lane,
        func.count().label("people"),
        count(~reachable).label("blocked"),
        count(and_(reachable, acted >= free_since)).label("free"),
        count(and_(reachable, acted >= open_since, acted < free_since)).label("paid"),
        count(and_(reachable, func.coalesce(acted < open_since, True))).label("closed"),
    ).group_by(conversations.c.lane)


def _open(state: str) -> Select[Any]:
    # The state is written out, not bound: the indexes of what is open hold only rows of that state.
    named: ColumnElement[str] = literal_column(f"'{state}'")
    counted = select(outbox.c.lane, named, func.count())
    return counted.where(outbox.c.state == named).group_by(outbox.c.lane)


def _held() -> Select[Any]:
    """Found by the people who wait: there is no index of what is held."""
    waiting = select(conversations.c.key).where(conversations.c.held)
    return (
        select(outbox.c.lane, literal_column("'held'"), func.count())
        .where(outbox.c.conversation.in_(waiting), outbox.c.state == "held")
        .group_by(outbox.c.lane)
    )


def _ended(state: str, before: int) -> Select[Any]:
    return (
        select(outbox.c.lane, literal_column(f"'{state}'"), func.count())
        .where(outbox.c.id > before, outbox.c.state == state)
        .group_by(outbox.c.lane)
    )


def _last_before(connection: Connection, since: datetime) -> int:
    """The id after which rows of that time begin. Ids grow with time and only they have an index, so the
    boundary is found by halving: some twenty looks instead of a walk through everything."""
    low, high = 0, connection.scalar(select(func.max(outbox.c.id))) or 0
    while low < high:
        middle = (low + high) // 2
        queued_at = connection.scalar(
            select(outbox.c.queued_at).where(outbox.c.id > middle).order_by(outbox.c.id).limit(1)
        )
        if queued_at is None or queued_at >= since:
            high = middle
        else:
            low = middle + 1
    return low
