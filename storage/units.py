"""Units by code, by words, and how the tree hangs together."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, or_, select, update

from handlers.understanding.folding import fold
from handlers.units import Unit
from storage.tables import units

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
) -> int:
    """A new unit under the unit with code `parent`; raises ValueError when there is none."""
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
            folded=f" {fold(name)} {fold(code)} ",
        )
        .returning(units.c.id)
    ).scalar_one()
    path = f"{above.path if above else '/'}{made}/"
    connection.execute(update(units).where(units.c.id == made).values(path=path))
    return int(made)


def by_codes(connection: Connection, codes: Iterable[str]) -> dict[str, Unit]:
    """Units by code as typed: case and accents do not matter. Keys are the folded codes."""
    wanted = {fold(code): code for code in codes if code.strip()}
    if not wanted:
        return {}
    rows = connection.execute(
        select(units.c.id, units.c.code, units.c.name).where(
            units.c.code.in_([key.upper() for key in wanted] + list(wanted.values()))
        )
    )
    return {fold(row.code): Unit(row.id, row.code, row.name) for row in rows}


def by_ids(connection: Connection, ids: Iterable[int]) -> dict[int, Unit]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = connection.execute(select(units.c.id, units.c.code, units.c.name).where(units.c.id.in_(wanted)))
    return {row.id: Unit(row.id, row.code, row.name) for row in rows}


def search(connection: Connection, words: str, limit: int) -> list[Unit]:
    """Units whose name or code has these words, with or without diacritics; most words first, and
    a company before its workshops."""
    told = fold(words).split()
    wanted = [word for word in told if word not in _COMMON] or told
    if not wanted:
        return []
    matching = [units.c.folded.contains(f" {word}", autoescape=True) for word in wanted[:8]]
    rows = connection.execute(
        select(units.c.id, units.c.code, units.c.name, units.c.folded, units.c.path)
        .where(or_(*matching))
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
