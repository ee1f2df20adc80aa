"""Targets as units that stand today have them, with what was reached and how many work there."""

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, or_, select

from handlers.campaigns.phase import Phase
from handlers.initiative import Status
from handlers.targets import targets as rules
from handlers.targets.targets import NONE, Aim, Target
from handlers.units import Unit
from storage.posts.officers import paths_of
from storage.tables import initiatives, placements, targets, units
from storage.units import standing_by_ids


def of_phase(connection: Connection, phase_id: int) -> dict[int, Target]:
    """Every target of a phase, by the unit it counts at today.

    What a unit that ended was to reach is added to the target of the one that took it over. Only where that
    one already stood above it is nothing added: its target held the other's all along.
    """
    rows = connection.execute(select(targets).where(targets.c.phase_id == phase_id)).all()
    own = {row.unit_id: Target(row.assigned, row.own) for row in rows}
    return rules.merged(own, homes(connection, own))


def homes(connection: Connection, unit_ids: Iterable[int]) -> dict[int, int]:
    """At which unit that stands today the target of each of these is read; nothing for those that ended and
    whose target stays in the past."""
    wanted = list(unit_ids)
    standing = {one: unit.id for one, unit in standing_by_ids(connection, wanted).items()}
    ended = {one for one in wanted if standing.get(one, one) != one}
    if not ended:
        return standing
    last: dict[int, int | None] = {}
    stood = select(placements.c.unit_id, placements.c.parent_id).where(placements.c.unit_id.in_(ended))
    for row in connection.execute(stood.order_by(placements.c.id)):
        last[row.unit_id] = row.parent_id
    paths = paths_of(connection, {parent for parent in last.values() if parent is not None})
    held = {one for one in ended if f"/{standing[one]}/" in paths.get(last.get(one) or 0, "")}
    return {one: home for one, home in standing.items() if one not in held}


def aim(connection: Connection, phase: Phase, unit_id: int, zone: ZoneInfo) -> Aim | None:
    """One unit's target with what it has reached; None for an unknown unit."""
    return next(iter(_aims(connection, phase, [_row(connection, unit_id)], zone)), None)


def below(connection: Connection, phase: Phase, unit_id: int, zone: ZoneInfo) -> list[Aim]:
    """The units right below, by code."""
    rows = connection.execute(
        select(units)
        .where(units.c.parent_id == unit_id, units.c.until.is_(None), units.c.merged_into.is_(None))
        .order_by(units.c.code)
    )
    return _aims(connection, phase, rows.all(), zone)


def _row(connection: Connection, unit_id: int) -> Any:
    return connection.execute(select(units).where(units.c.id == unit_id)).first()


def _aims(connection: Connection, phase: Phase, found: Sequence[Any], zone: ZoneInfo) -> list[Aim]:
    rows = [row for row in found if row is not None]
    known = of_phase(connection, phase.id) if rows else {}
    valid = reached(connection, phase, [row.path for row in rows], zone)
    workers, members = sizes(connection, rows)
    return [
        Aim(
            unit=Unit(row.id, row.code, row.name),
            target=known.get(row.id, NONE),
            valid=valid[row.path],
            workers=workers[row.id],
            members=members[row.id],
        )
        for row in rows
    ]


def reached(connection: Connection, phase: Phase, paths: Sequence[str], zone: ZoneInfo) -> dict[str, int]:
    """Valid initiatives that count for the phase, of each of these branches of the tree."""
    counted = dict.fromkeys(paths, 0)
    if not counted:
        return counted
    rows = connection.execute(
        select(units.c.path, func.count())
        .join(initiatives, initiatives.c.unit_id == units.c.id)
        .where(
            initiatives.c.programme_id == phase.programme_id,
            initiatives.c.status == Status.VALID.value,
            initiatives.c.counted_at >= phase.begins(zone),
            initiatives.c.counted_at < phase.ends(zone),
            or_(*(units.c.path.startswith(path) for path in counted)),
        )
        .group_by(units.c.path)
    )
    for place, count in rows:
        for path in counted:
            if place.startswith(path):
                counted[path] += count
    return counted


def sizes(connection: Connection, rows: Sequence[Any]) -> tuple[dict[int, int | None], dict[int, int | None]]:
    """How many workers and members each of these units has: its own number, else that of all right below it
    whose numbers are known, and so on downward; None where nothing is."""
    unknown = [row.path for row in rows if row.workers is None or row.members is None]
    inside: dict[int | None, list[Any]] = {}
    if unknown:
        found = select(units.c.id, units.c.parent_id, units.c.workers, units.c.members).where(
            units.c.until.is_(None), or_(*(units.c.path.startswith(path) for path in unknown))
        )
        for row in connection.execute(found):
            inside.setdefault(row.parent_id, []).append(row)

    def sum_of(row: Any, name: str) -> int | None:
        own: int | None = getattr(row, name)
        if own is not None:
            return own
        known = [size for one in inside.get(row.id, ()) if (size := sum_of(one, name)) is not None]
        return sum(known) if known else None

    return {row.id: sum_of(row, "workers") for row in rows}, {row.id: sum_of(row, "members") for row in rows}
