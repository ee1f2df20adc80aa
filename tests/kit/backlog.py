"""Initiatives that wait already, put where they stand without a conversation about each."""

from datetime import timedelta
from typing import Any

from kit.house import House
from sqlalchemy import insert, select, update

from handlers.understanding.folding import fold
from storage import tables as t


def wait(house: House, number: int, *, unit: str = "MAYTL", days: float = 1, **more: Any) -> int:
    """One more that was sent so many days ago by an author of its own; its id."""
    with house.engine.begin() as connection:
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit))
        programme = connection.scalar(select(t.programmes.c.id).where(t.programmes.c.active))
        name = f"Tác giả {number}"
        author = insert(t.people).values(name=name, created_at=house.now).returning(t.people.c.id)
        title = f"Dưỡng số {number}"
        since = house.now - timedelta(days=days)
        fields = {
            "number": number,
            "code": f"NT-{number:06d}",
            "author_id": connection.scalar(author),
            "unit_id": unit_id,
            "programme_id": programme,
            "status": "submitted",
            "title": title,
            "answers": {"title": title, "before": "Vẽ phấn."},
            "form_version": 1,
            "folded": fold(f"{title} {name}"),
            "submitted_at": since,
            "updated_at": since,
        }
        made = insert(t.initiatives).values(fields | more).returning(t.initiatives.c.id)
        return int(connection.scalar(made) or 0)


def change(house: House, number: int, **fields: Any) -> None:
    """Somebody changed it meanwhile."""
    with house.engine.begin() as connection:
        one = t.initiatives.c.number == number
        connection.execute(update(t.initiatives).where(one).values(fields))


def by(house: House, number: int) -> Any:
    """The initiative as it is kept."""
    return next(one for one in house.rows(t.initiatives) if one.number == number)
