"""Two factories below a province, a phase that lasts all May, and what their people send."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select

from storage import tables as t

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def factories(connection: Connection) -> None:
    """Units 1 (province), 2 and 3 (factories); people 1 to 5; programme and phase 1."""
    for unit, parent, path in ((1, None, "/1/"), (2, 1, "/1/2/"), (3, 1, "/1/3/")):
        connection.execute(
            insert(t.units).values(
                id=unit, code=f"U{unit}", name=f"Unit {unit}", kind="base", parent_id=parent, path=path
            )
        )
    for person in range(1, 6):
        connection.execute(insert(t.people).values(id=person, created_at=datetime(2026, 4, 1, tzinfo=ZONE)))
    programme = {"id": 1, "key": "p", "name": "P", "slogan": "Proud", "prefix": "NT", "active": True}
    connection.execute(insert(t.programmes).values(**programme))
    opens, closes = MAY
    connection.execute(
        insert(t.phases).values(id=1, programme_id=1, key="a", name="A", opens=opens, closes=closes)
    )


def report(
    connection: Connection,
    unit: int,
    status: str = "valid",
    *,
    at: datetime,
    author: int = 1,
    **fields: Any,
) -> int:
    """The id of one more initiative of that unit."""
    number = (connection.scalar(select(func.max(t.initiatives.c.number))) or 0) + 1
    written: dict[str, Any] = {
        "number": number,
        "code": f"NT-{number:06d}",
        "author_id": author,
        "unit_id": unit,
        "programme_id": 1,
        "status": status,
        "title": "A guard",
        "answers": {},
        "form_version": 1,
        "submitted_at": at,
        "updated_at": at,
    }
    made = insert(t.initiatives).values(written | fields).returning(t.initiatives.c.id)
    return int(connection.execute(made).scalar_one())
