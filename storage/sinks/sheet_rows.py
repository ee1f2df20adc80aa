"""What stands in a spreadsheet of Google's, row by row, as we know it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.sheets.layout import OVER
from handlers.sheets.plan import Kept
from storage.tables import initiatives, sheet_rows, units

#: How many ids fit into one statement of SQLite.
_MOST = 500


def kept(connection: Connection, sink_id: int, ids: Collection[int]) -> dict[int, Kept]:
    """Those of these initiatives that have or had a row there, by id."""
    every = sorted(ids)
    found: dict[int, Kept] = {}
    for start in range(0, len(every), _MOST):
        query = (
            select(sheet_rows, initiatives.c.number)
            .join(initiatives, initiatives.c.id == sheet_rows.c.initiative_id)
            .where(
                sheet_rows.c.sink_id == sink_id,
                sheet_rows.c.initiative_id.in_(every[start : start + _MOST]),
            )
        )
        for row in connection.execute(query):
            found[row.initiative_id] = Kept(
                id=row.initiative_id,
                number=row.number,
                revision=row.revision,
                written=row.written,
                read=row.read,
                gone=row.gone,
            )
    return found


def numbered(connection: Connection, sink_id: int) -> dict[int, Kept]:
    """All of them by number, without what was written: many are looked at every minute."""
    query = (
        select(
            sheet_rows.c.initiative_id,
            sheet_rows.c.revision,
            sheet_rows.c.read,
            sheet_rows.c.gone,
            initiatives.c.number,
            initiatives.c.code,
        )
        .join(initiatives, initiatives.c.id == sheet_rows.c.initiative_id)
        .where(sheet_rows.c.sink_id == sink_id)
    )
    return {
        row.number: Kept(
            id=row.initiative_id,
            number=row.number,
            revision=row.revision,
            written={"code": row.code},
            read=row.read,
            gone=row.gone,
        )
        for row in connection.execute(query)
    }


def due(connection: Connection, sink_id: int, path: str | None, most: int) -> list[int]:
    """Initiatives of the branch that have no row yet or whose row shows another revision, and rows of those
    that belong to another branch by now."""
    joined = initiatives.outerjoin(
        sheet_rows, and_(sheet_rows.c.initiative_id == initiatives.c.id, sheet_rows.c.sink_id == sink_id)
    )
    inside = _inside(path)
    new = and_(
        inside,
        sheet_rows.c.sink_id.is_(None),
        initiatives.c.status.not_in([status.value for status in OVER]),
    )
    changed = and_(inside, sheet_rows.c.sink_id.is_not(None), sheet_rows.c.revision != initiatives.c.revision)
    wanted: list[ColumnElement[bool]] = [new, changed]
    if path is not None:
        wanted.append(and_(sheet_rows.c.sink_id.is_not(None), ~inside, ~sheet_rows.c.gone))
    query = select(initiatives.c.id).select_from(joined).where(or_(*wanted))
    return list(connection.scalars(query.order_by(initiatives.c.id).limit(most)))


def touched(
    connection: Connection, sink_id: int, *, recognitions: Collection[int] = (), every: bool = False
) -> list[int]:
    """Initiatives with a row there that show one of these recognitions, or all that have a row."""
    query = (
        select(sheet_rows.c.initiative_id)
        .join(initiatives, initiatives.c.id == sheet_rows.c.initiative_id)
        .where(sheet_rows.c.sink_id == sink_id, ~sheet_rows.c.gone)
    )
    if not every:
        query = query.where(initiatives.c.recognition_id.in_(list(recognitions)))
    return list(connection.scalars(query))


def inside(connection: Connection, path: str | None, ids: Collection[int]) -> set[int]:
    """Those of these that belong to the branch."""
    query = select(initiatives.c.id).where(initiatives.c.id.in_(list(ids)), _inside(path))
    return set(connection.scalars(query))


def keep(connection: Connection, sink_id: int, rows: Sequence[Kept]) -> None:
    """Remember how these rows stand now."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(sheet_rows)
    names = ("revision", "written", "read", "gone")
    statement = statement.on_conflict_do_update(
        index_elements=["sink_id", "initiative_id"],
        set_={name: statement.excluded[name] for name in names},
    )
    connection.execute(statement, [_values(sink_id, one) for one in rows])


def note(connection: Connection, sink_id: int, reads: Mapping[int, Mapping[str, Any] | None]) -> None:
    """What was read in these rows last, by initiative."""
    for initiative_id, read in reads.items():
        one = (sheet_rows.c.sink_id == sink_id) & (sheet_rows.c.initiative_id == initiative_id)
        value = dict(read) if read is not None else None
        connection.execute(update(sheet_rows).where(one).values(read=value))


def forget(connection: Connection, sink_id: int, ids: Collection[int]) -> None:
    """What stands in these rows is not known any more: it will be written anew, all of it."""
    one = (sheet_rows.c.sink_id == sink_id) & sheet_rows.c.initiative_id.in_(list(ids))
    connection.execute(update(sheet_rows).where(one).values(written={}, gone=False))


def _values(sink_id: int, one: Kept) -> dict[str, Any]:
    return {
        "sink_id": sink_id,
        "initiative_id": one.id,
        "revision": one.revision,
        "written": dict(one.written),
        "read": dict(one.read) if one.read is not None else None,
        "gone": one.gone,
    }


def _inside(path: str | None) -> ColumnElement[bool]:
    if path is None:
        return initiatives.c.id.is_not(None)
    return initiatives.c.unit_id.in_(select(units.c.id).where(units.c.path.startswith(path)))
