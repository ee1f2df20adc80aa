"""A tiny federation for storage tests: two factories under one province, and people in them."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from storage.tables import conversations, people, units

MADE = datetime(2026, 5, 1, 0, 0, tzinfo=UTC)
PROVINCE, SEWING, SHOES = 1, 2, 3


def found(connection: Connection) -> None:
    rows = [(PROVINCE, None, "/1/"), (SEWING, PROVINCE, "/1/2/"), (SHOES, PROVINCE, "/1/3/")]
    for unit, parent, path in rows:
        name = f"Unit {unit}"
        connection.execute(
            insert(units).values(
                id=unit,
                code=f"U{unit}",
                name=name,
                kind="base",
                parent_id=parent,
                path=path,
                fdi=False,
            )
        )


def hire(
    connection: Connection,
    person: int,
    unit: int | None,
    *,
    agreed: bool | None = True,
    reachable: bool = True,
    lane: str = "web:main",
) -> None:
    key = f"{lane}:{person}"
    connection.execute(
        insert(people).values(
            id=person, language="vi", unit_id=unit, campaigns=agreed, conversation=key, created_at=MADE
        )
    )
    connection.execute(
        insert(conversations).values(
            key=key, lane=lane, person_id=person, reachable=reachable, last_at=MADE, burst_at=MADE
        )
    )
