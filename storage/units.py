"""Units by code, by words, and how the tree hangs together."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, insert, or_, select, update

from handlers.understanding.folding import fold
from handlers.units import Unit
from storage.tables import placements, unit_aliases, units

#: Words that stand in nearly every unit's name and find nothing by themselves.
_COMMON = frozenset(("cong", "doan", "co", "so", "cty", "ty", "tnhh", "cdcs"))


def add(
    connection: Connection,
    *,
    code: str,
    name: str,
    kind: str,
    parent: str | None = None,
    members: int | None = None,
    workers: int | None = None,
    fdi: bool = False,
    since: date | None = None,
) -> int:
    """A new unit under the unit with code `parent`, as if it had stood there since that day or for ever;
    nothing is checked or logged. Raises ValueError when there is no such parent."""
    above = connection.execute(select(units.c.id, units.c.path).where(units.c.code == parent)).first()
    if parent is not None and above is None:
        raise ValueError(f"no unit has the code {parent}")
    made = connection.execute(
        insert(units)
        .values(
            code=code,
            name=name,
            kind=kind,
            parent_id=above.id if above else None,
            members=members,
            workers=workers,
            fdi=fdi,
            since=since,
            folded=searchable(name, code),
        )
        .returning(units.c.id)
    ).scalar_one()
    path = f"{above.path if above else '/'}{made}/"
    connection.execute(update(units).where(units.c.id == made).values(path=path))
    stands = {"parent_id": above.id if above else None, "code": code, "name": name, "kind": kind}
    connection.execute(insert(placements).values(unit_id=made, since=since, **stands))
    return int(made)


def searchable(name: str, code: str) -> str:
    """What `units.folded` holds: the words that find a unit, each after a blank."""
    return f" {fold(name)} {fold(code)} "


def by_codes(connection: Connection, codes: Iterable[str]) -> dict[str, Unit]:
    """Units by code as typed: case and accents do not matter. Keys are the folded codes.

    A code that a unit had once, and that of a unit which ended, name the unit that stands there today.
    """
    found = ids_by_codes(connection, codes)
    standing = standing_by_ids(connection, found.values()) if found else {}
    return {key: standing[unit_id] for key, unit_id in found.items() if unit_id in standing}


def ids_by_codes(connection: Connection, codes: Iterable[str]) -> dict[str, int]:
    """Which unit has each code, or had it, whether it still stands or not. Keys are the folded codes."""
    wanted = {fold(code): code for code in codes if code.strip()}
    if not wanted:
        return {}
    spelt = [*(key.upper() for key in wanted), *wanted.values()]
    rows = connection.execute(select(units.c.id, units.c.code).where(units.c.code.in_(spelt)))
    found = {fold(row.code): int(row.id) for row in rows}
    missing = [key.upper() for key in wanted if key not in found]
    if missing:
        former = select(unit_aliases.c.code, unit_aliases.c.unit_id).where(unit_aliases.c.code.in_(missing))
        found |= {fold(row.code): int(row.unit_id) for row in connection.execute(former)}
    return found


def standing_by_ids(connection: Connection, ids: Iterable[int]) -> dict[int, Unit]:
    """What each of these units is today: itself, or the one that took it over, however many took
    that one over since; nothing for a unit that nobody took over."""
    standing: dict[int, Unit] = {}
    asked = {one: {one} for one in set(ids)}
    while asked:
        rows = connection.execute(
            select(units.c.id, units.c.code, units.c.name, units.c.until, units.c.merged_into).where(
                units.c.id.in_(list(asked))
            )
        ).all()
        following: dict[int, set[int]] = {}
        for row in rows:
            if row.until is None:
                standing |= {one: Unit(row.id, row.code, row.name) for one in asked[row.id]}
            elif row.merged_into is not None:
                following.setdefault(row.merged_into, set()).update(asked[row.id])
        asked = following
    return standing


def by_ids(connection: Connection, ids: Iterable[int]) -> dict[int, Unit]:
    """Units as they are called now, those that ended too: for telling where something came from."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = connection.execute(select(units.c.id, units.c.code, units.c.name).where(units.c.id.in_(wanted)))
    return {row.id: Unit(row.id, row.code, row.name) for row in rows}


def search(connection: Connection, words: str, limit: int) -> list[Unit]:
    """Units that stand whose name or code has these words, with or without diacritics; most words first, and
    a company before its workshops."""
    told = fold(words).split()
    wanted = [word for word in told if word not in _COMMON] or told
    if not wanted:
        return []
    matching = [units.c.folded.contains(f" {word}", autoescape=True) for word in wanted[:8]]
    rows = connection.execute(
        select(units.c.id, units.c.code, units.c.name, units.c.folded, units.c.path)
        .where(units.c.until.is_(None), or_(*matching))
        .order_by(units.c.name)
        .limit(500)
    ).all()
    hits = {row.id: sum(f" {word}" in row.folded for word in wanted) for row in rows}
    ranked = sorted(rows, key=lambda row: (-hits[row.id], row.path.count("/"), row.name))
    best = hits[ranked[0].id] if ranked else 0
    # A unit that has only one of three words is noise beside one that has all three.
    least = max(best - 1, -(-len(wanted) // 3))
    kept = [row for row in ranked if hits[row.id] >= least]
    return [Unit(row.id, row.code, row.name) for row in kept[:limit]]
