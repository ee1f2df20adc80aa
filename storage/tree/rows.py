"""Writes a diff down, and keeps what stood before."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, String, bindparam, cast, delete, insert, literal, select, update

from storage.tables import people, placements, unit_aliases, units
from storage.tree import paths
from storage.tree.diffs import PAGE, Diff, pages
from storage.tree.footing import NEVER_STOOD
from storage.units import searchable

#: What the log keeps of a change: units made, values before and after, placements that ended with it,
#: codes given up and taken back, people who went, and units it needs to stand.
Body = dict[str, Any]
_STANDS = (units.c.id, units.c.parent_id, units.c.code, units.c.name, units.c.kind)


def write(connection: Connection, diff: Diff, effective: date) -> tuple[list[int], Body]:
    """The ids of the new units, and all that is needed to take the change back."""
    _release(connection, diff.codes())
    made = _make(connection, diff.makes)
    numbered = {-place: one for place, one in enumerate(made, 1)}
    sets = {one: _numbered(new, numbered) for one, new in diff.sets.items()}
    before = _read(connection, sets)
    for one, new in sets.items():
        if "name" in new or "code" in new:
            now = {**before[one], **new}
            new["folded"] = searchable(now["name"], now["code"])
    parents = [_numbered({"parent_id": one["parent_id"]}, numbered) for one in diff.makes]
    revise(connection, dict(zip(made, parents, strict=True)))
    revise(connection, sets)
    closed = _close(connection, diff.replaced(), effective)
    ended = set(diff.ended())
    _open(connection, (one for one in diff.replaced() if one not in ended), literal(effective, Date))
    _open(connection, made, units.c.since)
    aliases = [(code, numbered.get(one, one)) for code, one in diff.aliases]
    aliases += [(before[one]["code"], one) for one, new in sets.items() if "code" in new]
    given, taken = _keep_codes(connection, aliases, sets, effective)
    gone = [[here, there, _go(connection, here, there)] for here, there in diff.moves]
    moved = [one for one, new in sets.items() if "parent_id" in new]
    paths.settle(connection, [*made, *moved])
    leans = {*diff.leans, *(before[one]["parent_id"] for one in moved)}
    leans |= {one["parent_id"] for one in parents} - set(made)
    return made, {
        "made": made,
        "sets": {str(one): _told(before[one], new) for one, new in sets.items()},
        "closed": closed,
        "given": given,
        "taken": taken,
        "people": gone,
        "leans": sorted(one for one in leans if one is not None),
    }


def revise(connection: Connection, sets: Mapping[int, Mapping[str, Any]]) -> None:
    """New values of units' columns, one statement for all units that change the same columns."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one, new in sets.items():
        row = {f"new_{name}": value for name, value in new.items()}
        alike.setdefault(tuple(sorted(new)), []).append({"unit": one, **row})
    for names, rows in alike.items():
        if names:
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            connection.execute(update(units).where(units.c.id == bindparam("unit")).values(values), rows)


def _make(connection: Connection, makes: list[dict[str, Any]]) -> list[int]:
    """Rows without a parent yet, which may be among the new ones itself."""
    fresh = [{**one, "parent_id": None, "folded": searchable(one["name"], one["code"])} for one in makes]
    if not fresh:
        return []
    written = connection.execute(insert(units).returning(units.c.id, units.c.code), fresh)
    ids = {row.code: row.id for row in written}
    return [ids[one["code"]] for one in makes]


def _release(connection: Connection, codes: Iterable[str]) -> None:
    """A unit whose making was undone keeps its code, and resolves by it, until another one wants it."""
    wanted = sorted(codes)
    for start in range(0, len(wanted), PAGE):
        held = units.c.code.in_(wanted[start : start + PAGE]) & NEVER_STOOD
        connection.execute(update(units).where(held).values(code=literal("~") + cast(units.c.id, String)))


def _numbered(new: Mapping[str, Any], numbered: Mapping[int, int]) -> dict[str, Any]:
    links = {name: new[name] for name in ("parent_id", "merged_into") if name in new}
    return {**new, **{name: numbered.get(value, value) for name, value in links.items()}}


def _read(connection: Connection, unit_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for page in pages(unit_ids):
        rows = connection.execute(select(units).where(units.c.id.in_(page))).mappings()
        found |= {row["id"]: dict(row) for row in rows}
    return found


def _close(connection: Connection, unit_ids: Iterable[int], effective: date) -> list[int]:
    closed: list[int] = []
    for page in pages(unit_ids):
        standing = placements.c.unit_id.in_(page) & placements.c.until.is_(None)
        closed += connection.scalars(select(placements.c.id).where(standing))
        connection.execute(update(placements).where(standing).values(until=effective))
    return closed


def _open(connection: Connection, unit_ids: Iterable[int], since: Any) -> None:
    names = ["unit_id", "parent_id", "code", "name", "kind", "since"]
    for page in pages(unit_ids):
        stands = select(*_STANDS, since).where(units.c.id.in_(page))
        connection.execute(insert(placements).from_select(names, stands))


def _keep_codes(
    connection: Connection,
    aliases: list[tuple[str, int]],
    sets: Mapping[int, Mapping[str, Any]],
    effective: date,
) -> tuple[list[str], list[list[Any]]]:
    """Former codes stay with their unit; a unit that takes one of its own back has it no longer."""
    back = [new["code"] for new in sets.values() if "code" in new]
    taken: list[list[Any]] = []
    for start in range(0, len(back), PAGE):
        mine = unit_aliases.c.code.in_(back[start : start + PAGE])
        rows = connection.execute(select(unit_aliases).where(mine)).all()
        taken += [[row.code, row.unit_id, row.since.isoformat()] for row in rows]
        connection.execute(delete(unit_aliases).where(mine))
    fresh: list[dict[str, Any]] = [
        {"code": code.upper(), "unit_id": one, "since": effective} for code, one in aliases
    ]
    if fresh:
        connection.execute(insert(unit_aliases), fresh)
    return [row["code"] for row in fresh], taken


def _go(connection: Connection, here: int, there: int) -> list[int]:
    gone = list(connection.scalars(select(people.c.id).where(people.c.unit_id == here)))
    connection.execute(update(people).where(people.c.unit_id == here).values(unit_id=there))
    return gone


def _told(before: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [_plain(before[name]), _plain(value)] for name, value in new.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
