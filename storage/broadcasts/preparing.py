"""Writing down everybody a broadcast is meant for, a page at a time, before anything is sent."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.broadcasts import audience as audiences
from storage.broadcasts import broadcasts as rows
from storage.tables import broadcasts, people, recipients

#: People per transaction. The database copies them by itself, so nothing grows here; SQLite has one writer,
#: whom replies wait for.
PAGE = {"sqlite": 5_000, "postgresql": 50_000}


def prepare(
    connection: Connection, broadcast_id: int, now: datetime, zone: ZoneInfo, most: int | None = None
) -> bool:
    """Write down the next page; true when nobody is left, and the broadcast is being sent from then on.

    Ledger, cursor and count move in one transaction, so what is broken off goes on where it stopped. Each
    person stands in the ledger once, whoever else prepares the same broadcast.
    """
    found = rows.find(connection, broadcast_id, zone, lock=True)
    if found is None or found.state not in ("due", "preparing"):
        return True
    most = most or PAGE[connection.dialect.name]
    page = (
        audiences.people_of(found.audience, audiences.roots(connection, found.audience))
        .where(people.c.id > found.cursor)
        # SQLite would find everybody by their units and sort them, anew for each page: hours for a country.
        .with_hint(people, "NOT INDEXED", "sqlite")
        .order_by(people.c.id)
        .limit(most)
        .subquery()
    )
    count, last = connection.execute(select(func.count(), func.max(page.c.id))).one()
    if count:
        _write(connection, found, select(people.c.id).where(people.c.id.in_(select(page.c.id))), now)
    done: bool = count < most
    in_it = select(func.count()).where(recipients.c.broadcast_id == broadcast_id).scalar_subquery()
    connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id)
        .values(
            state="sending" if done else "preparing",
            cursor=last or found.cursor,
            # Counted once at the end: counting a million rows at each of twenty pages would double the work.
            expected=in_it if done else found.expected,
        )
    )
    return done


def _write(connection: Connection, found: rows.Broadcast, ids: object, now: datetime) -> None:
    meant = audiences.facts(ids, found.since, found.audience).subquery()
    skipped = meant.c.why != ""
    copied = select(
        literal(found.id),
        meant.c.person_id,
        meant.c.lane,
        meant.c.did,
        case((skipped, "skipped"), else_="waiting"),
        meant.c.why,
        case((skipped, literal(now, recipients.c.at.type)), else_=None),
    )
    names = ["broadcast_id", "person_id", "lane", "did", "state", "why", "at"]
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    # SQLite takes ON CONFLICT after a SELECT for a join without a WHERE.
    statement = dialect.insert(recipients).from_select(names, copied.where(literal(True)))
    connection.execute(statement.on_conflict_do_nothing())
