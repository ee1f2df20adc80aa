"""The figures that somebody asks for in the chat, as far as they may see them."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.results import asking
from handlers.results.asking import ResultsFacts
from handlers.speaker import Asked
from handlers.units import Unit
from storage import units as unit_rows
from storage.posts import officers
from storage.results import boards, sheets
from storage.tables import units


def load_results(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[ResultsFacts]:
    """Officers see their branches; a worker the neighbours of their own union, of which only its own place
    is told."""
    scopes = officers.scopes(connection, asked)
    return [
        _of_officer(connection, one, scopes.get(one.speaker.person.id, ()), zone)
        if one.speaker.person.is_officer
        else _of_worker(connection, one, zone)
        for one in asked
    ]


def _of_officer(connection: Connection, one: Asked, scope: Sequence[str], zone: ZoneInfo) -> ResultsFacts:
    speaker, wanted = one.speaker, asking.wanted(one.event)
    held = list(dict.fromkeys(post.unit_id for post in speaker.person.posts))
    standing = unit_rows.standing_by_ids(connection, [*held, *([wanted.unit_id] if wanted.unit_id else [])])
    own = tuple(dict.fromkeys(standing[unit] for unit in held if unit in standing))
    # A button may be older than a merger: what it named is what stands there today.
    unit = standing.get(wanted.unit_id) if wanted.unit_id else next(iter(own), None)
    path = officers.paths_of(connection, [unit.id]).get(unit.id, "") if unit is not None else ""
    if unit is None or not officers.reaches(scope, path):
        return ResultsFacts(speaker=speaker, reached=False, zone=zone)
    spread = wanted.spread if asking.name_of(one.event) == "ranking" else "children"
    board = boards.board(connection, unit.id, now=one.event.at, zone=zone, spread=spread)
    sheet = sheets.of_phase(connection, board.phase_id) if board is not None else None
    return ResultsFacts(speaker=speaker, board=board, units=own, sheet=sheet, zone=zone)


def _of_worker(connection: Connection, one: Asked, zone: ZoneInfo) -> ResultsFacts:
    speaker = one.speaker
    unit: Unit | None = speaker.person.unit
    if unit is None:
        return ResultsFacts(speaker=speaker, zone=zone)
    above = connection.scalar(select(units.c.parent_id).where(units.c.id == unit.id))
    board = boards.board(connection, above or unit.id, now=one.event.at, zone=zone)
    return ResultsFacts(speaker=speaker, board=board, zone=zone)
