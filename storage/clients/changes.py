"""Reads the feed for programs: what belongs to their branch, by the names that they know it by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.clients.clients import Client
from storage.clients.records import Told
from storage.feed import feed
from storage.feed.feed import Change
from storage.tables import changes, initiatives, remarks, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the feed. `upto` is the position that was read to, whether or not anything there was for
    this program; `more` says that there is something behind it already. When `after` is no place of this feed
    (forgotten, or never given), `is_lost` is true and nothing else is told but where it begins and ends."""

    changes: tuple[Told, ...]
    upto: int
    more: bool = False
    oldest: int = 0
    newest: int = 0
    is_lost: bool = False


def read(
    connection: Connection, client: Client, after: int | None, most: int, kinds: Collection[str] | None
) -> Stretch:
    """What comes behind `after`, in order; from the oldest kept on for None."""
    # The end is read first: what comes in meanwhile is told next time, and never jumped over.
    newest = feed.newest(connection)
    oldest = connection.scalar(select(func.min(changes.c.position))) or newest + 1
    start = oldest - 1 if after is None else after
    if not oldest - 1 <= start <= newest:
        return Stretch(changes=(), upto=start, oldest=oldest, newest=newest, is_lost=True)
    path = None if client.is_root else client.path
    found = feed.read(connection, start, most + 1, path=path, kinds=kinds)
    shown = found[:most]
    more = len(found) > most
    return Stretch(
        changes=told(connection, _public(connection, client, shown)),
        upto=shown[-1].position if more else max(newest, shown[-1].position if shown else 0),
        more=more,
        oldest=oldest,
        newest=newest,
    )


def _public(connection: Connection, client: Client, found: Sequence[Change]) -> list[Change]:
    """Without internal notes for who may not read them: that there is one is told to nobody else."""
    said = [one.ref_id for one in found if one.kind == "remark"]
    if not said or "notes" in client.rights:
        return list(found)
    internal = select(remarks.c.id).where(remarks.c.id.in_(said), remarks.c.internal)
    hidden = set(connection.scalars(internal))
    return [one for one in found if one.kind != "remark" or one.ref_id not in hidden]


def told(connection: Connection, found: Collection[Change]) -> tuple[Told, ...]:
    """The same with the numbers of initiatives and the codes of units."""
    about = {one.initiative_id for one in found if one.initiative_id is not None}
    places = {one.unit_id for one in found if one.unit_id is not None}
    named = select(initiatives.c.id, initiatives.c.number).where(initiatives.c.id.in_(about))
    coded = select(units.c.id, units.c.code).where(units.c.id.in_(places))
    numbers: dict[int | None, int] = {row.id: row.number for row in connection.execute(named)}
    codes: dict[int | None, str] = {row.id: row.code for row in connection.execute(coded)}
    return tuple(
        Told(
            position=one.position,
            kind=one.kind,
            ref_id=one.ref_id,
            number=numbers.get(one.initiative_id),
            unit_code=codes.get(one.unit_id, ""),
            at=one.at,
        )
        for one in found
    )


def waits(connection: Connection) -> bool:
    """Whether a committed change has no place in the feed yet."""
    return connection.scalar(select(changes.c.id).where(changes.c.position.is_(None)).limit(1)) is not None


def number(connection: Connection, now: datetime) -> int:
    """Give what waits its place; see `storage.feed.feed.number`."""
    return feed.number(connection, now)
