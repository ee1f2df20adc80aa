"""What officers ask for as workbooks: of which unit, and how many rows it would have."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.initiative import Status
from handlers.officers import review
from handlers.person import Person
from handlers.registers import exporting
from handlers.registers.export_effects import Kind
from handlers.registers.exporting import MOST, ExportFacts
from handlers.speaker import Asked
from handlers.units import Unit
from storage import units as unit_rows
from storage.posts import officers
from storage.registers import listings, waiting_rows
from storage.registers.listings import Wanted
from storage.results import boards
from storage.tables import units


def load_exports(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[ExportFacts]:
    """The unit each names, or their own when they have but one; nothing is counted before it is known."""
    scopes = officers.scopes(connection, asked)
    return [_load(connection, one, scopes.get(one.speaker.person.id, ()), zone) for one in asked]


def _load(connection: Connection, one: Asked, scope: Sequence[str], zone: ZoneInfo) -> ExportFacts:
    speaker, kind = one.speaker, exporting.kind_of(one.event)
    if kind is None or not speaker.person.is_officer:
        return ExportFacts(speaker=speaker, zone=zone)
    held = list(dict.fromkeys(post.unit_id for post in speaker.person.posts))
    rows = connection.execute(select(units).where(units.c.id.in_(held)).order_by(units.c.code)).all()
    own = tuple(Unit(row.id, row.code, row.name) for row in rows)
    code = review.argument_of(one.event)
    unit = _named(connection, code) if code else own[0] if len(own) == 1 else None
    path = officers.paths_of(connection, [unit.id]).get(unit.id, "") if unit is not None else ""
    if unit is None or not officers.reaches(scope, path):
        return ExportFacts(speaker=speaker, units=own, zone=zone)
    count = rows_of(connection, kind, unit.id, path, speaker.person, one.event.at, zone)
    return ExportFacts(speaker=speaker, units=own, unit=unit, count=count, zone=zone)


def _named(connection: Connection, code: str) -> Unit | None:
    return next(iter(unit_rows.by_codes(connection, [code]).values()), None)


def rows_of(
    connection: Connection,
    kind: Kind,
    unit_id: int,
    path: str,
    person: Person,
    at: datetime,
    zone: ZoneInfo,
) -> int:
    """How many rows that workbook would have; `MOST` + 1 stands for all above for what waits."""
    match kind:
        case "review":
            return len(waiting_rows.of_officer(connection, person, at, MOST + 1, path))
        case "register":
            return listings.count(connection, Wanted(path=path))
        case "portal":
            return listings.count(connection, unentered(path))
        case "ranking":
            board = boards.board(connection, unit_id, now=at, zone=zone)
            return len(board.lines) if board is not None else 0


def unentered(path: str = "") -> Wanted:
    """What is valid and has no code of the portal yet."""
    return Wanted(path=path, statuses=(Status.VALID,), unentered=True)
