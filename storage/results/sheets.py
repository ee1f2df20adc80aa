"""The sheet of emulation points of each programme."""

from sqlalchemy import Connection, select, update

from messages.results.sheets import Sheet, default
from storage.tables import phases, programmes


def of_phase(connection: Connection, phase_id: int) -> Sheet:
    """The sheet of a phase's programme, else the one that is shipped."""
    kept = connection.scalar(
        select(programmes.c.points)
        .join(phases, phases.c.programme_id == programmes.c.id)
        .where(phases.c.id == phase_id)
    )
    return Sheet.model_validate(kept) if kept is not None else default()


def keep(connection: Connection, programme_id: int, sheet: Sheet) -> None:
    """From now on this programme's points come from this sheet."""
    told = sheet.model_dump(mode="json", by_alias=True)
    connection.execute(update(programmes).where(programmes.c.id == programme_id).values(points=told))
