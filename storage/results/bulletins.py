"""What bulletins and official reports are written from, and who is asked for them."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.bulletins import bulletin_chat
from handlers.bulletins.bulletin import Bulletin
from handlers.bulletins.bulletin_chat import BulletinFacts
from handlers.bulletins.official import Issuer
from handlers.speaker import Asked
from handlers.units import Unit
from storage import units as unit_rows
from storage.posts import officers
from storage.results import boards, course
from storage.tables import unit_kinds, units
from storage.tree.kinds import Level


def load_bulletins(
    connection: Connection,
    asked: Sequence[Asked],
    *,
    doors: tuple[str, ...] = (),
    zone: ZoneInfo = officers.VIETNAM,
) -> list[BulletinFacts]:
    """The figures of the unit that each names, or of their own when they have but one."""
    scopes = officers.scopes(connection, asked)
    return [_load(connection, one, scopes.get(one.speaker.person.id, ()), doors, zone) for one in asked]


def _load(
    connection: Connection, one: Asked, scope: Sequence[str], doors: tuple[str, ...], zone: ZoneInfo
) -> BulletinFacts:
    speaker = one.speaker
    held = list(dict.fromkeys(post.unit_id for post in speaker.person.posts))
    rows = connection.execute(select(units).where(units.c.id.in_(held)).order_by(units.c.code)).all()
    own = tuple(Unit(row.id, row.code, row.name) for row in rows)
    facts = BulletinFacts(speaker=speaker, units=own, zone=zone)
    code = bulletin_chat.unit_code(one.event)
    unit = _reached(connection, code, scope) if code else own[0] if len(own) == 1 else None
    if unit is None:
        return facts
    told = load(connection, unit, one.event.at, zone, doors=doors)
    return BulletinFacts(speaker=speaker, units=own, unit=unit, told=told, zone=zone)


def _reached(connection: Connection, code: str, scope: Sequence[str]) -> Unit | None:
    found = next(iter(unit_rows.by_codes(connection, [code]).values()), None)
    if found is None:
        return None
    path = officers.paths_of(connection, [found.id]).get(found.id, "")
    return found if officers.reaches(scope, path) else None


def load(
    connection: Connection,
    unit: Unit,
    now: datetime,
    zone: ZoneInfo,
    *,
    doors: tuple[str, ...] = (),
    phase_id: int | None = None,
) -> Bulletin | None:
    """A unit's figures of this moment; None where no programme has a phase."""
    board = boards.board(connection, unit.id, now=now, zone=zone, phase_id=phase_id)
    days = course.load(connection, unit.id, board.phase_id) if board is not None else None
    if board is None or days is None:
        return None
    door = next((one for one in doors if "{payload}" in one), "")
    return Bulletin(board, days, door.replace("{payload}", f"u_{unit.code}"))


def issuer(connection: Connection, unit_id: int) -> Issuer:
    """The union as its papers name it."""
    path = connection.scalar(select(units.c.path).where(units.c.id == unit_id)) or ""
    chain = [int(one) for one in path.split("/") if one]
    rows = connection.execute(
        select(units.c.id, units.c.name, unit_kinds.c.level)
        .outerjoin(unit_kinds, unit_kinds.c.key == units.c.kind)
        .where(units.c.id.in_([*chain, unit_id]))
    )
    known = {row.id: row for row in rows}
    above = tuple(known[one].name for one in reversed(chain[:-1]) if one in known)
    level = known[unit_id].level
    return Issuer(
        name=known[unit_id].name,
        above=above[0] if above else "",
        chain=above,
        grassroots=level in (None, Level.GRASSROOTS.value, Level.GROUP.value),
    )
