"""Which columns of a record are typed into the portal, and in which order, programme by programme."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, update

from handlers.registers import portal_columns
from storage import programmes as running
from storage.tables import initiatives, programmes


def of(connection: Connection, key: str) -> tuple[str, ...] | None:
    """Those of a programme by its key; None for a programme that nobody set up."""
    row = connection.execute(select(programmes.c.portal_order).where(programmes.c.key == key)).first()
    return ordered(row.portal_order) if row is not None else None


def at(connection: Connection, unit_id: int | None) -> tuple[str, ...]:
    """Those of the programme that runs at a unit; `None` stands for nobody's unit."""
    programme = running.of_unit(connection, unit_id)
    chosen = None
    if programme is not None:
        chosen = connection.scalar(select(programmes.c.portal_order).where(programmes.c.id == programme.id))
    return ordered(chosen)


def put(connection: Connection, key: str, columns: Sequence[str] | None) -> None:
    """From now on; None for the usual order."""
    kept = list(columns) if columns is not None else None
    connection.execute(update(programmes).where(programmes.c.key == key).values(portal_order=kept))


def of_initiatives(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Those of the programme each of these belongs to."""
    wanted = list(ids)
    rows = connection.execute(
        select(initiatives.c.id, programmes.c.portal_order)
        .join(programmes, programmes.c.id == initiatives.c.programme_id)
        .where(initiatives.c.id.in_(wanted))
    )
    chosen = {row.id: row.portal_order for row in rows}
    return {one: ordered(chosen.get(one)) for one in wanted}


def ordered(kept: Sequence[str] | None) -> tuple[str, ...]:
    """What a programme has chosen, without what is no column any more; else the usual order."""
    known = [key for key in kept or () if key in portal_columns.CHOOSABLE]
    return tuple(known) or portal_columns.DEFAULT
